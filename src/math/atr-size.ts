import type { IPositionSizeATRParams } from "../interfaces/Sizing.interface";

/**
 * Volatility sizing: the quantity that loses a given share of the balance when the price moves against it by so many average
 * true ranges, balance · (risk / 100) / (ATR · multiplier) (the ATR is J. W. Wilder's, "New Concepts in Technical Trading
 * Systems", 1978).
 * @param params - balance in quote currency, ATR in quote currency per unit of base, above 0
 * @param riskPercentage - what that move may lose, percent of the balance
 * @param atrMultiplier - how many ATRs the move has, above 0
 * @returns units of base
 */
export const atrSize = (
  { accountBalance, atr }: Pick<IPositionSizeATRParams, "accountBalance" | "atr">,
  riskPercentage: number,
  atrMultiplier: number,
): number => (accountBalance * (riskPercentage / 100)) / (atr * atrMultiplier);
