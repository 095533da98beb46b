import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  dailyReturns,
  sampleAtMidnights,
  sampleDaily,
  toMidnightRange,
  toReturns,
} from "../../../src/math/daily-equity";
import { DAY_MS } from "../../../src/math/interval";
import type { IEquityPoint } from "../../../src/math/equity-curve";

const MIDNIGHT = Date.UTC(2025, 0, 1);
const HOUR = DAY_MS / 24;

/** Points at so many hours after midnight. */
const curveOf = (...points: readonly (readonly [number, number])[]): readonly IEquityPoint[] =>
  points.map(([hours, equity]) => ({ time: MIDNIGHT + hours * HOUR, equity }));

const curveArbitrary = fc
  .uniqueArray(fc.tuple(fc.integer({ min: -100, max: 300 }), fc.double({ min: 0.1, max: 3, noNaN: true })), {
    minLength: 1,
    maxLength: 40,
    selector: ([hours]) => hours,
  })
  .map((points) => curveOf(...points.sort(([a], [b]) => a - b)));

describe("sampleDaily", () => {
  it("has the last value known at or before each midnight, flat before and after the curve", () => {
    const curve = curveOf([6, 1], [20, 1.5], [23, 2], [50, 3], [73, 4]);
    expect(sampleDaily(curve)).toEqual([1, 2, 2, 3, 4]);
  });

  it("takes a value at midnight for that midnight", () => {
    expect(sampleDaily(curveOf([0, 1], [24, 2], [48, 3]))).toEqual([1, 2, 3]);
  });

  it("ends with the midnight of the last point when that is one", () => {
    expect(sampleDaily(curveOf([0, 1], [24, 2]))).toEqual([1, 2]);
    expect(sampleDaily(curveOf([0, 1], [24 + 1 / 3_600_000, 2]))).toEqual([1, 1, 2]);
  });

  it("is empty without points, and two values for a single one between midnights", () => {
    expect(sampleDaily([])).toEqual([]);
    expect(sampleDaily(curveOf([5, 2]))).toEqual([2, 2]);
    expect(sampleDaily(curveOf([24, 2]))).toEqual([2]);
  });

  it("works before the epoch", () => {
    const curve = [
      { time: -1.5 * DAY_MS, equity: 1 },
      { time: -0.5 * DAY_MS, equity: 2 },
    ];
    expect(sampleDaily(curve)).toEqual([1, 1, 2]);
  });

  it("agrees with searching the whole curve for each midnight", () => {
    fc.assert(
      fc.property(curveArbitrary, (curve) => {
        const times = curve.map(({ time }) => time);
        const expected: number[] = [];
        for (let midnight = MIDNIGHT - 10 * DAY_MS; midnight < MIDNIGHT + 20 * DAY_MS; midnight += DAY_MS) {
          const isBefore = midnight + DAY_MS <= Math.min(...times);
          const isAfter = midnight - DAY_MS >= Math.max(...times);
          if (!isBefore && !isAfter) {
            const known = curve.filter(({ time }) => time <= midnight).at(-1) ?? curve[0];
            expected.push(known?.equity ?? NaN);
          }
        }
        expect(sampleDaily(curve)).toEqual(expected);
      }),
    );
  });

  it("takes thirty years and a hundred thousand points at once", () => {
    const curve = Array.from({ length: 100_000 }, (_, index) => ({
      time: MIDNIGHT + index * 2.6 * HOUR,
      equity: index,
    }));
    const samples = sampleDaily(curve);
    expect(samples).toHaveLength(10_834 + 1);
    expect([samples[0], samples[13], samples.at(-1)]).toEqual([0, 120, 99_999]);
  });
});

describe("sampleAtMidnights", () => {
  it("has what the account is worth before its first point where the range starts earlier", () => {
    const range = { first: MIDNIGHT - DAY_MS, last: MIDNIGHT + 2 * DAY_MS };
    expect(sampleAtMidnights(curveOf([5, 2]), range, 1)).toEqual([1, 1, 2, 2]);
  });
});

describe("toMidnightRange", () => {
  it("goes from the midnight at or before the first point to the one at or after the last", () => {
    expect(toMidnightRange(curveOf([5, 1], [30, 1]))).toEqual({
      first: MIDNIGHT,
      last: MIDNIGHT + 2 * DAY_MS,
    });
    expect(toMidnightRange([])).toBeNull();
  });
});

describe("toReturns", () => {
  it("has one return fewer than values, as fractions", () => {
    expect(toReturns([1, 1.5, 0.75])).toEqual([0.5, -0.5]);
    expect(toReturns([1])).toEqual([]);
    expect(toReturns([])).toEqual([]);
  });

  it("has no return from an account of 0", () => {
    expect(toReturns([1, 0, 0, 0.5, 1])).toEqual([-1, 0, 0, 1]);
  });
});

describe("dailyReturns", () => {
  it("counts the parts of days at both ends as whole days, and days without events as 0", () => {
    const curve = curveOf([18, 1], [20, 1.5], [80, 3], [97, 1.5]);
    expect(dailyReturns(curve)).toEqual([0.5, 0, 0, 1, -0.5]);
  });

  it("is empty without points", () => {
    expect(dailyReturns([])).toEqual([]);
  });

  it("compounds to the result of the whole curve", () => {
    fc.assert(
      fc.property(curveArbitrary, (curve) => {
        const product = dailyReturns(curve).reduce((left, right) => left * (1 + right), 1);
        const total = (curve.at(-1)?.equity ?? NaN) / (curve[0]?.equity ?? NaN);
        expect(Math.abs(product / total - 1)).toBeLessThanOrEqual(1e-9);
      }),
    );
  });
});
