import type { IPositionSizeKellyParams } from "../interfaces/Sizing.interface";
import { takePreciseResult } from "./precise-result";
import { ROUNDING_NOISE } from "./rounding-noise";

/**
 * Whether what is won on average exceeds what is lost by more than rounding: 0.4 · 1.5 − (1 − 0.4) is 1e-16 in binary, and a
 * position that is taken for that, at its minimum size, is a bet without an edge.
 */
const hasEdge = (winRate: number, winLossRatio: number): boolean => {
  const won = winRate * winLossRatio;
  return won - (1 - winRate) > ROUNDING_NOISE * Math.max(won, winRate);
};

/**
 * Kelly sizing: the stake with the fastest growth of a series of bets that win `W` of the time and then `R` times what they
 * lose otherwise, (W·R − (1 − W)) / R of the balance (J. L. Kelly, "A New Interpretation of Information Rate", 1956), times
 * a multiplier, since the true `W` and `R` are never known. Without an edge, or with one that is rounding noise, the stake is 0.
 * @param params - balance in quote currency, price of the entry in quote currency per unit of base, win rate 0–1, ratio > 0
 * @param kellyMultiplier - share of the full Kelly stake, at least 0
 * @returns units of base; `NaN` when a step is too large or too small for a double
 */
export const kellySize = (
  { accountBalance, priceOpen, winRate, winLossRatio }: Omit<IPositionSizeKellyParams, "symbol">,
  kellyMultiplier: number,
): number => {
  if (!hasEdge(winRate, winLossRatio) || kellyMultiplier === 0) {
    return 0;
  }
  const fullShare = (winRate * winLossRatio - (1 - winRate)) / winLossRatio;
  const share = fullShare * kellyMultiplier;
  const stake = accountBalance * share;
  return takePreciseResult(fullShare, share, stake, stake / priceOpen);
};
