import { finiteOrNull } from "./finite-or-null";

/**
 * Sum of numbers, as exact as if it had been formed in twice the precision (A. Neumaier, 1974): the low digits that each
 * addition cuts off are summed apart and added at the end.
 * @param values - of one unit
 * @returns in that unit; `null` without values, or when the sum is no finite number
 */
export const sum = (values: readonly number[]): number | null => {
  if (values.length === 0) {
    return null;
  }
  let total = 0;
  let lost = 0;
  for (const value of values) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return finiteOrNull(total + lost);
};
