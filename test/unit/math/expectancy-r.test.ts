import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectancyR } from "../../../src/math/expectancy-r";
import type { TradeResult } from "../../../src/math/trade-result";
import { expectClose, expectFigure, manyNumbers, trade, wildTrades } from "./metric-fixtures";

/** x · priceOpen / |priceOpen − priceStopLoss|, one by one. */
const naive = (trades: readonly TradeResult[]): number | null => {
  let total = 0;
  let count = 0;
  for (const { pnlPercentage, priceOpen, priceStopLoss } of trades) {
    if (priceStopLoss !== priceOpen) {
      total += ((pnlPercentage / 100) * priceOpen) / Math.abs(priceOpen - priceStopLoss);
      count += 1;
    }
  }
  return count === 0 ? null : total / count;
};

const plausibleTrades = fc.array(
  fc
    .record({
      pnlPercentage: fc.integer({ min: -2000, max: 2000 }).map((steps) => steps / 100),
      priceOpen: fc.integer({ min: 100, max: 200 }),
      priceStopLoss: fc.integer({ min: 50, max: 250 }),
    })
    .map(trade),
);

describe("expectancyR", () => {
  it("is null without trades", () => {
    expect(expectancyR([])).toBeNull();
  });

  it("is 1 for a trade that won what its stop would have cost, and -1 for one that was stopped", () => {
    expect(expectancyR([trade({ pnlPercentage: 10 })])).toBeCloseTo(1, 14);
    expect(expectancyR([trade({ pnlPercentage: -10 })])).toBeCloseTo(-1, 14);
  });

  it("measures the stop of a short position, above its entry, alike", () => {
    expect(expectancyR([trade({ pnlPercentage: 10, priceStopLoss: 105 })])).toBeCloseTo(2, 14);
  });

  it("averages multiples of different stops, trades of zero among them", () => {
    const trades = [
      trade({ pnlPercentage: 10 }),
      trade({ pnlPercentage: -10, priceStopLoss: 80 }),
      trade(),
      trade({ pnlPercentage: 5, priceStopLoss: 95 }),
    ];
    expect(expectancyR(trades)).toBeCloseTo((1 - 0.5 + 0 + 1) / 4, 14);
  });

  it("is that of each for equal trades, of wins only and of losses only", () => {
    expect(expectancyR(Array.from({ length: 9 }, () => trade({ pnlPercentage: 20 })))).toBeCloseTo(2, 14);
    expect(expectancyR(Array.from({ length: 9 }, () => trade({ pnlPercentage: -5 })))).toBeCloseTo(-0.5, 14);
  });

  it("leaves out trades whose stop has no distance, or none that is a number", () => {
    const useless = [
      trade({ pnlPercentage: 50, priceStopLoss: 100 }),
      trade({ pnlPercentage: 50, priceStopLoss: NaN }),
      trade({ pnlPercentage: 50, priceStopLoss: Infinity }),
      trade({ pnlPercentage: 50, priceOpen: 0 }),
      trade({ pnlPercentage: 50, priceOpen: -100 }),
      trade({ pnlPercentage: 50, priceOpen: Infinity }),
    ];
    expect(expectancyR([trade({ pnlPercentage: 10 }), ...useless])).toBeCloseTo(1, 14);
    expect(expectancyR(useless)).toBeNull();
  });

  it("is what the formula gives one by one, also for 100 000 trades", () => {
    fc.assert(
      fc.property(plausibleTrades, (trades) => expectClose(expectancyR(trades), naive(trades), 1e-3)),
    );
    const trades = manyNumbers(100_000, 7).map((pnlPercentage, index) =>
      trade({ pnlPercentage, priceStopLoss: 99 - (index % 13) }),
    );
    expectClose(expectancyR(trades), naive(trades));
  });

  it("never gives NaN", () => {
    fc.assert(fc.property(wildTrades, (trades) => expectFigure(expectancyR(trades))));
  });
});
