import type { ISizingCalculateParamsBase, ISizingLimits } from "../interfaces/Sizing.interface";
import { takePreciseResult } from "./precise-result";

type Account = Pick<ISizingCalculateParamsBase, "accountBalance" | "priceOpen">;

/**
 * The quantity that a share of the balance buys: balance · percentage / 100 / price.
 * @param account - balance in quote currency, price of the entry in quote currency per unit of base
 * @param percentage - percent of the balance, at least 0
 * @returns units of base; `NaN` when a step is too large or too small for a double
 */
export const shareQuantity = ({ accountBalance, priceOpen }: Account, percentage: number): number => {
  if (percentage === 0) {
    return 0;
  }
  const hundredfold = accountBalance * percentage;
  const share = hundredfold / 100;
  return takePreciseResult(hundredfold, share, share / priceOpen);
};

/**
 * Puts a quantity within its limits: up to the minimum first, then down to the two caps. So the caps hold whatever the
 * minimum says, and a quantity of zero stays zero.
 * @param quantity - units of base, 0 or more
 * @param limits - those that are `undefined` do not apply
 * @param account - balance in quote currency, price of the entry in quote currency per unit of base
 * @returns units of base; `NaN` when the quantity was, or a cap is too large or too small for a double
 */
export const limitPosition = (quantity: number, limits: ISizingLimits, account: Account): number => {
  const { minPositionSize, maxPositionPercentage, maxPositionSize } = limits;
  if (quantity === 0) {
    return 0;
  }
  let limited = quantity;
  if (minPositionSize !== undefined) {
    limited = Math.max(limited, minPositionSize);
  }
  if (maxPositionPercentage !== undefined) {
    limited = Math.min(limited, shareQuantity(account, maxPositionPercentage));
  }
  if (maxPositionSize !== undefined) {
    limited = Math.min(limited, maxPositionSize);
  }
  // A limit may be written as -0.
  return limited === 0 ? 0 : limited;
};
