import { mean } from "./mean";
import type { TradeResult } from "./trade-result";

/** What the stop loss would cost, as a fraction of the entry. */
const stopRisk = (trade: TradeResult): number =>
  Math.abs(trade.priceOpen - trade.priceStopLoss) / trade.priceOpen;

const hasStopRisk = (trade: TradeResult): boolean => {
  const risk = stopRisk(trade);
  return risk > 0 && Number.isFinite(risk);
};

/**
 * Mean R multiple (V. K. Tharp): the result of each trade in units of what its stop loss would cost,
 * x · priceOpen / |priceOpen − priceStopLoss|. Trades whose stop has no positive, finite distance are left out.
 * @param trades - any order
 * @returns in R; `null` when no trade is left
 */
export const expectancyR = (trades: readonly TradeResult[]): number | null =>
  mean(trades.filter(hasStopRisk).map((trade) => trade.pnlPercentage / 100 / stopRisk(trade)));
