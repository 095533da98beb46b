import { performanceEmitter } from "../../../config/emitters";
import type { PerformanceContract, PerformanceMetricType } from "../../../contract/Performance.contract";
import { getClock } from "../../../utils/clock";

/** Emits the timings of one run, each with the timestamp of the one before. */
export class PerformanceReporter {
  private previousTimestamp: number | null = null;

  public constructor(
    private readonly run: Pick<PerformanceContract, "exchangeName" | "strategyName" | "symbol" | "backtest">,
  ) {}

  /** A point in time to measure from, ms. */
  public start(): number {
    return getClock().monotonic();
  }

  /** @param startedAt - what {@link PerformanceReporter.start} returned */
  public async report(metricType: PerformanceMetricType, startedAt: number): Promise<void> {
    if (!performanceEmitter.isWatched) {
      return;
    }
    const { previousTimestamp } = this;
    const clock = getClock();
    const timestamp = clock.now();
    const duration = clock.monotonic() - startedAt;
    this.previousTimestamp = timestamp;
    await performanceEmitter.next(
      Object.freeze({ ...this.run, timestamp, previousTimestamp, metricType, duration }),
    );
  }
}
