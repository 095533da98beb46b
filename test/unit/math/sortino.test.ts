import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sortino } from "../../../src/math/sortino";
import { exactMean, expectAlwaysFigure, expectClose, fractions, manyNumbers } from "./metric-fixtures";

/** The squares are added up in whole steps. */
const exact = (returns: readonly number[]): number | null => {
  let squares = 0n;
  for (const value of returns) {
    const steps = BigInt(Math.round(value * 1e6));
    squares += steps < 0n ? steps * steps : 0n;
  }
  const downside = Math.sqrt(Number(squares) / returns.length) / 1e6;
  return downside === 0 ? null : (exactMean(returns) * 365 ** 0.5) / downside;
};

const repeat = (count: number, ...values: number[]): number[] =>
  Array.from({ length: count }, () => values).flat();

describe("sortino", () => {
  it("is null with fewer than 30 returns", () => {
    expect([sortino([]), sortino([-0.1]), sortino([...repeat(14, 0.03, -0.01), -0.01])]).toEqual([
      null,
      null,
      null,
    ]);
    expect(sortino(repeat(15, 0.03, -0.01))).not.toBeNull();
  });

  it("is null without a return below zero", () => {
    expect([sortino(repeat(30, 0)), sortino(repeat(30, 0.1)), sortino(repeat(15, 0.1, 0))]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it("is null when what is below zero is rounding noise", () => {
    expect(sortino([...repeat(40, 0.01), -1e-17])).toBeNull();
  });

  it("has all returns in the divisor, those above zero as well", () => {
    // Mean 0.01; downside √(15 · 0.01² / 30).
    expectClose(sortino(repeat(15, 0.03, -0.01)), Math.sqrt(2) * Math.sqrt(365));
  });

  it("does not care how large the gains are spread, only for their mean", () => {
    expectClose(sortino([...repeat(10, 0.02, 0.04, -0.01)]), sortino([...repeat(10, 0.03, 0.03, -0.01)]));
  });

  it("is minus the root of 365 for equal losses", () => {
    expectClose(sortino(repeat(30, -0.02)), -Math.sqrt(365));
  });

  it("is that of exact arithmetic, also for 100 000 returns", () => {
    fc.assert(fc.property(fractions(30), (returns) => expectClose(sortino(returns), exact(returns), 1e-2)));
    const returns = manyNumbers(100_000, 0.1);
    expectClose(sortino(returns), exact(returns));
  });

  it("never gives NaN", () => {
    expectAlwaysFigure(sortino);
  });
});
