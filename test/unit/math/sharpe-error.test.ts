import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sharpeError } from "../../../src/math/sharpe-error";
import {
  exactCentralMoment,
  exactMean,
  expectAlwaysFigure,
  expectClose,
  fractions,
  manyNumbers,
} from "./metric-fixtures";

/** The formula of Mertens on moments of exact arithmetic. */
const exact = (returns: readonly number[]): number | null => {
  const variance = exactCentralMoment(returns, 2);
  if (variance === 0) {
    return null;
  }
  const skew = exactCentralMoment(returns, 3) / variance ** 1.5;
  const kurtosis = exactCentralMoment(returns, 4) / variance ** 2;
  const count = returns.length;
  const ratio = exactMean(returns) * Math.sqrt((count - 1) / count / variance);
  return Math.sqrt((1 - skew * ratio + ((kurtosis - 1) * ratio ** 2) / 4) / (count - 1));
};

const repeat = (count: number, ...values: number[]): number[] =>
  Array.from({ length: count }, () => values).flat();

describe("sharpeError", () => {
  it("is null with fewer than 30 returns and without deviation", () => {
    expect([sharpeError([]), sharpeError([0.1]), sharpeError(repeat(29, 0.1))]).toEqual([null, null, null]);
    expect([sharpeError(repeat(40, 0)), sharpeError(repeat(40, 0.1))]).toEqual([null, null]);
  });

  it("is 1 / √(T − 1) for returns around zero", () => {
    expectClose(sharpeError(repeat(18, 0.01, -0.01)), 1 / Math.sqrt(35));
    expectClose(sharpeError(repeat(50, 0.01, 0, -0.01)), 1 / Math.sqrt(149));
  });

  it("does not depend on the ratio for two equally frequent returns: no skewness, kurtosis 1", () => {
    expectClose(sharpeError(repeat(18, 0.03, -0.01)), 1 / Math.sqrt(35));
  });

  it("grows with losses that are rare and large, and shrinks with gains that are", () => {
    const losing = [...repeat(49, 0.01), -0.1];
    const winning = losing.map((value) => 0.0156 - value);
    expectClose(exactMean(winning), exactMean(losing));
    expect(sharpeError(losing)).toBeGreaterThan(1 / Math.sqrt(49));
    expect(sharpeError(winning)).toBeLessThan(1 / Math.sqrt(49));
  });

  it("is null where the formula leaves no variance", () => {
    // Two values with skewness γ and kurtosis 1 + γ²: the variance is (1 − γ·SR/2)², 0 at SR = 2/γ.
    const [count, rare] = [100, 20];
    const share = rare / count;
    const deviation = Math.sqrt(share * (1 - share));
    const skew = (1 - 2 * share) / deviation;
    const average = (2 / skew) * deviation * Math.sqrt(count / (count - 1));
    const low = average - share;
    expect(sharpeError([...repeat(rare, low + 1), ...repeat(count - rare, low)])).toBeNull();
  });

  it("is that of exact arithmetic, also for 100 000 returns", () => {
    fc.assert(
      fc.property(fractions(30), (returns) => {
        const expected = exact(returns);
        // Where nearly nothing is left of the variance, what is left is not exact.
        fc.pre(expected === null || expected > 1e-3);
        expectClose(sharpeError(returns), expected);
      }),
    );
    const returns = manyNumbers(100_000, 0.1);
    expectClose(sharpeError(returns), exact(returns));
  });

  it("never gives NaN", () => {
    expectAlwaysFigure(sharpeError);
  });
});
