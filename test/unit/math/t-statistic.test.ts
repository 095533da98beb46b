import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tStatistic } from "../../../src/math/t-statistic";
import {
  EXAMPLE,
  exactCentralMoment,
  exactMean,
  expectAlwaysFigure,
  expectClose,
  manyNumbers,
  percents,
} from "./metric-fixtures";

/** mean · √(n − 1) / population deviation, which is the same. */
const exact = (results: readonly number[]): number | null => {
  const variance = exactCentralMoment(results, 2);
  return variance === 0 ? null : exactMean(results) * Math.sqrt((results.length - 1) / variance);
};

describe("tStatistic", () => {
  it("is null for fewer than two trades", () => {
    expect([tStatistic([]), tStatistic([3])]).toEqual([null, null]);
  });

  it("is null when all trades are equal, rounding noise included", () => {
    expect([tStatistic([2, 2, 2]), tStatistic([0.1, 0.1, 0.1]), tStatistic([0, 0])]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it("is 0.374 for the example of the specification", () => {
    expect(tStatistic(EXAMPLE)).toBeCloseTo(0.374, 3);
  });

  it("is the mean over the standard error, for wins only and losses only", () => {
    expect(tStatistic([1, 3])).toBeCloseTo(2, 14);
    expect(tStatistic([-1, -3])).toBeCloseTo(-2, 14);
  });

  it("is that of exact arithmetic, also for 100 000 trades", () => {
    fc.assert(fc.property(percents(2), (results) => expectClose(tStatistic(results), exact(results), 1e-4)));
    const results = manyNumbers(100_000, 7);
    expectClose(tStatistic(results), exact(results));
  });

  it("never gives NaN", () => {
    expectAlwaysFigure(tStatistic);
  });
});
