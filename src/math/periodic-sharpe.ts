import { sampleDeviation } from "./deviation";
import { finiteOrNull } from "./finite-or-null";
import { mean } from "./mean";
import { MINIMUM_DAYS } from "./sample-size";
import { DAYS_PER_YEAR } from "./year";

/**
 * Sharpe ratio of a series of returns: mean / sample deviation, without a risk-free rate (W. F. Sharpe, 1966, 1994).
 * @param returns - daily, flat days included, as fractions
 * @returns a ratio per day; `null` with fewer than {@link MINIMUM_DAYS} returns, or without deviation
 */
export const periodicSharpe = (returns: readonly number[]): number | null => {
  const average = mean(returns);
  const deviation = sampleDeviation(returns);
  if (returns.length < MINIMUM_DAYS || average === null || deviation === null || deviation === 0) {
    return null;
  }
  return finiteOrNull(average / deviation);
};

/**
 * Sharpe ratio of a year: ratio · √q, for returns that do not depend on each other (A. W. Lo, 2002).
 * @param ratio - Sharpe ratio per period
 * @param periodsPerYear - q; 365 for days of a market that never closes
 * @returns a ratio per year; `null` without a ratio
 */
export const annualizeSharpe = (
  ratio: number | null,
  periodsPerYear: number = DAYS_PER_YEAR,
): number | null => (ratio === null ? null : finiteOrNull(ratio * Math.sqrt(periodsPerYear)));
