import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maximumDrawdown, type IDrawdown } from "../../../src/math/drawdown";
import type { IEquityPoint } from "../../../src/math/equity-curve";

/** Points at 0, 10, 20, … */
const curveOf = (...equities: readonly number[]): readonly IEquityPoint[] =>
  equities.map((equity, index) => ({ time: index * 10, equity }));

const NEVER = { depth: 0, startTime: null, bottomTime: null, recoveryTime: null, longestDuration: 0 };

describe("maximumDrawdown", () => {
  it("is null without points", () => {
    expect(maximumDrawdown([])).toBeNull();
  });

  it("is 0 without times when the account never fell", () => {
    expect(maximumDrawdown(curveOf(1))).toEqual(NEVER);
    expect(maximumDrawdown(curveOf(1, 1, 1.5, 1.5, 2))).toEqual(NEVER);
  });

  it("is the fall from the high, not from zero and not from the start", () => {
    expect(maximumDrawdown(curveOf(1, 2, 1.5, 3))).toEqual({
      depth: 25,
      startTime: 10,
      bottomTime: 20,
      recoveryTime: 30,
      longestDuration: 20,
    });
  });

  it("goes forward in time: a rise after a low is no fall", () => {
    expect(maximumDrawdown(curveOf(0.5, 1, 2))).toEqual(NEVER);
  });

  it("is in percent of the high: the deepest fall need not be the largest", () => {
    expect(maximumDrawdown(curveOf(1, 0.5, 8, 6, 8))).toMatchObject({
      depth: 50,
      startTime: 0,
      bottomTime: 10,
    });
  });

  it("has no recovery while the account is below the high, and lasts to the end of the curve", () => {
    expect(maximumDrawdown(curveOf(1, 2, 1, 1.5, 1.75))).toEqual({
      depth: 50,
      startTime: 10,
      bottomTime: 20,
      recoveryTime: null,
      longestDuration: 30,
    });
  });

  it("recovers at the first value as high as before", () => {
    expect(maximumDrawdown(curveOf(2, 1, 2, 4))).toMatchObject({ recoveryTime: 20, longestDuration: 20 });
  });

  it("starts where the account last stood at the high", () => {
    expect(maximumDrawdown(curveOf(1, 2, 2, 2, 1))).toMatchObject({ startTime: 30, longestDuration: 10 });
  });

  it("may last longest where it is not deepest", () => {
    expect(maximumDrawdown(curveOf(2, 1, 2, 1.5, 1.5, 1.5, 3))).toEqual({
      depth: 50,
      startTime: 0,
      bottomTime: 10,
      recoveryTime: 20,
      longestDuration: 40,
    });
  });

  it("does not end the deepest fall with the end of a later one", () => {
    expect(maximumDrawdown(curveOf(4, 1, 4, 3, 4))).toMatchObject({ startTime: 0, recoveryTime: 20 });
  });

  it("forgets the recovery of a fall that a deeper one follows", () => {
    expect(maximumDrawdown(curveOf(4, 3, 4, 1, 2))).toMatchObject({ startTime: 20, recoveryTime: null });
  });

  it("is the earliest of equally deep falls, and of equally deep points", () => {
    expect(maximumDrawdown(curveOf(2, 1, 1, 2, 1, 4))).toEqual({
      depth: 50,
      startTime: 0,
      bottomTime: 10,
      recoveryTime: 30,
      longestDuration: 30,
    });
  });

  it("is 100 when everything is lost, and no fall from an account of 0", () => {
    expect(maximumDrawdown(curveOf(1, 0, 0))).toMatchObject({
      depth: 100,
      bottomTime: 10,
      longestDuration: 20,
    });
    expect(maximumDrawdown(curveOf(0, 0))).toEqual(NEVER);
  });

  /** Looks at each pair of points; values that are either equally deep or clearly apart. */
  const recompute = (curve: readonly IEquityPoint[]): IDrawdown => {
    const highs = curve.map((point, index) =>
      curve.slice(0, index + 1).reduce((high, each) => (each.equity >= high.equity ? each : high), point),
    );
    const depths = curve.map((point, index) => {
      const high = highs[index]?.equity ?? NaN;
      return (100 * (high - point.equity)) / high;
    });
    const depth = Math.max(...depths);
    const bottom = depths.findIndex((each) => each > depth - 1e-9);
    const high = highs[bottom];
    const recovery = curve.find(
      (point, index) => index > bottom && point.equity >= (high?.equity ?? Infinity),
    );
    const durations = curve.map((point, index) => {
      const fallsNext = (curve[index + 1]?.equity ?? Infinity) < point.equity;
      const isHigh = highs[index]?.time === point.time;
      const end = curve.find((each, later) => later > index && each.equity >= point.equity) ?? curve.at(-1);
      return fallsNext && isHigh ? (end?.time ?? NaN) - point.time : 0;
    });
    return {
      depth,
      startTime: depth > 0 ? (high?.time ?? null) : null,
      bottomTime: depth > 0 ? (curve[bottom]?.time ?? null) : null,
      recoveryTime: depth > 0 ? (recovery?.time ?? null) : null,
      longestDuration: Math.max(...durations),
    };
  };

  it("agrees with looking at all points anew for each", () => {
    const equity = fc.oneof(
      fc.integer({ min: 1, max: 6 }).map((quarters) => quarters / 4),
      fc.integer({ min: 100, max: 3_000 }).map((thousandths) => thousandths / 1_000),
    );
    fc.assert(
      fc.property(fc.array(equity, { minLength: 1, maxLength: 30 }), (equities) => {
        const curve = curveOf(...equities);
        const { depth, ...rest } = recompute(curve);
        const found = maximumDrawdown(curve);
        expect(found).toMatchObject(rest);
        expect(Math.abs((found?.depth ?? NaN) - depth)).toBeLessThanOrEqual(1e-9);
      }),
      { numRuns: 500 },
    );
  });
});
