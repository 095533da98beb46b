import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PerformanceContract } from "../../../../../src/contract/Performance.contract";
import { performanceEmitter } from "../../../../../src/config/emitters";
import { PerformanceReporter } from "../../../../../src/lib/services/logic/PerformanceReporter";
import { createSimulatedClock } from "../../../../../src/testing/simulated-clock";
import type { SimulatedClock } from "../../../../../src/testing/simulated-clock";
import { setClock } from "../../../../../src/utils/clock";
import { SILENT_COLLECTOR } from "../../../../support/silent-collector";
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
    const reporter = new PerformanceReporter(RUN, SILENT_COLLECTOR);
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

  it("go to the reports before anybody else, and also when nobody else listens", async () => {
    const heard: string[] = [];
    const collected: PerformanceContract[] = [];
    const timing = (event: PerformanceContract): void => {
      heard.push("report");
      collected.push(event);
    };
    const reporter = new PerformanceReporter(RUN, { timing });
    await reporter.report("backtest_timeframe", reporter.start());
    stop = performanceEmitter.attach(() => void heard.push("listener"));
    await reporter.report("backtest_signal", reporter.start());
    expect(heard).toEqual(["report", "report", "listener"]);
    expect(collected).toMatchObject([
      { metricType: "backtest_timeframe", previousTimestamp: null },
      { metricType: "backtest_signal", previousTimestamp: at(0), duration: 0 },
    ]);
  });

  it("of a back-test go on where the wall clock was at the first of them, those of a live run are told by the wall clock", async () => {
    const collected: PerformanceContract[] = [];
    const collector = { timing: (event: PerformanceContract) => void collected.push(event) };
    const reporters = [true, false].map(
      (backtest) => new PerformanceReporter({ ...RUN, backtest }, collector),
    );
    const report = async (): Promise<void> => {
      for (const reporter of reporters) {
        await reporter.report("live_tick", reporter.start());
      }
    };
    await report();
    await clock.advance(100);
    vi.spyOn(clock, "now").mockReturnValue(at(-60));
    await report();
    expect(collected.map(({ timestamp }) => timestamp)).toEqual([at(0), at(0), at(0) + 100, at(-60)]);
  });

  it("do not count the time the consumer has a result", async () => {
    const collected: PerformanceContract[] = [];
    const reporter = new PerformanceReporter(RUN, { timing: (event) => void collected.push(event) });
    const startedAt = reporter.start();
    await clock.advance(100);
    const pausedAt = reporter.pause();
    await clock.advance(5000);
    reporter.resume(pausedAt);
    await clock.advance(20);
    await reporter.report("backtest_total", startedAt);
    expect(collected).toMatchObject([{ duration: 120 }]);
  });
});
