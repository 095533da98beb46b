import type { PartialLevel } from "../interfaces/Partial.interface";
import type { ISignalRow } from "../interfaces/Signal.interface";

/** A position has come a level closer to its take profit. */
export interface PartialProfitContract {
  /** Trading pair, such as `"BTCUSDT"`. */
  symbol: string;
  /** Name of the strategy. */
  strategyName: string;
  /** Name of the exchange. */
  exchangeName: string;
  /** Row of the open position. Frozen. */
  data: ISignalRow;
  /** VWAP of the candles since the entry. */
  currentPrice: number;
  /** Share of the way from the entry to the side's level, percent. */
  level: PartialLevel;
  /** `true` in a back-test, `false` in live. */
  backtest: boolean;
  /** End of the minute that reached it, ms. */
  timestamp: number;
}

/** A position has come a level closer to its stop loss. */
export type PartialLossContract = PartialProfitContract;
