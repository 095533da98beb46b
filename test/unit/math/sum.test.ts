import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sum } from "../../../src/math/sum";
import { EXAMPLE, expectAlwaysFigure, expectClose, manyNumbers } from "./metric-fixtures";

/** Exact: every double is a whole multiple of 2^−1074. */
const toUnits = (value: number): bigint => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const exponent = bits >> 52n;
  const fraction = bits & ((1n << 52n) - 1n);
  const units = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return value < 0 ? -units : units;
};

const fromUnits = (units: bigint): number => {
  const excess = Math.max(0, units.toString(2).length - 64);
  // In two steps, since 2^−1074 times what is left may be too small on the way.
  return (
    Number(units >> BigInt(excess)) * 2 ** Math.max(-537, excess - 1074) * 2 ** Math.min(0, excess - 537)
  );
};

const exactSum = (values: readonly number[]): number =>
  fromUnits(values.reduce((total, value) => total + toUnits(value), 0n));

describe("sum", () => {
  it("is null without values", () => {
    expect(sum([])).toBeNull();
  });

  it("adds up the example of the specification to 3", () => {
    expect(sum(EXAMPLE)).toBe(3);
  });

  it("is the value itself when there is one", () => {
    expect(sum([0.1])).toBe(0.1);
  });

  it("does not lose small numbers beside large ones, in any order", () => {
    expect(sum([1, 1e100, 1, -1e100])).toBe(2);
    expect(sum([1e100, 1, -1e100, 1])).toBe(2);
    expect(sum([0.1, 0.2, 0.3, -0.3, -0.2, -0.1])).toBe(0);
  });

  it("is null when the sum is larger than any number", () => {
    expect(sum([Number.MAX_VALUE, Number.MAX_VALUE])).toBeNull();
  });

  it("is the exact sum, whatever the sizes are", () => {
    const value = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const size = values.reduce((total, each) => total + Math.abs(each), 0);
        // Twice the precision: the error is one of the last digit, and of the square of it for what cancels.
        expectClose(sum(values), exactSum(values), 1e-15 * size);
      }),
      // To make a counterexample smaller takes minutes.
      { endOnFailure: true },
    );
  });

  it("is the exact sum of 100 000 values to the last digit", () => {
    const values = manyNumbers(100_000, 7).map((value) => value / 3);
    expect(Math.abs((sum(values) ?? NaN) - exactSum(values))).toBeLessThanOrEqual(1e-15 * exactSum(values));
  });

  it("never gives NaN", () => {
    expectAlwaysFigure(sum);
  });
});
