import type { PerformanceContract, PerformanceMetricType } from "../contract/Performance.contract";

/** Timings of one kind; ms. */
export interface MetricStats {
  /** What was timed. */
  metricType: PerformanceMetricType;
  /** Number of timings. */
  count: number;
  /** Sum. */
  totalDuration: number;
  /** Mean. */
  avgDuration: number;
  /** Shortest. */
  minDuration: number;
  /** Longest. */
  maxDuration: number;
  /** Population deviation. */
  stdDev: number;
  /** Nearest rank, within 1 %; as all percentiles. */
  median: number;
  /** 95 % took no longer. */
  p95: number;
  /** 99 % took no longer. */
  p99: number;
  /** Time since the event of the run before. */
  avgWaitTime: number;
  /** Shortest such time. */
  minWaitTime: number;
  /** Longest such time. */
  maxWaitTime: number;
}

/** Where the time went. */
export interface PerformanceStatisticsModel {
  /** Name of the strategy. */
  strategyName: string;
  /** Number of all timings, also of those no longer in the list. */
  totalEvents: number;
  /** Sum over all kinds, ms; a frame counts in its run. */
  totalDuration: number;
  /** By kind. */
  metricStats: Partial<Record<PerformanceMetricType, MetricStats>>;
  /** The newest 1 000, newest first. */
  events: PerformanceContract[];
}
