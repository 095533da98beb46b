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

  public constructor(public readonly metricType: PerformanceMetricType) {}

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
  /** The one of the newest timing: the next one is mostly of the same kind. */
  private newest: Metric | null = null;
  private readonly events = new RecentTimings(EVENT_LIMIT);

  public get isEmpty(): boolean {
    return this.events.count === 0;
  }

  public add(event: PerformanceContract): void {
    this.events.add(event);
    const { newest } = this;
    const metric = newest?.metricType === event.metricType ? newest : this.open(event.metricType);
    metric.add(event);
    this.newest = metric;
  }

  private open(metricType: PerformanceMetricType): Metric {
    const known = this.metrics.get(metricType);
    if (known !== undefined) {
      return known;
    }
    const metric = new Metric(metricType);
    this.metrics.set(metricType, metric);
    return metric;
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
