import { mean } from "./mean";

const subtractMean = (values: readonly number[]): number[] | null => {
  const center = mean(values);
  return center === null ? null : values.map((value) => value - center);
};

/**
 * Distances of numbers from their mean. The mean is taken off twice, since the first one is rounded to the precision of
 * the numbers, which may lie close together and far from zero.
 * @param values - of one unit
 * @returns in that unit and order; `null` without values, or when they have no mean
 */
export const centered = (values: readonly number[]): number[] | null => {
  const distances = subtractMean(values);
  return distances === null ? null : subtractMean(distances);
};
