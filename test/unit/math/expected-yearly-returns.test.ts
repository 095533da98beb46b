import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectedYearlyReturns } from "../../../src/math/expected-yearly-returns";
import type { TradeResult } from "../../../src/math/trade-result";
import { EXAMPLE, expectClose, expectFigure, manyNumbers, trade, wildTrades } from "./metric-fixtures";

const DAY = 24 * 60 * 60 * 1000;

/** Minutes of a year over minutes of all trades, times what they made: no mean is formed. */
const naive = (trades: readonly TradeResult[]): number | null => {
  let result = 0;
  let minutes = 0;
  for (const { pnlPercentage, openTime, closeTime } of trades) {
    result += pnlPercentage;
    minutes += (closeTime - openTime) / 60_000;
  }
  if (trades.length === 0) {
    return null;
  }
  return minutes > 0 ? (result * 365 * 24 * 60) / minutes : 0;
};

const plausibleTrades = fc.array(
  fc
    .record({
      pnlPercentage: fc.integer({ min: -2000, max: 2000 }).map((steps) => steps / 100),
      openTime: fc.integer({ min: 0, max: 1e6 }).map((minute) => minute * 60_000),
      minutes: fc.nat(5000),
    })
    .map(({ minutes, ...rest }) => trade({ ...rest, closeTime: rest.openTime + minutes * 60_000 })),
);

describe("expectedYearlyReturns", () => {
  it("is null without trades", () => {
    expect(expectedYearlyReturns([])).toBeNull();
  });

  it("is 175200 for the example of the specification, whose trades take 1.5 minutes each", () => {
    const trades = EXAMPLE.map((pnlPercentage, index) =>
      trade({ pnlPercentage, openTime: index * DAY, closeTime: index * DAY + 90_000 }),
    );
    expect(expectedYearlyReturns(trades)).toBeCloseTo(175_200, 6);
  });

  it("is 365 times the result for one trade of a day, won or lost", () => {
    expect(expectedYearlyReturns([trade({ pnlPercentage: 2, closeTime: DAY })])).toBe(730);
    expect(expectedYearlyReturns([trade({ pnlPercentage: -2, closeTime: DAY })])).toBe(-730);
  });

  it("is that of each for equal trades, and 0 for trades of zero", () => {
    const equal = Array.from({ length: 5 }, () => trade({ pnlPercentage: 1, closeTime: 2 * DAY }));
    expect(expectedYearlyReturns(equal)).toBeCloseTo(182.5, 12);
    expect(expectedYearlyReturns([trade({ closeTime: DAY })])).toBe(0);
  });

  it("is 0, never -0, when trades take no time or an unknown one", () => {
    for (const closeTime of [0, NaN, -DAY]) {
      expect(expectedYearlyReturns([trade({ pnlPercentage: -2, closeTime })])).toBe(0);
    }
    expect(expectedYearlyReturns([trade({ pnlPercentage: -0, closeTime: DAY })])).toBe(0);
  });

  it("is what adding up all time and all results gives, also for 100 000 trades", () => {
    fc.assert(
      fc.property(plausibleTrades, (trades) => {
        const size = trades.length * 20 * 525_600;
        expectClose(expectedYearlyReturns(trades), naive(trades), 1e-4 * size);
      }),
    );
    const trades = manyNumbers(100_000, 7).map((pnlPercentage, index) =>
      trade({ pnlPercentage, closeTime: ((index % 17) + 1) * 60_000 }),
    );
    expectClose(expectedYearlyReturns(trades), naive(trades));
  });

  it("never gives NaN", () => {
    fc.assert(fc.property(wildTrades, (trades) => expectFigure(expectedYearlyReturns(trades))));
  });
});
