import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PerformanceContract, PerformanceMetricType } from "../../../../../src/index";
import { Timings } from "../../../../../src/lib/services/report/Timings";
import { at } from "../../../client/signal-fixtures";

const timing = (
  metricType: PerformanceMetricType,
  duration: number,
  wait: number | null = null,
  minute = 0,
): PerformanceContract => ({
  timestamp: at(minute),
  previousTimestamp: wait === null ? null : at(minute) - wait,
  metricType,
  duration,
  strategyName: "strategy",
  exchangeName: "exchange",
  symbol: "BTCUSDT",
  backtest: true,
});

const record = (events: readonly PerformanceContract[]): Timings => {
  const timings = new Timings();
  events.forEach((event) => timings.add(event));
  return timings;
};

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const expectClose = (actual: number | undefined, expected: number): void => {
  expect(Math.abs((actual ?? NaN) - expected) / Math.max(1, Math.abs(expected))).toBeLessThan(1e-9);
};

describe("timings of a run", () => {
  it("none: zeros, no kinds, and empty until the first", () => {
    const timings = new Timings();
    expect(timings.isEmpty).toBe(true);
    expect(timings.summarize("strategy")).toEqual({
      strategyName: "strategy",
      totalEvents: 0,
      totalDuration: 0,
      metricStats: {},
      events: [],
    });
    timings.add(timing("live_tick", 1));
    expect(timings.isEmpty).toBe(false);
  });

  it("each kind has figures of its own, under its name; the total is that of all kinds", () => {
    const { metricStats, totalDuration, totalEvents } = record([
      timing("backtest_signal", 10),
      timing("backtest_timeframe", 25, 5),
      timing("backtest_signal", 30, 40),
    ]).summarize("strategy");
    expect(Object.keys(metricStats)).toEqual(["backtest_signal", "backtest_timeframe"]);
    expect(metricStats.backtest_signal).toEqual({
      metricType: "backtest_signal",
      count: 2,
      totalDuration: 40,
      avgDuration: 20,
      minDuration: 10,
      maxDuration: 30,
      stdDev: 10,
      median: 10,
      p95: 30,
      p99: 30,
      avgWaitTime: 40,
      minWaitTime: 40,
      maxWaitTime: 40,
    });
    expect(metricStats.backtest_timeframe).toMatchObject({ count: 1, totalDuration: 25, avgWaitTime: 5 });
    expect([totalDuration, totalEvents]).toEqual([65, 3]);
  });

  it("the first event of a run has waited for nothing: it has no part in waiting times", () => {
    const { metricStats } = record([timing("live_tick", 1), timing("live_tick", 1, 90)]).summarize("s");
    expect(metricStats.live_tick).toMatchObject({ avgWaitTime: 90, minWaitTime: 90, maxWaitTime: 90 });
    expect(record([timing("live_tick", 1)]).summarize("s").metricStats.live_tick).toMatchObject({
      avgWaitTime: 0,
      minWaitTime: 0,
      maxWaitTime: 0,
    });
  });

  it("a clock that was set back gives a wait of 0, never a negative one", () => {
    const { metricStats } = record([timing("live_tick", 1, -500)]).summarize("s");
    expect(metricStats.live_tick).toMatchObject({ minWaitTime: 0, avgWaitTime: 0 });
  });

  it("the newest 1000 are listed, newest first; all are counted", () => {
    const timings = record(Array.from({ length: 2503 }, (_, minute) => timing("live_tick", 1, null, minute)));
    const { events, totalEvents, totalDuration } = timings.summarize("s");
    expect([totalEvents, totalDuration, events.length]).toEqual([2503, 2503, 1000]);
    expect(events[0]?.timestamp).toBe(at(2502));
    expect(events.at(-1)?.timestamp).toBe(at(1503));
    events.length = 0;
    expect(timings.summarize("s").events).toHaveLength(1000);
  });

  it("figures agree with sorting and summing everything: exact to 1e-9, percentiles by nearest rank within 1 %", () => {
    const duration = fc.integer({ min: 0, max: 10_000_000 }).map((micros) => micros / 1000);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(duration, fc.integer({ min: 0, max: 100_000 })), { minLength: 1, maxLength: 150 }),
        (samples) => {
          const stats = record(samples.map(([each, wait]) => timing("live_tick", each, wait))).summarize("s")
            .metricStats.live_tick;
          const sorted = samples.map(([each]) => each).sort((left, right) => left - right);
          const waits = samples.map(([, wait]) => wait);
          const count = sorted.length;
          const average = total(sorted) / count;
          expect(stats?.count).toBe(count);
          expectClose(stats?.totalDuration, total(sorted));
          expectClose(stats?.avgDuration, average);
          expectClose(stats?.minDuration, sorted[0] ?? NaN);
          expectClose(stats?.maxDuration, sorted.at(-1) ?? NaN);
          expectClose(stats?.stdDev, Math.sqrt(total(sorted.map((each) => (each - average) ** 2)) / count));
          expectClose(stats?.avgWaitTime, total(waits) / count);
          expectClose(stats?.minWaitTime, Math.min(...waits));
          expectClose(stats?.maxWaitTime, Math.max(...waits));
          for (const [percent, found] of [
            [50, stats?.median],
            [95, stats?.p95],
            [99, stats?.p99],
          ] as const) {
            const exact = sorted[Math.max(0, Math.ceil((count * percent) / 100) - 1)] ?? NaN;
            expect(Math.abs((found ?? NaN) - exact), `p${percent}`).toBeLessThanOrEqual(exact * 0.01);
          }
        },
      ),
      { numRuns: 100, seed: 11 },
    );
  });
});
