import { centered } from "./centered";
import { finiteOrNull } from "./finite-or-null";
import { mean } from "./mean";
import { sum } from "./sum";

/** A deviation of less, relative to the mean (to 1 for smaller means), is noise of rounding. */
const NOISE = 1e-12;

/**
 * A deviation, with 0 in place of rounding noise: equal results must not seem to have an enormous Sharpe ratio.
 * @param deviation - not negative
 * @param center - mean of the numbers, in the unit of the deviation
 * @returns 0 when the deviation is at most 10⁻¹² · max(1, |center|)
 */
export const withoutNoise = (deviation: number, center: number): number =>
  deviation <= NOISE * Math.max(1, Math.abs(center)) ? 0 : deviation;

const deviationOver = (values: readonly number[], divisor: number): number | null => {
  const center = mean(values);
  const squares = sum(centered(values)?.map((distance) => distance * distance) ?? []);
  if (center === null || squares === null || divisor < 1) {
    return null;
  }
  return finiteOrNull(withoutNoise(Math.sqrt(squares / divisor), center));
};

/**
 * Population deviation: √(Σ (x − mean)² / n); rounding noise counts as 0.
 * @param values - of one unit
 * @returns in that unit; `null` without values
 */
export const populationDeviation = (values: readonly number[]): number | null =>
  deviationOver(values, values.length);

/**
 * Sample deviation: √(Σ (x − mean)² / (n − 1)) (F. W. Bessel); rounding noise counts as 0.
 * @param values - of one unit
 * @returns in that unit; `null` with fewer than two values
 */
export const sampleDeviation = (values: readonly number[]): number | null =>
  deviationOver(values, values.length - 1);
