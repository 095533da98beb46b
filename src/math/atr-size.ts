import type { IPositionSizeATRParams } from "../interfaces/Sizing.interface";
import { takePreciseResult } from "./precise-result";

/**
 * Volatility sizing: the quantity that loses a given share of the balance when the price moves against it by so many average
 * true ranges, balance · (risk / 100) / (ATR · multiplier) (the ATR is J. W. Wilder's, "New Concepts in Technical Trading
 * Systems", 1978).
 * @param params - balance in quote currency, ATR in quote currency per unit of base, above 0
 * @param riskPercentage - what that move may lose, percent of the balance, above 0
 * @param atrMultiplier - how many ATRs the move has, above 0
 * @returns units of base; `NaN` when a step is too large or too small for a double
 */
export const atrSize = (
  { accountBalance, atr }: Pick<IPositionSizeATRParams, "accountBalance" | "atr">,
  riskPercentage: number,
  atrMultiplier: number,
): number => {
  const share = riskPercentage / 100;
  const risked = accountBalance * share;
  const move = atr * atrMultiplier;
  return takePreciseResult(share, risked, move, risked / move);
};
