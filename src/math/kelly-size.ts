import type { IPositionSizeKellyParams } from "../interfaces/Sizing.interface";
import { takePreciseResult } from "./precise-result";
import { ROUNDING_NOISE } from "./rounding-noise";

/**
 * By how much what is won on average exceeds what is lost, W·R − (1 − W); 0 where it does not by more than rounding:
 * 0.4 · 1.5 − (1 − 0.4) is 1e-16 in binary, and a position that is taken for that, at its minimum size, is a bet without an edge.
 *
 * The error of a win rate is a few roundings of 1, however small the rate is, since most come from a loss rate (1 − 0.95 is
 * 0.05 and 4e-17); and W·R − (1 − W) = W·(1 + R) − 1 has that error 1 + R times. What `R` is off by is less than that.
 */
const findEdge = (winRate: number, winLossRatio: number): number => {
  const edge = winRate * winLossRatio - (1 - winRate);
  return edge > ROUNDING_NOISE * (1 + winLossRatio) ? edge : 0;
};

/**
 * Kelly sizing: the stake with the fastest growth of a series of bets that win `W` of the time and then `R` times what they
 * lose otherwise, (W·R − (1 − W)) / R of the balance (J. L. Kelly, "A New Interpretation of Information Rate", 1956), times
 * a multiplier, since the true `W` and `R` are never known. Without an edge, or with one that is rounding noise, the stake is 0; so it
 * is for win rates below about 1e-15, which are rounding noise themselves.
 * @param params - balance in quote currency, price of the entry in quote currency per unit of base, win rate 0–1, ratio > 0
 * @param kellyMultiplier - share of the full Kelly stake, at least 0
 * @returns units of base; `NaN` when a step is too large or too small for a double
 */
export const kellySize = (
  { accountBalance, priceOpen, winRate, winLossRatio }: Omit<IPositionSizeKellyParams, "symbol">,
  kellyMultiplier: number,
): number => {
  const edge = findEdge(winRate, winLossRatio);
  if (edge === 0 || kellyMultiplier === 0) {
    return 0;
  }
  const fullShare = edge / winLossRatio;
  const share = fullShare * kellyMultiplier;
  const stake = accountBalance * share;
  return takePreciseResult(fullShare, share, stake, stake / priceOpen);
};
