import type { IPositionSizeFixedPercentageParams } from "../interfaces/Sizing.interface";
import { takePreciseResult } from "./precise-result";

/**
 * Fixed-fractional sizing: the quantity whose loss at the stop is a given share of the balance,
 * balance · (risk / 100) / |open − stop| (R. Vince, "Portfolio Management Formulas", 1990).
 * @param params - balance in quote currency, prices in quote currency per unit of base; the stop must not be the entry
 * @param riskPercentage - what the stop may lose, percent of the balance, above 0
 * @returns units of base; `NaN` when a step is too large or too small for a double
 */
export const fixedPercentageSize = (
  { accountBalance, priceOpen, priceStopLoss }: Omit<IPositionSizeFixedPercentageParams, "symbol">,
  riskPercentage: number,
): number => {
  const share = riskPercentage / 100;
  const risked = accountBalance * share;
  return takePreciseResult(share, risked, risked / Math.abs(priceOpen - priceStopLoss));
};
