import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { averageLoss, averageWin } from "../../../src/math/mean-win-loss";
import { EXAMPLE, expectAlwaysFigure, expectClose, manyNumbers, percents } from "./metric-fixtures";

const naiveMean = (results: readonly number[], direction: number): number | null => {
  let total = 0;
  let count = 0;
  for (const result of results) {
    if (Math.sign(result) === direction) {
      total += result;
      count += 1;
    }
  }
  return count === 0 ? null : total / count;
};

const expectNaive = (results: readonly number[]): void => {
  expectClose(averageWin(results), naiveMean(results, 1));
  expectClose(averageLoss(results), naiveMean(results, -1));
};

describe("averageWin and averageLoss", () => {
  it("are null without trades and for trades of zero", () => {
    expect([averageWin([]), averageLoss([]), averageWin([0]), averageLoss([0])]).toEqual(
      Array.from({ length: 4 }, () => null),
    );
  });

  it("are 3 and -3 for the example of the specification", () => {
    expect([averageWin(EXAMPLE), averageLoss(EXAMPLE)]).toEqual([3, -3]);
  });

  it("are null on the side that has no trade", () => {
    expect([averageWin([2, 4]), averageLoss([2, 4])]).toEqual([3, null]);
    expect([averageWin([-2]), averageLoss([-2])]).toEqual([null, -2]);
  });

  it("leave trades of zero out", () => {
    expect([averageWin([0, 2, 0]), averageLoss([0, -2, 0])]).toEqual([2, -2]);
  });

  it("are the means of adding up one by one, also for 100 000 trades", () => {
    fc.assert(fc.property(percents(), expectNaive));
    expectNaive(manyNumbers(100_000, 7));
  });

  it("never give NaN", () => {
    expectAlwaysFigure(averageWin);
    expectAlwaysFigure(averageLoss);
  });
});
