import { describe, expect, it } from "vitest";
import { fixedPercentageSize } from "../../../src/math/fixed-percentage-size";

describe("the size of a fixed percentage", () => {
  it.each([
    // A loss of 1 % of 10 000 is 100; the stop is 1000 away.
    { accountBalance: 10_000, priceOpen: 50_000, priceStopLoss: 49_000, risk: 1, size: 0.1 },
    { accountBalance: 10_000, priceOpen: 50_000, priceStopLoss: 49_000, risk: 2, size: 0.2 },
    { accountBalance: 10_000, priceOpen: 100, priceStopLoss: 96, risk: 0.5, size: 12.5 },
    { accountBalance: 500, priceOpen: 100, priceStopLoss: 98, risk: 100, size: 250 },
  ])("$risk % of $accountBalance from $priceOpen to $priceStopLoss is $size", ({ risk, size, ...params }) => {
    expect(fixedPercentageSize(params, risk)).toBe(size);
  });

  it("a short position has its stop above, and the same size", () => {
    const account = { accountBalance: 10_000, priceOpen: 100 };
    expect(fixedPercentageSize({ ...account, priceStopLoss: 104 }, 1)).toBe(
      fixedPercentageSize({ ...account, priceStopLoss: 96 }, 1),
    );
  });

  it("is worked out in the order of its formula", () => {
    const params = { accountBalance: 1234.56, priceOpen: 0.7, priceStopLoss: 0.1 };
    expect(fixedPercentageSize(params, 0.3)).toBe((1234.56 * (0.3 / 100)) / (0.7 - 0.1));
  });

  it.each([
    ["risk", { accountBalance: 10_000, priceOpen: 100, priceStopLoss: 99 }, Number.MIN_VALUE],
    ["balance", { accountBalance: 1e-320, priceOpen: 100, priceStopLoss: 99 }, 1],
    ["size", { accountBalance: 1e300, priceOpen: 1e-9, priceStopLoss: 2e-9 }, 100],
  ])("there is none when the %s has left the range of numbers", (_, params, risk) => {
    expect(fixedPercentageSize(params, risk)).toBeNaN();
  });
});
