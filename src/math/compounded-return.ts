import { finiteOrNull } from "./finite-or-null";
import { sum } from "./sum";

/**
 * Return of an account that stakes all it has each time: Π (1 + x) − 1. It is computed from logarithms, which keeps the
 * digits of small returns and does not overflow on the way. An account that has lost everything stays empty, whatever
 * would have come later.
 * @param returns - one after another, as fractions
 * @returns percent, at least −100; `null` without returns
 */
export const compoundedReturn = (returns: readonly number[]): number | null => {
  if (returns.some((value) => value <= -1)) {
    return -100;
  }
  const growth = sum(returns.map((value) => Math.log1p(value)));
  return growth === null ? null : finiteOrNull(100 * Math.expm1(growth));
};
