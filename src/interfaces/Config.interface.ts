/** What the four prices of a candle mean for open orders; see the fill policies in the docs. */
export type FillPolicyName = "pessimistic" | "optimistic" | "path";

/** All settings. Read with `getConfig`, change with `setConfig`. */
export interface GlobalConfig {
  /** How long a scheduled signal waits for its price, minutes from `scheduledAt`. */
  CC_SCHEDULE_AWAIT_MINUTES: number;
  /** Closed one-minute candles in the VWAP window. */
  CC_AVG_PRICE_CANDLES_COUNT: number;
  /** Slippage per transaction, percent. */
  CC_PERCENT_SLIPPAGE: number;
  /** Fee per transaction, percent. */
  CC_PERCENT_FEE: number;
  /** Smallest distance from entry to take profit, percent of the entry. */
  CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: number;
  /** Smallest distance from entry to stop loss, percent of the entry. */
  CC_MIN_STOPLOSS_DISTANCE_PERCENT: number;
  /** Largest distance from entry to stop loss, percent of the entry. */
  CC_MAX_STOPLOSS_DISTANCE_PERCENT: number;
  /** Longest lifetime of a position, minutes. */
  CC_MAX_SIGNAL_LIFETIME_MINUTES: number;
  /** Time limit of `getSignal` and of a risk validation, seconds. */
  CC_MAX_SIGNAL_GENERATION_SECONDS: number;
  /** Tries per candle request. */
  CC_GET_CANDLES_RETRY_COUNT: number;
  /** Pause between two tries, milliseconds. */
  CC_GET_CANDLES_RETRY_DELAY_MS: number;
  /** A price this many times away from the reference price is an anomaly. */
  CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR: number;
  /** From this many candles on the reference price is their median, below it their mean. */
  CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN: number;
  /** Most candles one adapter call asks for; 0: no prefetch, no reuse, no paging. */
  CC_CANDLES_CHUNK: number;
  /** How the prices of a candle fill open orders, in both modes. */
  CC_FILL_POLICY: FillPolicyName;
  /** Whether reports show the notes of signals. */
  CC_REPORT_SHOW_SIGNAL_NOTE: boolean;
}
