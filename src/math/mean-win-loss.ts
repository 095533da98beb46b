import { mean } from "./mean";
import { selectLosses, selectWins } from "./wins-losses";

/**
 * Mean of the results above zero.
 * @param results - of trades, percent
 * @returns percent, positive; `null` without wins
 */
export const averageWin = (results: readonly number[]): number | null => mean(selectWins(results));

/**
 * Mean of the results below zero.
 * @param results - of trades, percent
 * @returns percent, negative; `null` without losses
 */
export const averageLoss = (results: readonly number[]): number | null => mean(selectLosses(results));
