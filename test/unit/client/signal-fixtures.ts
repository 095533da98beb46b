import type { GlobalConfig } from "../../../src/interfaces/Config.interface";
import type { ICandleData } from "../../../src/interfaces/Exchange.interface";
import type { ISignalRow } from "../../../src/interfaces/Signal.interface";

export const MINUTE = 60_000;

/** Minute 0 of every test: 2024-01-01T00:00Z. */
export const T0 = Date.UTC(2024, 0, 1);

/** Open time of minute n. */
export const at = (minute: number): number => T0 + minute * MINUTE;

/** A candle of minute n; without close the close is the open, without volume it is 1. */
export const candle = (
  minute: number,
  open: number,
  high: number,
  low: number,
  close: number = open,
  volume = 1,
): ICandleData => ({ timestamp: at(minute), open, high, low, close, volume });

/** The defaults of the library. */
export const SETTINGS: GlobalConfig = {
  CC_SCHEDULE_AWAIT_MINUTES: 120,
  CC_AVG_PRICE_CANDLES_COUNT: 5,
  CC_PERCENT_SLIPPAGE: 0.1,
  CC_PERCENT_FEE: 0.1,
  CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 0.5,
  CC_MIN_STOPLOSS_DISTANCE_PERCENT: 0.5,
  CC_MAX_STOPLOSS_DISTANCE_PERCENT: 20,
  CC_MAX_SIGNAL_LIFETIME_MINUTES: 1440,
  CC_MAX_SIGNAL_GENERATION_SECONDS: 180,
  CC_GET_CANDLES_RETRY_COUNT: 3,
  CC_GET_CANDLES_RETRY_DELAY_MS: 5000,
  CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR: 1000,
  CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN: 5,
  CC_CANDLES_CHUNK: 1000,
  CC_FILL_POLICY: "pessimistic",
  CC_REPORT_SHOW_SIGNAL_NOTE: false,
};

/** A long market position of minute 0 at 100, bracket 90 to 110, one hour. */
export const longRow = (changes: Partial<ISignalRow> = {}): ISignalRow => ({
  id: "signal-1",
  position: "long",
  note: "",
  priceOpen: 100,
  priceTakeProfit: 110,
  priceStopLoss: 90,
  minuteEstimatedTime: 60,
  exchangeName: "exchange",
  strategyName: "strategy",
  symbol: "BTCUSDT",
  scheduledAt: T0,
  pendingAt: T0,
  _isScheduled: false,
  entry: "market",
  ...changes,
});

/** The mirror image of `longRow`. */
export const shortRow = (changes: Partial<ISignalRow> = {}): ISignalRow =>
  longRow({ position: "short", priceTakeProfit: 90, priceStopLoss: 110, ...changes });
