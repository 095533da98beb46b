import { finiteOrNull } from "./finite-or-null";
import { sum } from "./sum";
import { selectLosses, selectWins } from "./wins-losses";

/**
 * Gross profit over gross loss: Σ wins / |Σ losses|.
 * @param results - of trades, percent
 * @returns a ratio, 0 without wins; `null` without losses
 */
export const profitFactor = (results: readonly number[]): number | null => {
  const wins = selectWins(results);
  const grossProfit = wins.length === 0 ? 0 : sum(wins);
  const grossLoss = sum(selectLosses(results));
  return grossProfit === null || grossLoss === null ? null : finiteOrNull(grossProfit / Math.abs(grossLoss));
};
