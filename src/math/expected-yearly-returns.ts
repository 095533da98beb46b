import { finiteOrNull } from "./finite-or-null";
import { mean } from "./mean";
import type { TradeResult } from "./trade-result";
import { DAY_MS } from "./interval";
import { DAYS_PER_YEAR } from "./year";

/**
 * Result of a year in which the strategy were always in the market at this pace: mean result · 365 / mean days a trade
 * takes. The compounded yearly return says what a year would really bring.
 * @param trades - any order
 * @returns percent a year, without compounding; 0 when trades take no time, `null` without trades
 */
export const expectedYearlyReturns = (trades: readonly TradeResult[]): number | null => {
  const average = mean(trades.map((trade) => trade.pnlPercentage));
  if (average === null) {
    return null;
  }
  const duration = mean(trades.map((trade) => trade.closeTime - trade.openTime));
  const days = (duration ?? 0) / DAY_MS;
  return days > 0 ? finiteOrNull(average * (DAYS_PER_YEAR / days)) : 0;
};
