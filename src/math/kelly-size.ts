import type { IPositionSizeKellyParams } from "../interfaces/Sizing.interface";

/**
 * Kelly sizing: the stake with the fastest growth of a series of bets that win `W` of the time and then `R` times what they
 * lose otherwise, (W·R − (1 − W)) / R of the balance (J. L. Kelly, "A New Interpretation of Information Rate", 1956), times
 * a multiplier, since the true `W` and `R` are never known. Without an edge the stake is 0.
 * @param params - balance in quote currency, price of the entry in quote currency per unit of base, win rate 0–1, ratio > 0
 * @param kellyMultiplier - share of the full Kelly stake, 0–1
 * @returns units of base
 */
export const kellySize = (
  { accountBalance, priceOpen, winRate, winLossRatio }: Omit<IPositionSizeKellyParams, "symbol">,
  kellyMultiplier: number,
): number => {
  const fullStake = (winRate * winLossRatio - (1 - winRate)) / winLossRatio;
  const stake = Math.max(0, fullStake) * kellyMultiplier;
  return (accountBalance * stake) / priceOpen;
};
