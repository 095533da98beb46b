import { centered } from "./centered";
import { populationDeviation } from "./deviation";
import { finiteOrNull } from "./finite-or-null";
import { mean } from "./mean";

/** Mean power of the distances from the mean, in units of the population deviation. */
const standardizedMoment = (values: readonly number[], power: number): number | null => {
  const deviation = populationDeviation(values);
  const distances = centered(values);
  if (deviation === null || deviation === 0 || distances === null) {
    return null;
  }
  const moment = mean(distances.map((distance) => (distance / deviation) ** power));
  return moment === null ? null : finiteOrNull(moment);
};

/**
 * Skewness: mean of ((x − mean) / deviation)³ with the population deviation; 0 for the normal distribution.
 * @param values - of one unit
 * @returns without unit, negative when the long tail is below the mean; `null` without values or deviation
 */
export const skewness = (values: readonly number[]): number | null => standardizedMoment(values, 3);

/**
 * Raw kurtosis: mean of ((x − mean) / deviation)⁴ with the population deviation; 3 for the normal distribution.
 * @param values - of one unit
 * @returns without unit, at least 1; `null` without values or deviation
 */
export const rawKurtosis = (values: readonly number[]): number | null => standardizedMoment(values, 4);
