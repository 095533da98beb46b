import { finiteOrNull } from "./finite-or-null";
import { averageLoss, averageWin } from "./mean-win-loss";
import { countLosses, countWins } from "./win-rate";

/**
 * What a trade earns on average: P(win) · mean win + P(loss) · mean loss. The probabilities are shares of all trades, so
 * that trades of zero are neither; a side without trades adds nothing.
 * @param results - of trades, percent
 * @returns percent a trade; `null` without trades
 */
export const expectancy = (results: readonly number[]): number | null => {
  const total = results.length;
  const gain = (countWins(results) / total) * (averageWin(results) ?? 0);
  const cost = (countLosses(results) / total) * (averageLoss(results) ?? 0);
  return finiteOrNull(gain + cost);
};
