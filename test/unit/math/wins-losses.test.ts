import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { selectLosses, selectWins } from "../../../src/math/wins-losses";
import { EXAMPLE, manyNumbers, percents } from "./metric-fixtures";

describe("wins and losses", () => {
  it("are the results above and below zero in their order; zero is neither", () => {
    expect(selectWins(EXAMPLE)).toEqual([2, 3, 4]);
    expect(selectLosses(EXAMPLE)).toEqual([-1, -5]);
  });

  it("are none where there are none", () => {
    expect([selectWins([]), selectLosses([])]).toEqual([[], []]);
    expect([selectWins([0, -0]), selectLosses([0, -0])]).toEqual([[], []]);
    expect([selectWins([-1]), selectLosses([1])]).toEqual([[], []]);
  });

  it("and the zeros are all there is", () => {
    const isComplete = (results: number[]): boolean => {
      const zeros = results.filter((result) => result === 0);
      const parts = [...selectLosses(results), ...zeros, ...selectWins(results)].sort((a, b) => a - b);
      return JSON.stringify(parts) === JSON.stringify(results.toSorted((a, b) => a - b));
    };
    fc.assert(fc.property(percents(), isComplete));
    expect(isComplete(manyNumbers(100_000, 7))).toBe(true);
  });

  it("leave out what is no number", () => {
    expect([selectWins([NaN]), selectLosses([NaN])]).toEqual([[], []]);
  });
});
