import { finiteOrNull } from "./finite-or-null";
import { averageLoss, averageWin } from "./mean-win-loss";

/**
 * What a win brings for each unit a loss costs: mean win / |mean loss|.
 * @param results - of trades, percent
 * @returns a ratio, positive; `null` without wins or without losses
 */
export const payoffRatio = (results: readonly number[]): number | null => {
  const win = averageWin(results);
  const loss = averageLoss(results);
  return win === null || loss === null ? null : finiteOrNull(win / Math.abs(loss));
};
