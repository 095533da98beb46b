import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PerformanceContract } from "../../../../../src/index";
import { RecentTimings } from "../../../../../src/lib/services/report/RecentTimings";

const NAMES = { strategyName: "trend", exchangeName: "exchange", symbol: "BTCUSDT", backtest: false };

const anyTiming = fc.record<Omit<PerformanceContract, keyof typeof NAMES>>({
  timestamp: fc.integer(),
  previousTimestamp: fc.option(fc.integer()),
  metricType: fc.constantFrom("live_tick", "backtest_total", "backtest_signal"),
  duration: fc.double({ min: 0, max: 1e6, noNaN: true }),
});

describe("the newest timings of a run", () => {
  it("come back as they were, newest first, and all are counted", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(anyTiming, { maxLength: 40 }),
        (limit, timings) => {
          const recent = new RecentTimings(limit);
          const events = timings.map((timing) => ({ ...timing, ...NAMES }));
          events.forEach((event) => recent.add(event));
          expect(recent.count).toBe(events.length);
          expect(recent.listNewest()).toEqual([...events].reverse().slice(0, limit));
        },
      ),
    );
  });

  it("are frozen, and the list is the caller's own", () => {
    const recent = new RecentTimings(2);
    recent.add({ timestamp: 1, previousTimestamp: null, metricType: "live_tick", duration: 2, ...NAMES });
    const list = recent.listNewest();
    expect(Object.isFrozen(list[0])).toBe(true);
    list.length = 0;
    expect(recent.listNewest()).toHaveLength(1);
  });
});
