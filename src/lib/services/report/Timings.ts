import type { PerformanceContract, PerformanceMetricType } from "../../../contract/Performance.contract";
import { DurationHistogram } from "../../../math/duration-histogram";
import type { MetricStats, PerformanceStatisticsModel } from "../../../model/PerformanceStatistics.model";
import { RecentTimings } from "./RecentTimings";

/** Timings that are kept as they came; all of them are counted. */
const EVENT_LIMIT = 1000;

/** The timings of one kind. */
class Metric {
  private readonly durations = new DurationHistogram();
  private readonly waits = new DurationHistogram();

  public constructor(private readonly metricType: PerformanceMetricType) {}

  public add({ duration, timestamp, previousTimestamp }: PerformanceContract): void {
    this.durations.record(duration);
    if (previousTimestamp !== null) {
      this.waits.record(Math.max(0, timestamp - previousTimestamp));
    }
  }

  public summarize(): MetricStats {
    const { metricType, durations, waits } = this;
    return {
      metricType,
      count: durations.count,
      totalDuration: durations.sum,
      avgDuration: durations.mean,
      minDuration: durations.min,
      maxDuration: durations.max,
      stdDev: durations.deviation,
      median: durations.percentile(50),
      p95: durations.percentile(95),
      p99: durations.percentile(99),
      avgWaitTime: waits.mean,
      minWaitTime: waits.min,
      maxWaitTime: waits.max,
    };
  }
}

/** The timings of one run. */
export class Timings {
  private readonly metrics = new Map<PerformanceMetricType, Metric>();
  private readonly events = new RecentTimings(EVENT_LIMIT);

  public get isEmpty(): boolean {
    return this.events.count === 0;
  }

  public add(event: PerformanceContract): void {
    this.events.add(event);
    let metric = this.metrics.get(event.metricType);
    if (metric === undefined) {
      metric = new Metric(event.metricType);
      this.metrics.set(event.metricType, metric);
    }
    metric.add(event);
  }

  public summarize(strategyName: string): PerformanceStatisticsModel {
    const metrics = [...this.metrics].map(
      ([metricType, metric]) => [metricType, metric.summarize()] as const,
    );
    return {
      strategyName,
      totalEvents: this.events.count,
      totalDuration: metrics.reduce((total, [, { totalDuration }]) => total + totalDuration, 0),
      metricStats: Object.fromEntries(metrics),
      events: this.events.listNewest(),
    };
  }
}
