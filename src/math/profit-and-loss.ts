import type { GlobalConfig } from "../interfaces/Config.interface";
import type { ISignalRow } from "../interfaces/Signal.interface";
import type { IStrategyPnL } from "../interfaces/Outcome.interface";

/** What a trade costs besides its prices. */
export type CostSettings = Pick<GlobalConfig, "CC_PERCENT_SLIPPAGE" | "CC_PERCENT_FEE">;

/**
 * Result of a trade after costs. Slippage worsens both prices, the difference is a percentage of the worsened entry, and
 * the fee of both transactions is taken off in points:
 *
 * - long: (close·(1 − s) − open·(1 + s)) / (open·(1 + s)) · 100 − 2·fee
 * - short: (open·(1 − s) − close·(1 + s)) / (open·(1 − s)) · 100 − 2·fee
 *
 * @param row - the position; `priceOpen` is the booked entry
 * @param priceClose - the booked exit
 * @param settings - slippage and fee per transaction, percent
 * @returns frozen; the prices in it are the booked ones, without slippage
 */
export const toProfitLoss = (
  row: Pick<ISignalRow, "position" | "priceOpen">,
  priceClose: number,
  settings: CostSettings,
): IStrategyPnL => {
  const slippage = settings.CC_PERCENT_SLIPPAGE / 100;
  const direction = row.position === "long" ? 1 : -1;
  const paidOpen = row.priceOpen * (1 + direction * slippage);
  const paidClose = priceClose * (1 - direction * slippage);
  const gainPercentage = ((direction * (paidClose - paidOpen)) / paidOpen) * 100;
  return Object.freeze({
    pnlPercentage: gainPercentage - 2 * settings.CC_PERCENT_FEE,
    priceOpen: row.priceOpen,
    priceClose,
  });
};
