import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { longestStreaks } from "../../../src/math/streaks";
import { EXAMPLE, manyNumbers, percents, wildNumbers } from "./metric-fixtures";

/** As text: without the zeros, the longest run of a letter. */
const naive = (results: readonly number[]): { wins: number; losses: number } => {
  const text = results.map((result) => (result > 0 ? "w" : result < 0 ? "l" : "")).join("");
  const longest = (pattern: RegExp): number =>
    (text.match(pattern) ?? []).reduce((length, run) => Math.max(length, run.length), 0);
  return { wins: longest(/w+/g), losses: longest(/l+/g) };
};

const expectNaive = (results: readonly number[]): void => {
  expect(longestStreaks(results)).toEqual(naive(results));
};

describe("longestStreaks", () => {
  it("are 0 without trades", () => {
    expect(longestStreaks([])).toEqual({ wins: 0, losses: 0 });
  });

  it("are 1 for one trade of that side, and 0 for one of zero", () => {
    expect(longestStreaks([5])).toEqual({ wins: 1, losses: 0 });
    expect(longestStreaks([-5])).toEqual({ wins: 0, losses: 1 });
    expect(longestStreaks([0])).toEqual({ wins: 0, losses: 0 });
  });

  it("are 1 and 1 for the example of the specification", () => {
    expect(longestStreaks(EXAMPLE)).toEqual({ wins: 1, losses: 1 });
  });

  it("are the longest runs, not the last ones", () => {
    expect(longestStreaks([1, 1, 1, -1, -1, 1, -1])).toEqual({ wins: 3, losses: 2 });
  });

  it("are all trades for wins only and for losses only", () => {
    expect(longestStreaks([2, 2, 2])).toEqual({ wins: 3, losses: 0 });
    expect(longestStreaks([-1, -2])).toEqual({ wins: 0, losses: 2 });
  });

  it("are neither extended nor ended by a trade of zero", () => {
    expect(longestStreaks([1, 0, 1])).toEqual({ wins: 2, losses: 0 });
    expect(longestStreaks([-1, 0, 0, -1, 0])).toEqual({ wins: 0, losses: 2 });
  });

  it("are those of the results written as text, also for 100 000 trades", () => {
    fc.assert(fc.property(percents(), expectNaive));
    expectNaive(manyNumbers(100_000, 7));
  });

  it("never are NaN", () => {
    fc.assert(fc.property(wildNumbers, expectNaive));
  });

  it("are frozen", () => {
    expect(Object.isFrozen(longestStreaks([1]))).toBe(true);
  });
});
