import { sampleDeviation } from "./deviation";
import { finiteOrNull } from "./finite-or-null";
import { mean } from "./mean";

/**
 * Mean result in units of its standard error: mean / (s / √n), s being the sample deviation (Student, 1908).
 * @param results - of trades, percent
 * @returns a ratio; `null` with fewer than two trades, or without deviation
 */
export const tStatistic = (results: readonly number[]): number | null => {
  const average = mean(results);
  const deviation = sampleDeviation(results);
  if (average === null || deviation === null || deviation === 0) {
    return null;
  }
  return finiteOrNull(average / (deviation / Math.sqrt(results.length)));
};
