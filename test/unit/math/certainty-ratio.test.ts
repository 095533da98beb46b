import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { certaintyRatio } from "../../../src/math/certainty-ratio";
import { EXAMPLE, expectAlwaysFigure, expectClose, manyNumbers, percents } from "./metric-fixtures";

const naive = (results: readonly number[]): number | null => {
  const wins = results.filter((result) => result > 0);
  const losses = results.filter((result) => result < 0);
  if (losses.length === 0) {
    return null;
  }
  const average = (values: readonly number[]): number =>
    values.length === 0 ? 0 : values.reduce((total, value) => total + value / values.length, 0);
  return average(wins) / Math.abs(average(losses));
};

describe("certaintyRatio", () => {
  it("is null without trades", () => {
    expect(certaintyRatio([])).toBeNull();
  });

  it("is null, not the worst ratio there is, without a losing trade", () => {
    expect([certaintyRatio([1]), certaintyRatio([2, 2, 2]), certaintyRatio([0])]).toEqual([null, null, null]);
  });

  it("is 0 when there are losses and no win", () => {
    expect([certaintyRatio([-1]), certaintyRatio([-1, 0, -2])]).toEqual([0, 0]);
  });

  it("is 1 for the example of the specification", () => {
    expect(certaintyRatio(EXAMPLE)).toBe(1);
  });

  it("is what plain means give, also for 100 000 trades", () => {
    fc.assert(fc.property(percents(), (results) => expectClose(certaintyRatio(results), naive(results))));
    const results = manyNumbers(100_000, 7);
    expectClose(certaintyRatio(results), naive(results));
  });

  it("never gives NaN", () => {
    expectAlwaysFigure(certaintyRatio);
  });
});
