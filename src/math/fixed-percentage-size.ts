import type { IPositionSizeFixedPercentageParams } from "../interfaces/Sizing.interface";

/**
 * Fixed-fractional sizing: the quantity whose loss at the stop is a given share of the balance,
 * balance · (risk / 100) / |open − stop| (R. Vince, "Portfolio Management Formulas", 1990).
 * @param params - balance in quote currency, prices in quote currency per unit of base; the stop must not be the entry
 * @param riskPercentage - what the stop may lose, percent of the balance
 * @returns units of base
 */
export const fixedPercentageSize = (
  { accountBalance, priceOpen, priceStopLoss }: Omit<IPositionSizeFixedPercentageParams, "symbol">,
  riskPercentage: number,
): number => (accountBalance * (riskPercentage / 100)) / Math.abs(priceOpen - priceStopLoss);
