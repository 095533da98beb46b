import type { ISizingCalculateParamsBase, ISizingLimits } from "../interfaces/Sizing.interface";

type Account = Pick<ISizingCalculateParamsBase, "accountBalance" | "priceOpen">;

/**
 * The quantity that a share of the balance buys: balance · percentage / 100 / price.
 * @param account - balance in quote currency, price of the entry in quote currency per unit of base
 * @param percentage - percent of the balance
 * @returns units of base
 */
export const shareQuantity = ({ accountBalance, priceOpen }: Account, percentage: number): number =>
  (accountBalance * percentage) / 100 / priceOpen;

/**
 * Puts a quantity within its limits: up to the minimum first, then down to the two caps. So the caps hold whatever the
 * minimum says, and a quantity of zero stays zero.
 * @param quantity - units of base, 0 or more
 * @param limits - those that are `undefined` do not apply
 * @param account - balance in quote currency, price of the entry in quote currency per unit of base
 * @returns units of base
 */
export const limitPosition = (quantity: number, limits: ISizingLimits, account: Account): number => {
  const { minPositionSize, maxPositionPercentage, maxPositionSize } = limits;
  let limited = quantity;
  if (minPositionSize !== undefined && limited > 0) {
    limited = Math.max(limited, minPositionSize);
  }
  if (maxPositionPercentage !== undefined) {
    limited = Math.min(limited, shareQuantity(account, maxPositionPercentage));
  }
  if (maxPositionSize !== undefined) {
    limited = Math.min(limited, maxPositionSize);
  }
  return limited;
};
