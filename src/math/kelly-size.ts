import type { IPositionSizeKellyParams } from "../interfaces/Sizing.interface";
import { takePreciseResult } from "./precise-result";

/**
 * Kelly sizing: the stake with the fastest growth of a series of bets that win `W` of the time and then `R` times what they
 * lose otherwise, (W·R − (1 − W)) / R of the balance (J. L. Kelly, "A New Interpretation of Information Rate", 1956), times
 * a multiplier, since the true `W` and `R` are never known. Without an edge the stake is 0.
 * @param params - balance in quote currency, price of the entry in quote currency per unit of base, win rate 0–1, ratio > 0
 * @param kellyMultiplier - share of the full Kelly stake, at least 0
 * @returns units of base; `NaN` when a step is too large or too small for a double
 */
export const kellySize = (
  { accountBalance, priceOpen, winRate, winLossRatio }: Omit<IPositionSizeKellyParams, "symbol">,
  kellyMultiplier: number,
): number => {
  const fullShare = Math.max(0, (winRate * winLossRatio - (1 - winRate)) / winLossRatio);
  if (fullShare === 0 || kellyMultiplier === 0) {
    return 0;
  }
  const share = fullShare * kellyMultiplier;
  const stake = accountBalance * share;
  return takePreciseResult(fullShare, share, stake, stake / priceOpen);
};
