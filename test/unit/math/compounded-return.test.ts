import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compoundedReturn } from "../../../src/math/compounded-return";
import { EXAMPLE, expectAlwaysFigure, expectClose, fractions, manyNumbers } from "./metric-fixtures";

/** Exact: the product of whole millionths. */
const exact = (returns: readonly number[]): number => {
  const product = returns.reduce((total, value) => total * BigInt(Math.round(value * 1e6) + 1_000_000), 1n);
  const gain = product - 1_000_000n ** BigInt(returns.length);
  // 10^20 steps before the division keep its digits.
  return Number((gain * 10n ** 20n) / 1_000_000n ** BigInt(returns.length)) / 1e18;
};

const naive = (returns: readonly number[]): number => {
  let equity = 1;
  for (const value of returns) {
    equity *= 1 + value;
  }
  return 100 * (equity - 1);
};

describe("compoundedReturn", () => {
  it("is null without returns", () => {
    expect(compoundedReturn([])).toBeNull();
  });

  it("is 2.7613 % for the example of the specification, whose sum is 3", () => {
    expect(compoundedReturn(EXAMPLE.map((percent) => percent / 100))).toBeCloseTo(2.7613, 4);
  });

  it("is the return itself when there is one, in percent", () => {
    for (const value of [0.25, -0.25, 0.001, 0]) {
      expect(compoundedReturn([value])).toBeCloseTo(100 * value, 12);
    }
  });

  it("multiplies equal gains and equal losses", () => {
    expect(compoundedReturn([0.1, 0.1])).toBeCloseTo(21, 12);
    expect(compoundedReturn([-0.1, -0.1])).toBeCloseTo(-19, 12);
  });

  it("loses 1 % when 10 % is won and lost, in either order", () => {
    expect(compoundedReturn([0.1, -0.1])).toBeCloseTo(-1, 12);
    expect(compoundedReturn([-0.1, 0.1])).toBeCloseTo(-1, 12);
  });

  it("stays at -100 % once everything is lost, also when more than everything is", () => {
    expect([compoundedReturn([-1]), compoundedReturn([0.5, -1, 9]), compoundedReturn([-3, -3])]).toEqual([
      -100, -100, -100,
    ]);
  });

  it("is never below -100 %", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1 }), (returns) => {
        expect(compoundedReturn(returns)).toBeGreaterThanOrEqual(-100);
      }),
    );
  });

  it("is the exact product", () => {
    fc.assert(
      fc.property(fractions(1), (returns) => expectClose(compoundedReturn(returns), exact(returns), 1e-4)),
    );
  });

  it("is the product of 100 000 returns", () => {
    const returns = manyNumbers(100_000, 0.001);
    expectClose(compoundedReturn(returns), naive(returns));
  });

  it("does not overflow on the way to a number that is one", () => {
    const returns = [
      ...Array.from({ length: 20 }, () => 1e20),
      ...Array.from({ length: 20 }, () => -1 + 1e-16),
    ];
    expect(compoundedReturn(returns)).toBeGreaterThan(1e80);
  });

  it("never gives NaN", () => {
    expectAlwaysFigure(compoundedReturn);
  });
});
