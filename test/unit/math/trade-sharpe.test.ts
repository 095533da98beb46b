import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { annualizedTradeSharpe, tradeSharpe } from "../../../src/math/trade-sharpe";
import {
  EXAMPLE,
  exactCentralMoment,
  exactMean,
  expectAlwaysFigure,
  expectClose,
  manyNumbers,
  percents,
} from "./metric-fixtures";

const exact = (results: readonly number[]): number => {
  const variance = exactCentralMoment(results, 2);
  return variance === 0 ? 0 : exactMean(results) / Math.sqrt(variance);
};

const expectExact = (results: readonly number[]): void => {
  expectClose(tradeSharpe(results), exact(results), 1e-4);
  expectClose(annualizedTradeSharpe(results), exact(results) * 365 ** 0.5, 1e-4);
};

describe("tradeSharpe and annualizedTradeSharpe", () => {
  it("are null without trades", () => {
    expect([tradeSharpe([]), annualizedTradeSharpe([])]).toEqual([null, null]);
  });

  it("are 0, not null, for one trade and for equal trades", () => {
    for (const results of [[5], [-5], [0], [2, 2, 2], [-2, -2]]) {
      expect([tradeSharpe(results), annualizedTradeSharpe(results)]).toEqual([0, 0]);
    }
  });

  it("are 0, not of the size of 10^15, for three trades of 0.1", () => {
    expect([tradeSharpe([0.1, 0.1, 0.1]), annualizedTradeSharpe([0.1, 0.1, 0.1])]).toEqual([0, 0]);
  });

  it("are those of the specification for its example", () => {
    expect(tradeSharpe(EXAMPLE)).toBeCloseTo(0.16744367165578428, 14);
    expect(annualizedTradeSharpe(EXAMPLE)).toBeCloseTo(3.199006855230711, 14);
  });

  it("are positive for wins only and negative for losses only", () => {
    expect([tradeSharpe([1, 3]), tradeSharpe([-1, -3])]).toEqual([2, -2]);
  });

  it("are those of exact arithmetic, also for 100 000 trades", () => {
    fc.assert(fc.property(percents(1), expectExact));
    expectExact(manyNumbers(100_000, 7));
  });

  it("never give NaN", () => {
    expectAlwaysFigure(tradeSharpe);
    expectAlwaysFigure(annualizedTradeSharpe);
  });
});
