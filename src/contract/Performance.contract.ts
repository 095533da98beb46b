/** What was timed. */
export type PerformanceMetricType = "backtest_total" | "backtest_timeframe" | "backtest_signal" | "live_tick";

/** One timing. */
export interface PerformanceContract {
  /** Wall clock, ms. */
  timestamp: number;
  /** Timestamp of the run's event before, `null` for the first. */
  previousTimestamp: number | null;
  metricType: PerformanceMetricType;
  /** Milliseconds, fractional. */
  duration: number;
  strategyName: string;
  exchangeName: string;
  symbol: string;
  backtest: boolean;
}
