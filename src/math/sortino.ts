import { withoutNoise } from "./deviation";
import { finiteOrNull } from "./finite-or-null";
import { mean } from "./mean";
import { MINIMUM_DAYS } from "./sample-size";
import { DAYS_PER_YEAR } from "./year";

/**
 * Sortino ratio of a year: mean / √(Σ min(0, x)² / T) · √365, the target being 0 and T all the returns, also those above
 * the target (F. A. Sortino and L. N. Price, 1994).
 * @param returns - daily, flat days included, as fractions
 * @returns a ratio per year; `null` with fewer than {@link MINIMUM_DAYS} returns, or without one below zero
 */
export const sortino = (returns: readonly number[]): number | null => {
  const average = mean(returns);
  const downsideVariance = mean(returns.map((value) => Math.min(0, value) ** 2));
  if (returns.length < MINIMUM_DAYS || average === null || downsideVariance === null) {
    return null;
  }
  const downside = withoutNoise(Math.sqrt(downsideVariance), average);
  return downside === 0 ? null : finiteOrNull((average / downside) * Math.sqrt(DAYS_PER_YEAR));
};
