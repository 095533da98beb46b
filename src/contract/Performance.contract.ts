/** What was timed. */
export type PerformanceMetricType = "backtest_total" | "backtest_timeframe" | "backtest_signal" | "live_tick";

/** One timing. */
export interface PerformanceContract {
  /** Wall clock, ms; in a back-test that of its first timing plus what has passed since then. */
  timestamp: number;
  /** `timestamp` of the timing before it in the same run; `null` for the first. */
  previousTimestamp: number | null;
  /** What was timed: a whole run, a frame, a walk to the end of a signal, or a live tick. */
  metricType: PerformanceMetricType;
  /** Milliseconds, fractional. */
  duration: number;
  /** Name of the strategy. */
  strategyName: string;
  /** Name of the exchange. */
  exchangeName: string;
  /** Trading pair, such as `"BTCUSDT"`. */
  symbol: string;
  /** `true` in a back-test, `false` in live. */
  backtest: boolean;
}
