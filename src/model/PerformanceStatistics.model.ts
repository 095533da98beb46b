import type { PerformanceContract, PerformanceMetricType } from "../contract/Performance.contract";

/** Timings of one kind; ms. */
export interface MetricStats {
  metricType: PerformanceMetricType;
  count: number;
  totalDuration: number;
  avgDuration: number;
  minDuration: number;
  maxDuration: number;
  /** Population deviation. */
  stdDev: number;
  /** Nearest rank, within 1 %; as all percentiles. */
  median: number;
  p95: number;
  p99: number;
  /** Time since the event of the run before. */
  avgWaitTime: number;
  minWaitTime: number;
  maxWaitTime: number;
}

/** Where the time went. */
export interface PerformanceStatisticsModel {
  strategyName: string;
  /** Number of all timings, also of those no longer in the list. */
  totalEvents: number;
  /** Sum over all kinds, ms; a frame counts in its run. */
  totalDuration: number;
  metricStats: Partial<Record<PerformanceMetricType, MetricStats>>;
  /** The newest 1 000, newest first. */
  events: PerformanceContract[];
}
