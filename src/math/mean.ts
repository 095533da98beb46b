import { finiteOrNull } from "./finite-or-null";
import { sum } from "./sum";

/**
 * Arithmetic mean: Σ x / n.
 * @param values - of one unit
 * @returns in that unit; `null` without values, or when their sum is no finite number
 */
export const mean = (values: readonly number[]): number | null => {
  const total = sum(values);
  return total === null ? null : finiteOrNull(total / values.length);
};
