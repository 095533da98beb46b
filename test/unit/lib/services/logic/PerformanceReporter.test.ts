import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PerformanceContract } from "../../../../../src/contract/Performance.contract";
import { performanceEmitter } from "../../../../../src/config/emitters";
import { PerformanceReporter } from "../../../../../src/lib/services/logic/PerformanceReporter";
import { createSimulatedClock } from "../../../../../src/testing/simulated-clock";
import type { SimulatedClock } from "../../../../../src/testing/simulated-clock";
import { setClock } from "../../../../../src/utils/clock";
import { at } from "../../../../support/trial";

const RUN = { symbol: "BTCUSDT", strategyName: "trend", exchangeName: "exchange", backtest: true };

let clock: SimulatedClock;
let restore = (): void => undefined;
let stop = (): void => undefined;

beforeEach(() => {
  clock = createSimulatedClock({ start: at(0) });
  restore = setClock(clock);
});

afterEach(() => {
  stop();
  restore();
});

describe("timings of a run", () => {
  it("carry the wall clock, the time since the start, and the timestamp of the event before", async () => {
    const events: PerformanceContract[] = [];
    stop = performanceEmitter.attach((event) => void events.push(event));
    const reporter = new PerformanceReporter(RUN);
    const startedAt = reporter.start();
    await clock.advance(1500);
    await reporter.report("backtest_timeframe", startedAt);
    await clock.advance(500);
    await reporter.report("backtest_total", startedAt);
    expect(events).toEqual([
      {
        ...RUN,
        metricType: "backtest_timeframe",
        timestamp: at(0) + 1500,
        previousTimestamp: null,
        duration: 1500,
      },
      {
        ...RUN,
        metricType: "backtest_total",
        timestamp: at(0) + 2000,
        previousTimestamp: at(0) + 1500,
        duration: 2000,
      },
    ]);
  });

  it("are not taken for nobody: the first that is seen has none before it", async () => {
    const reporter = new PerformanceReporter(RUN);
    await reporter.report("backtest_timeframe", reporter.start());
    const events: PerformanceContract[] = [];
    stop = performanceEmitter.attach((event) => void events.push(event));
    await reporter.report("backtest_signal", reporter.start());
    expect(events).toMatchObject([{ metricType: "backtest_signal", previousTimestamp: null, duration: 0 }]);
  });
});
