import { describe, expect, it } from "vitest";
import { kellySize } from "../../../src/math/kelly-size";

const EDGE = { accountBalance: 10_000, priceOpen: 100, winRate: 0.55, winLossRatio: 1.5 };

describe("the size of the Kelly criterion", () => {
  it("is a quarter of 25 % of the balance for 0.55 and 1.5 at a quarter of Kelly", () => {
    expect(kellySize(EDGE, 0.25)).toBeCloseTo(6.25, 12);
    expect(kellySize({ ...EDGE, priceOpen: 50_000 }, 0.25)).toBeCloseTo(0.0125, 15);
  });

  it("a coin that pays double is staked with a quarter of the balance", () => {
    expect(kellySize({ ...EDGE, winRate: 0.5, winLossRatio: 2 }, 1)).toBe(25);
  });

  it("without an edge it is zero, not less (pitfall 125)", () => {
    expect(kellySize({ ...EDGE, winRate: 0.1, winLossRatio: 1 }, 0.25)).toBe(0);
    expect(kellySize({ ...EDGE, winRate: 0.5, winLossRatio: 1 }, 0.25)).toBe(0);
    expect(kellySize({ ...EDGE, winRate: 0.5, winLossRatio: Number.MIN_VALUE }, 0.25)).toBe(0);
  });

  it.each([
    [0.4, 1.5],
    [0.1, 9],
    [0.2, 4],
    [0.35, 0.65 / 0.35],
    [0.7, 3 / 7],
    [0.9, 1 / 9],
    [0.99, 1 / 99],
    [1 - 0.95, 19],
    [1 - 0.9, 9],
    [1 - 0.99, 99],
    [1 - 0.999, 999],
    [1 - 0.9999, 9999],
    [1 - 0.05, 0.05 / 0.95],
  ])(
    "a win rate of %d that pays %d breaks even, whatever rounding leaves (pitfall 125)",
    (winRate, winLossRatio) => {
      expect(kellySize({ ...EDGE, winRate, winLossRatio }, 1)).toBe(0);
    },
  );

  it("no break-even of whole percentages has a size", () => {
    for (let percent = 1; percent < 100; percent += 1) {
      const even = { ...EDGE, winRate: percent / 100, winLossRatio: (100 - percent) / percent };
      expect(kellySize(even, 1)).toBe(0);
    }
  });

  it("no break-even of loss rates with up to four decimals has a size, as fractions or as whole numbers", () => {
    for (let loss = 1; loss < 10_000; loss += 1) {
      const winRate = 1 - loss / 10_000;
      for (const winLossRatio of [loss / 10_000 / winRate, loss / (10_000 - loss)]) {
        expect(kellySize({ ...EDGE, winRate, winLossRatio }, 1)).toBe(0);
      }
    }
  });

  it("a win rate that is itself within the rounding of 1 has no size, whatever it pays", () => {
    expect(kellySize({ ...EDGE, winRate: 8e-16, winLossRatio: 1e300 }, 1)).toBe(0);
    expect(kellySize({ ...EDGE, winRate: 1e-15, winLossRatio: 1e300 }, 1)).toBeGreaterThan(0);
  });

  it("an edge of more than rounding counts, however small", () => {
    expect(kellySize({ ...EDGE, winRate: 0.5, winLossRatio: 1.0001 }, 1)).toBeCloseTo(0.005, 5);
    expect(kellySize({ ...EDGE, winRate: 0.5, winLossRatio: 1 + 1e-14 }, 1)).toBeGreaterThan(0);
    expect(kellySize({ ...EDGE, winRate: 1e-12, winLossRatio: 2e12 }, 1)).toBeCloseTo(5e-11, 16);
    expect(kellySize({ ...EDGE, winRate: 0.4, winLossRatio: 1.5 + 1e-14 }, 1)).toBeGreaterThan(0);
    expect(kellySize({ ...EDGE, winRate: 0.9, winLossRatio: 1 / 9 + 1e-14 }, 1)).toBeGreaterThan(0);
  });

  it("a multiplier of 0 gives exactly 0", () => {
    expect(kellySize(EDGE, 0)).toBe(0);
  });

  it("is worked out in the order of its formula", () => {
    const stake = (0.37 * 2.3 - (1 - 0.37)) / 2.3;
    expect(kellySize({ accountBalance: 777, priceOpen: 3.3, winRate: 0.37, winLossRatio: 2.3 }, 0.7)).toBe(
      (777 * (stake * 0.7)) / 3.3,
    );
  });

  it.each([
    ["multiplier", EDGE, Number.MIN_VALUE],
    ["balance", { ...EDGE, accountBalance: 1e-320 }, 1],
    ["price", { ...EDGE, accountBalance: 1e300, priceOpen: 1e-10 }, 1],
  ])("there is none when the %s leaves the range of numbers", (_, params, multiplier) => {
    expect(kellySize(params, multiplier)).toBeNaN();
  });
});
