import { performanceEmitter } from "../../../config/emitters";
import type { PerformanceContract, PerformanceMetricType } from "../../../contract/Performance.contract";
import type { IRunCollector } from "../../../interfaces/Collector.interface";
import { getClock } from "../../../utils/clock";

/**
 * Times one run and tells of it, each timing with the timestamp of the one before. Its watch stands still while the consumer
 * of the run has a result: what he does with it is not the time of the run.
 */
export class PerformanceReporter {
  private previousTimestamp: number | null = null;
  /** Time the consumer has had so far, ms. */
  private consumerTime = 0;
  /** What the wall clock was ahead of the monotonic one at the first timing, ms. */
  private wallOffset: number | null = null;

  public constructor(
    private readonly run: Pick<PerformanceContract, "exchangeName" | "strategyName" | "symbol" | "backtest">,
    private readonly collector: Pick<IRunCollector, "timing">,
  ) {}

  /** A point in time to measure from, ms. */
  public start(): number {
    return getClock().monotonic() - this.consumerTime;
  }

  /** The consumer gets a result. @returns for {@link PerformanceReporter.resume}, ms */
  public pause(): number {
    return getClock().monotonic();
  }

  /** The consumer is done. @param pausedAt - what {@link PerformanceReporter.pause} returned */
  public resume(pausedAt: number): void {
    this.consumerTime += getClock().monotonic() - pausedAt;
  }

  /** @param startedAt - what {@link PerformanceReporter.start} returned */
  public report(metricType: PerformanceMetricType, startedAt: number): Promise<void> | undefined {
    const { previousTimestamp } = this;
    const { exchangeName, strategyName, symbol, backtest } = this.run;
    const now = getClock().monotonic();
    const timestamp = this.toWallTime(now);
    const duration = now - this.consumerTime - startedAt;
    this.previousTimestamp = timestamp;
    // Field by field: one is made for every frame, and spreading the run into it would cost more than the frame's bookkeeping.
    const event: PerformanceContract = {
      timestamp,
      previousTimestamp,
      metricType,
      duration,
      strategyName,
      exchangeName,
      symbol,
      backtest,
    };
    this.collector.timing(event);
    return performanceEmitter.isWatched ? performanceEmitter.emit(Object.freeze(event)) : undefined;
  }

  /**
   * A back-test tells of each frame and looks at one clock for that; it is over before the two have drifted apart. A live run goes
   * on for months.
   */
  private toWallTime(now: number): number {
    if (!this.run.backtest) {
      return getClock().now();
    }
    this.wallOffset ??= getClock().now() - now;
    return Math.round(now + this.wallOffset);
  }
}
