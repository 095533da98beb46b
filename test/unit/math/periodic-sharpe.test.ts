import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { annualizeSharpe, periodicSharpe } from "../../../src/math/periodic-sharpe";
import {
  exactCentralMoment,
  exactMean,
  expectAlwaysFigure,
  expectClose,
  expectFigure,
  fractions,
  manyNumbers,
} from "./metric-fixtures";

const exact = (returns: readonly number[]): number | null => {
  const sampleVariance = (exactCentralMoment(returns, 2) * returns.length) / (returns.length - 1);
  return sampleVariance === 0 ? null : exactMean(returns) / Math.sqrt(sampleVariance);
};

/** 0.03 and -0.01 by turns. */
const alternating = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => (index % 2 === 0 ? 0.03 : -0.01));

describe("periodicSharpe", () => {
  it("is null with fewer than 30 returns", () => {
    expect([periodicSharpe([]), periodicSharpe([0.1]), periodicSharpe(alternating(29))]).toEqual([
      null,
      null,
      null,
    ]);
    expect(periodicSharpe(alternating(30))).not.toBeNull();
  });

  it("is null, not 0, when all returns are equal, rounding noise included", () => {
    for (const value of [0, 0.01, 0.1, -0.3]) {
      expect(periodicSharpe(Array.from({ length: 31 }, () => value))).toBeNull();
    }
  });

  it("is the mean over the sample deviation", () => {
    // Mean 0.01; each of the 30 is 0.02 away from it: 0.02 · √(30/29).
    expect(periodicSharpe(alternating(30))).toBeCloseTo(0.5 * Math.sqrt(29 / 30), 14);
  });

  it("counts flat days", () => {
    const flat = Array.from({ length: 30 }, () => 0);
    expect(periodicSharpe([...alternating(30), ...flat])).toBeLessThan(
      periodicSharpe(alternating(30)) ?? NaN,
    );
  });

  it("is positive for gains only and negative for losses only", () => {
    const gains = Array.from({ length: 30 }, (_, index) => 0.001 * (index + 1));
    expect(periodicSharpe(gains)).toBeCloseTo(15.5 / Math.sqrt(77.5), 12);
    expect(periodicSharpe(gains.map((value) => -value))).toBeCloseTo(-15.5 / Math.sqrt(77.5), 12);
  });

  it("is that of exact arithmetic, also for 100 000 returns", () => {
    fc.assert(
      fc.property(fractions(30), (returns) => expectClose(periodicSharpe(returns), exact(returns), 1e-4)),
    );
    const returns = manyNumbers(100_000, 0.1);
    expectClose(periodicSharpe(returns), exact(returns));
  });

  it("never gives NaN", () => {
    expectAlwaysFigure(periodicSharpe);
  });
});

describe("annualizeSharpe", () => {
  it("multiplies by the root of 365, or of the periods that are given", () => {
    expectClose(annualizeSharpe(0.1), 0.1 * 365 ** 0.5);
    expect(annualizeSharpe(-0.5, 4)).toBe(-1);
    expect(annualizeSharpe(0)).toBe(0);
  });

  it("is null without a ratio, and for a number of periods that is none", () => {
    expect([annualizeSharpe(null), annualizeSharpe(1, -1), annualizeSharpe(1, NaN)]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it("gives the ratio when it is divided by the root again", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -10, max: 10, noNaN: true }),
        fc.integer({ min: 1, max: 1000 }),
        (ratio, periods) => {
          expectClose((annualizeSharpe(ratio, periods) ?? NaN) / periods ** 0.5, ratio, 1e-300);
        },
      ),
    );
  });

  it("never gives NaN", () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (ratio, periods) =>
        expectFigure(annualizeSharpe(ratio, periods)),
      ),
    );
  });
});
