import { payoffRatio } from "./payoff-ratio";
import { countLosses, countWins } from "./win-rate";

/**
 * The payoff ratio under its old name, which calls it 0 when there are losses and no win: mean win / |mean loss|.
 * @param results - of trades, percent
 * @returns a ratio, not negative; `null` without losses, of which the baseline made the worst ratio there is
 */
export const certaintyRatio = (results: readonly number[]): number | null =>
  countLosses(results) > 0 && countWins(results) === 0 ? 0 : payoffRatio(results);
