import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countLosses, countWins, winRate } from "../../../src/math/win-rate";
import { EXAMPLE, expectAlwaysFigure, expectClose, manyNumbers, percents } from "./metric-fixtures";

const naive = (results: readonly number[]): { wins: number; losses: number; rate: number | null } => {
  let wins = 0;
  let losses = 0;
  for (const result of results) {
    wins += Math.sign(result) === 1 ? 1 : 0;
    losses += Math.sign(result) === -1 ? 1 : 0;
  }
  return { wins, losses, rate: results.length === 0 ? null : (wins / results.length) * 100 };
};

const expectNaive = (results: readonly number[]): void => {
  const { wins, losses, rate } = naive(results);
  expect([countWins(results), countLosses(results)]).toEqual([wins, losses]);
  expectClose(winRate(results), rate);
};

describe("countWins and countLosses", () => {
  it("count three wins and two losses in the example of the specification: zero is neither", () => {
    expect([countWins(EXAMPLE), countLosses(EXAMPLE)]).toEqual([3, 2]);
  });

  it("are 0 without trades and for trades of zero", () => {
    expect([countWins([]), countLosses([]), countWins([0]), countLosses([0])]).toEqual([0, 0, 0, 0]);
  });
});

describe("winRate", () => {
  it("is null without trades", () => {
    expect(winRate([])).toBeNull();
  });

  it("is 50 for the example: the trade of zero counts in the divisor", () => {
    expect(winRate(EXAMPLE)).toBe(50);
    expect(winRate([0])).toBe(0);
  });

  it("is 100 for wins only and 0 for losses only", () => {
    expect([winRate([1]), winRate([2, 2]), winRate([-1, -2])]).toEqual([100, 100, 0]);
  });

  it("is what counting one by one gives, also for 100 000 trades", () => {
    fc.assert(fc.property(percents(), expectNaive));
    expectNaive(manyNumbers(100_000, 7));
  });

  it("never gives NaN", () => {
    expectAlwaysFigure(winRate);
  });
});
