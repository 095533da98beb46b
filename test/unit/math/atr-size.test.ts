import { describe, expect, it } from "vitest";
import { atrSize } from "../../../src/math/atr-size";

describe("the size of an average true range", () => {
  it.each([
    { accountBalance: 10_000, atr: 5, risk: 1, multiplier: 2, size: 10 },
    { accountBalance: 10_000, atr: 500, risk: 1, multiplier: 2, size: 0.1 },
    { accountBalance: 10_000, atr: 5, risk: 1, multiplier: 4, size: 5 },
  ])(
    "$risk % of $accountBalance over $multiplier ATRs of $atr is $size",
    ({ accountBalance, atr, risk, multiplier, size }) => {
      expect(atrSize({ accountBalance, atr }, risk, multiplier)).toBe(size);
    },
  );

  it("is worked out in the order of its formula", () => {
    expect(atrSize({ accountBalance: 1234.56, atr: 0.7 }, 0.3, 1.1)).toBe(
      (1234.56 * (0.3 / 100)) / (0.7 * 1.1),
    );
  });

  it.each([
    ["risk", 10_000, 5, Number.MIN_VALUE, 2],
    ["balance", 1e-320, 5, 1, 2],
    ["move", 10_000, 1e-200, 1, 1e-200],
    ["size", 1e300, 1e-12, 1, 1],
  ])(
    "there is none when the %s has left the range of numbers",
    (_, accountBalance, atr, risk, multiplier) => {
      expect(atrSize({ accountBalance, atr }, risk, multiplier)).toBeNaN();
    },
  );
});
