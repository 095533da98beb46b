import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  deepest,
  findBar,
  thinOut,
  toBars,
  toDrawdowns,
  toReturns,
} from "../../../../../../../src/lib/services/report/html/page/series";

const bar = (time: number | null, price: number | null = 1) => ({
  time,
  open: price,
  high: price,
  low: price,
  close: price,
});

describe("what charts draw", () => {
  it("an account's result is percent above its start, at whole seconds", () => {
    expect(toReturns([{ time: 1_999, equity: 1.25 }])).toEqual([{ time: 1, value: 25 }]);
  });

  it("points come ascending and once, of several at one second the last one holds", () => {
    const points = [3_000, 1_000, 1_500, 3_001].map((time, index) => ({ time, equity: index + 1 }));
    expect(toReturns(points)).toEqual([
      { time: 1, value: 200 },
      { time: 3, value: 300 },
    ]);
  });

  it.each([
    ["no time", { time: null, equity: 1 }],
    ["no equity", { time: 1, equity: null }],
    ["a time that is no date", { time: 1e19, equity: 1 }],
    ["more than a chart can show", { time: 1, equity: 1e15 }],
  ])("a point with %s is left out", (_, point) => {
    expect(toReturns([point])).toEqual([]);
  });

  it("a bar is left out when any of its prices is missing", () => {
    expect(toBars([bar(1_000), bar(2_000, null), { ...bar(3_000), low: null }])).toEqual([bar(1)]);
  });

  it("the drawdown is the distance to the highest value before, for any account (slow oracle)", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 50, noNaN: true }), { minLength: 1 }), (equities) => {
        const returns = toReturns(equities.map((equity, index) => ({ time: index * 1_000, equity })));
        const drawdowns = toDrawdowns(returns);
        equities.forEach((equity, index) => {
          const peak = Math.max(...equities.slice(0, index + 1));
          expect(Math.abs((drawdowns[index]?.value ?? NaN) - (100 * (equity - peak)) / peak)).toBeLessThan(
            1e-9,
          );
        });
        const lowest = Math.min(...drawdowns.map(({ value }) => value));
        expect(deepest(drawdowns)?.value).toBe(lowest);
      }),
    );
  });

  it("an account that is worth nothing from the start has no drawdown", () => {
    expect(toDrawdowns(toReturns([{ time: 0, equity: 0 }]))).toEqual([{ time: 0, value: 0 }]);
  });

  it("an instant falls into the last bar that had opened, for any bars (slow oracle)", () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 1_000 }));
    fc.assert(
      fc.property(times, fc.integer({ min: -10, max: 1_100_000 }), (seconds, time) => {
        const bars = toBars(seconds.map((second) => bar(second * 1_000)));
        const opened = bars.filter((one) => one.time * 1_000 <= time).length;
        expect(findBar(bars, time)).toBe(opened === 0 ? null : opened - 1);
      }),
    );
  });

  it("no time falls into no bar", () => {
    expect(findBar(toBars([bar(0)]), null)).toBeNull();
  });

  it("a thinned list has no more than the limit, first and last among them, in order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 2, max: 60 }), (length, limit) => {
        const items = Array.from({ length }, (_, index) => index);
        const thin = thinOut(items, limit);
        expect(thin).toHaveLength(Math.min(length, limit));
        expect([thin[0], thin.at(-1)]).toEqual([items[0], items.at(-1)]);
        expect(thin).toEqual([...new Set(thin)].sort((one, other) => one - other));
      }),
    );
  });
});
