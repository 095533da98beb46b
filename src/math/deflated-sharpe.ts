import { sampleDeviation } from "./deviation";
import { finiteOrNull } from "./finite-or-null";
import { normalQuantile } from "./normal-distribution";
import { probabilisticSharpe } from "./probabilistic-sharpe";

/** Constant of Euler and Mascheroni. */
const EULER_MASCHERONI = 0.5772156649015329;

/**
 * Sharpe ratio that the best of N strategies without any skill would show by luck: s · ((1 − c) · Φ⁻¹(1 − 1/N) +
 * c · Φ⁻¹(1 − 1/(N·e))), s being the sample deviation of the N ratios and c the constant of Euler and Mascheroni
 * (D. H. Bailey and M. López de Prado, 2014).
 * @param candidateSharpes - ratio per day of each strategy that was tried
 * @returns a ratio per day, not negative; `null` with fewer than two strategies
 */
export const expectedMaximumSharpe = (candidateSharpes: readonly number[]): number | null => {
  const count = candidateSharpes.length;
  const deviation = sampleDeviation(candidateSharpes);
  const lower = normalQuantile(1 - 1 / count);
  const upper = normalQuantile(1 - 1 / (count * Math.E));
  if (deviation === null || lower === null || upper === null) {
    return null;
  }
  return finiteOrNull(deviation * ((1 - EULER_MASCHERONI) * lower + EULER_MASCHERONI * upper));
};

/**
 * Probability that a strategy is better than the luck of the best of so many tries: its probabilistic Sharpe ratio
 * against {@link expectedMaximumSharpe} (D. H. Bailey and M. López de Prado, 2014).
 * @param candidateSharpes - ratio per day of each strategy that was tried, the judged one included
 * @param returns - of the judged strategy: daily, flat days included, as fractions
 * @returns 0–1; `null` with fewer than two strategies, or where the probabilistic Sharpe ratio is
 */
export const deflatedSharpe = (
  candidateSharpes: readonly number[],
  returns: readonly number[],
): number | null => {
  const benchmark = expectedMaximumSharpe(candidateSharpes);
  return benchmark === null ? null : probabilisticSharpe(returns, benchmark);
};
