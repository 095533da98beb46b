import { describe, expect, it } from "vitest";
import type { ISizingLimits } from "../../../src/interfaces/Sizing.interface";
import { limitPosition, shareQuantity } from "../../../src/math/position-limits";

const ACCOUNT = { accountBalance: 1000, priceOpen: 100 };
const limit = (quantity: number, limits: Partial<ISizingLimits>): number =>
  limitPosition(
    quantity,
    { minPositionSize: undefined, maxPositionPercentage: undefined, maxPositionSize: undefined, ...limits },
    ACCOUNT,
  );

describe("the limits of a position", () => {
  it("without limits a quantity stays as it is", () => {
    expect(limit(123.456, {})).toBe(123.456);
  });

  it.each<[string, number, Partial<ISizingLimits>, number]>([
    ["the minimum lifts", 1, { minPositionSize: 5 }, 5],
    ["the minimum leaves more alone", 7, { minPositionSize: 5 }, 7],
    ["the share of the balance caps", 7, { maxPositionPercentage: 10 }, 1],
    ["the share of the balance leaves less alone", 0.5, { maxPositionPercentage: 10 }, 0.5],
    ["the maximum caps", 7, { maxPositionSize: 3 }, 3],
    ["the maximum leaves less alone", 2, { maxPositionSize: 3 }, 2],
    ["the smaller cap holds, be it the share", 7, { maxPositionPercentage: 10, maxPositionSize: 3 }, 1],
    ["the smaller cap holds, be it the maximum", 7, { maxPositionPercentage: 50, maxPositionSize: 3 }, 3],
    ["a minimum of 0 changes nothing", 0.1, { minPositionSize: 0 }, 0.1],
    ["a share of 0 is a limit", 7, { maxPositionPercentage: 0 }, 0],
    ["a maximum of 0 is a limit", 7, { maxPositionSize: 0 }, 0],
  ])("%s", (_, quantity, limits, expected) => {
    expect(limit(quantity, limits)).toBe(expected);
  });

  it("the share of the balance beats the minimum (pitfall 124)", () => {
    expect(limit(0.5, { minPositionSize: 100, maxPositionPercentage: 10 })).toBe(1);
  });

  it("the maximum beats the minimum (pitfall 124)", () => {
    expect(limit(0.5, { minPositionSize: 100, maxPositionSize: 2 })).toBe(2);
  });

  it("zero stays zero, whatever the minimum (pitfall 125)", () => {
    expect(limit(0, { minPositionSize: 5 })).toBe(0);
  });

  it("the share is worked out in the order of its formula", () => {
    expect(shareQuantity({ accountBalance: 1234.56, priceOpen: 0.7 }, 33)).toBe((1234.56 * 33) / 100 / 0.7);
  });

  it.each<[string, Partial<ISizingLimits>]>([
    ["a maximum", { maxPositionSize: -0 }],
    ["a share", { maxPositionPercentage: -0 }],
  ])("%s of -0 gives 0", (_, limits) => {
    expect(limit(7, limits)).toBe(0);
  });

  it("zero stays zero beside a cap that has left the range of numbers", () => {
    expect(limit(0, { maxPositionPercentage: Number.MIN_VALUE })).toBe(0);
  });

  it.each([
    ["too small a share", ACCOUNT, Number.MIN_VALUE],
    ["too small a balance", { accountBalance: 1e-320, priceOpen: 100 }, 50],
    ["too large a balance", { accountBalance: 1e307, priceOpen: 100 }, 50],
    ["too low a price", { accountBalance: 1e300, priceOpen: 1e-10 }, 50],
  ])("a cap is none for %s: it cannot be told whether it holds", (_, account, percentage) => {
    expect(shareQuantity(account, percentage)).toBeNaN();
    const limits = { minPositionSize: 5, maxPositionPercentage: percentage, maxPositionSize: 3 };
    expect(limitPosition(1, limits, account)).toBeNaN();
  });

  it("what has no size has none within limits", () => {
    expect(
      limit(Number.NaN, { minPositionSize: 5, maxPositionPercentage: 10, maxPositionSize: 3 }),
    ).toBeNaN();
  });
});
