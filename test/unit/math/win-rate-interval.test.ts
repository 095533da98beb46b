import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { winRateInterval } from "../../../src/math/win-rate-interval";
import { expectClose } from "./metric-fixtures";

const Z = 1.959963984540054;

/** Whether a true rate is within z standard errors of the observed one: what the interval is the solution of. */
const isPlausible = (rate: number, wins: number, total: number): boolean =>
  Math.abs(wins / total - rate) <= Z * Math.sqrt((rate * (1 - rate)) / total);

/** The end of the plausible rates between a plausible and an implausible one, by bisection. */
const findEnd = (inside: number, outside: number, wins: number, total: number): number => {
  let [near, far] = [inside, outside];
  for (let step = 0; step < 200; step += 1) {
    const middle = (near + far) / 2;
    if (isPlausible(middle, wins, total)) {
      near = middle;
    } else {
      far = middle;
    }
  }
  return 100 * near;
};

const expectPlausibleEnds = (wins: number, total: number): void => {
  const interval = winRateInterval(wins, total);
  expectClose(interval?.low ?? null, wins === 0 ? 0 : findEnd(wins / total, 0, wins, total));
  expectClose(interval?.high ?? null, wins === total ? 100 : findEnd(wins / total, 1, wins, total));
};

describe("winRateInterval", () => {
  it("is null without trades", () => {
    expect(winRateInterval(0, 0)).toBeNull();
  });

  it("is null for counts that are none", () => {
    for (const [wins, total] of [
      [2, 1],
      [-1, 1],
      [0, -1],
      [NaN, 1],
      [0, NaN],
      [0, Infinity],
      [0.5, 2],
      [1, 2.5],
    ] as const) {
      expect(winRateInterval(wins, total)).toBeNull();
    }
  });

  it("starts at exactly 0 without wins and ends at exactly 100 with wins only", () => {
    for (let total = 1; total < 300; total += 1) {
      expect(winRateInterval(0, total)?.low).toBe(0);
      expect(winRateInterval(total, total)?.high).toBe(100);
    }
  });

  it("is that of the literature: 1 of 1, 5 of 10, 0 of 10", () => {
    expect(winRateInterval(1, 1)?.low).toBeCloseTo(20.6549314, 6);
    expect(winRateInterval(5, 10)?.low).toBeCloseTo(23.6593091, 6);
    expect(winRateInterval(5, 10)?.high).toBeCloseTo(76.3406909, 6);
    expect(winRateInterval(0, 10)?.high).toBeCloseTo(27.7532799, 6);
  });

  it("holds the rates that are within z standard errors of the observed one", () => {
    const counts = fc
      .integer({ min: 1, max: 2000 })
      .chain((total) => fc.tuple(fc.integer({ min: 0, max: total }), fc.constant(total)));
    fc.assert(fc.property(counts, ([wins, total]) => expectPlausibleEnds(wins, total)));
    expectPlausibleEnds(51_234, 100_000);
  });

  it("holds the observed rate and stays within 0 and 100, whatever the counts are", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (first, second) => {
        const [wins, total] = [Math.min(first, second), Math.max(first, second)];
        const interval = winRateInterval(wins, total);
        if (interval !== null) {
          const { low, high } = interval;
          expect(low >= 0 && low <= high && high <= 100).toBe(true);
        }
      }),
    );
  });

  it("is frozen", () => {
    expect(Object.isFrozen(winRateInterval(1, 2))).toBe(true);
  });
});
