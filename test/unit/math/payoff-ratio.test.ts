import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { payoffRatio } from "../../../src/math/payoff-ratio";
import { EXAMPLE, expectAlwaysFigure, expectClose, manyNumbers, percents } from "./metric-fixtures";

const naive = (results: readonly number[]): number | null => {
  const sides = { won: 0, wins: 0, lost: 0, losses: 0 };
  for (const result of results) {
    sides.won += Math.max(result, 0);
    sides.lost += Math.max(-result, 0);
    sides.wins += Number(result > 0);
    sides.losses += Number(result < 0);
  }
  const isComplete = sides.wins > 0 && sides.losses > 0;
  return isComplete ? (sides.won * sides.losses) / (sides.lost * sides.wins) : null;
};

describe("payoffRatio", () => {
  it("is null without trades, without wins and without losses", () => {
    expect([payoffRatio([]), payoffRatio([0]), payoffRatio([1, 2]), payoffRatio([-1, 0])]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it("is 1 for the example of the specification: mean win 3, mean loss 3", () => {
    expect(payoffRatio(EXAMPLE)).toBe(1);
  });

  it("does not depend on how often each happens", () => {
    expect([payoffRatio([4, -2]), payoffRatio([4, 4, 4, -2]), payoffRatio([4, 0, -2, -2])]).toEqual([
      2, 2, 2,
    ]);
  });

  it("is what adding up one by one gives, also for 100 000 trades", () => {
    fc.assert(fc.property(percents(), (results) => expectClose(payoffRatio(results), naive(results))));
    const results = manyNumbers(100_000, 7);
    expectClose(payoffRatio(results), naive(results));
  });

  it("never gives NaN", () => {
    expectAlwaysFigure(payoffRatio);
  });
});
