import type { CandleInterval } from "../interfaces/Exchange.interface";

/** One call of the candle adapter. */
export interface MockExchangeCall {
  /** Trading pair. */
  readonly symbol: string;
  /** Length of the candles asked for. */
  readonly interval: CandleInterval;
  /** Open of the first candle asked for, UTC milliseconds. */
  readonly since: number;
  /** Candles asked for. */
  readonly limit: number;
  /** What the clock showed, UTC milliseconds. */
  readonly instant: number;
}
