import { finiteOrNull } from "./finite-or-null";
import { YEAR_MS } from "./year";

/**
 * Trades in a year of 365 days at the pace of the run: n / years.
 * @param count - number of trades
 * @param span - length of the run, idle time included, ms
 * @returns trades a year; `null` for a span that is not above zero
 */
export const tradesPerYear = (count: number, span: number): number | null =>
  span > 0 ? finiteOrNull((count * YEAR_MS) / span) : null;
