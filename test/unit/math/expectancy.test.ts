import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectancy } from "../../../src/math/expectancy";
import {
  EXAMPLE,
  exactMean,
  expectAlwaysFigure,
  expectClose,
  manyNumbers,
  percents,
} from "./metric-fixtures";

describe("expectancy", () => {
  it("is null without trades", () => {
    expect(expectancy([])).toBeNull();
  });

  it("is 0.5 for the example of the specification: its trade of zero is no loss of average size", () => {
    expect(expectancy(EXAMPLE)).toBeCloseTo(0.5, 14);
  });

  it("is there for wins only, losses only and zeros only", () => {
    expect([expectancy([1, 3]), expectancy([-1, -3]), expectancy([0])]).toEqual([2, -2, 0]);
  });

  it("is the trade itself when there is one, and each when they are equal", () => {
    expect([expectancy([1.5]), expectancy([-2, -2, -2])]).toEqual([1.5, -2]);
  });

  it("is the exact mean result, also for 100 000 trades", () => {
    fc.assert(
      fc.property(percents(1), (results) => expectClose(expectancy(results), exactMean(results), 1e-3)),
    );
    const results = manyNumbers(100_000, 7);
    expectClose(expectancy(results), exactMean(results));
  });

  it("never gives NaN", () => {
    expectAlwaysFigure(expectancy);
  });
});
