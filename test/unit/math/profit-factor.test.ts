import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { profitFactor } from "../../../src/math/profit-factor";
import { EXAMPLE, expectAlwaysFigure, expectClose, manyNumbers, percents } from "./metric-fixtures";

const naive = (results: readonly number[]): number | null => {
  let won = 0;
  let lost = 0;
  for (const result of results) {
    won += Math.max(result, 0);
    lost += Math.max(-result, 0);
  }
  return lost === 0 ? null : won / lost;
};

describe("profitFactor", () => {
  it("is null without trades", () => {
    expect(profitFactor([])).toBeNull();
  });

  it("is null without losses", () => {
    expect([profitFactor([1]), profitFactor([2, 2]), profitFactor([0, 0])]).toEqual([null, null, null]);
  });

  it("is 0 without wins", () => {
    expect([profitFactor([-1]), profitFactor([-1, 0, -2])]).toEqual([0, 0]);
  });

  it("is 1.5 for the example of the specification: 9 won, 6 lost", () => {
    expect(profitFactor(EXAMPLE)).toBe(1.5);
  });

  it("is what adding up one by one gives, also for 100 000 trades", () => {
    fc.assert(fc.property(percents(), (results) => expectClose(profitFactor(results), naive(results))));
    const results = manyNumbers(100_000, 7);
    expectClose(profitFactor(results), naive(results));
  });

  it("never gives NaN", () => {
    expectAlwaysFigure(profitFactor);
  });
});
