import { populationDeviation } from "./deviation";
import { finiteOrNull } from "./finite-or-null";
import { mean } from "./mean";
import { DAYS_PER_YEAR } from "./year";

/**
 * Mean result over its population deviation, per trade and without a risk-free rate. It knows nothing of time; the
 * periodic Sharpe ratio does.
 * @param results - of trades, percent
 * @returns a ratio, 0 without deviation; `null` without trades
 */
export const tradeSharpe = (results: readonly number[]): number | null => {
  const average = mean(results);
  const deviation = populationDeviation(results);
  if (average === null || deviation === null) {
    return null;
  }
  return deviation === 0 ? 0 : finiteOrNull(average / deviation);
};

/**
 * The ratio of {@link tradeSharpe} times √365: a year's ratio if there were exactly one independent trade a day.
 * @param results - of trades, percent
 * @returns a ratio, 0 without deviation; `null` without trades
 */
export const annualizedTradeSharpe = (results: readonly number[]): number | null => {
  const ratio = tradeSharpe(results);
  return ratio === null ? null : finiteOrNull(ratio * Math.sqrt(DAYS_PER_YEAR));
};
