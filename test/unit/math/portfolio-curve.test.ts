import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_MS } from "../../../src/math/interval";
import type { IEquityPoint } from "../../../src/math/equity-curve";
import { averageDaily } from "../../../src/math/portfolio-curve";

const MIDNIGHT = Date.UTC(2025, 0, 1);
const HOUR = DAY_MS / 24;

const curveOf = (...points: readonly (readonly [number, number])[]): readonly IEquityPoint[] =>
  points.map(([hours, equity]) => ({ time: MIDNIGHT + hours * HOUR, equity }));

describe("averageDaily", () => {
  it("is the mean of the accounts at each midnight", () => {
    const rising = curveOf([0, 1], [24, 2], [48, 4]);
    const falling = curveOf([0, 1], [24, 0.5], [48, 0.5]);
    expect(averageDaily([rising, falling])).toEqual([1, 1.25, 2.25]);
  });

  it("does not rebalance: what has grown weighs more from then on", () => {
    const early = curveOf([0, 1], [24, 3], [48, 6]);
    const late = curveOf([0, 1], [48, 1]);
    // From 2 to 3.5; a rebalanced account would have gone from 2 to 3.
    expect(averageDaily([early, late])).toEqual([1, 2, 3.5]);
  });

  it("leaves a share idle before its account starts and after it ends", () => {
    const first = curveOf([0, 1], [20, 3]);
    const second = curveOf([60, 1], [70, 2], [90, 5]);
    expect(averageDaily([first, second])).toEqual([1, 2, 2, 2.5, 4]);
  });

  it("counts an account without points as an idle share", () => {
    expect(averageDaily([curveOf([0, 1], [24, 3]), []])).toEqual([1, 2]);
  });

  it("is the account itself for one, and empty without any point", () => {
    expect(averageDaily([curveOf([0, 1], [30, 3])])).toEqual([1, 1, 3]);
    expect(averageDaily([])).toEqual([]);
    expect(averageDaily([[], []])).toEqual([]);
  });

  const curveArbitrary = fc
    .uniqueArray(
      fc.tuple(fc.integer({ min: -100, max: 200 }), fc.double({ min: 0.1, max: 3, noNaN: true })),
      {
        minLength: 1,
        maxLength: 15,
        selector: ([hours]) => hours,
      },
    )
    .map((points) => curveOf(...points.sort(([a], [b]) => a - b)));

  it("agrees with asking each account anew at each midnight", () => {
    fc.assert(
      fc.property(fc.array(curveArbitrary, { minLength: 1, maxLength: 5 }), (curves) => {
        const times = curves.flat().map(({ time }) => time);
        const last = Math.max(...times);
        const expected: number[] = [];
        const first = new Date(Math.min(...times)).setUTCHours(0, 0, 0, 0);
        for (let midnight = first; midnight - DAY_MS < last; midnight += DAY_MS) {
          const equities = curves.map(
            (curve) => curve.filter(({ time }) => time <= midnight).at(-1)?.equity ?? 1,
          );
          expected.push(equities.reduce((left, right) => left + right / equities.length, 0));
        }
        const found = averageDaily(curves);
        expect(found).toHaveLength(expected.length);
        for (const [index, equity] of found.entries()) {
          expect(Math.abs(equity - (expected[index] ?? NaN))).toBeLessThanOrEqual(1e-9);
        }
      }),
    );
  });
});
