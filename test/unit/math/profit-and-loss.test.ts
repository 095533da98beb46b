import { describe, expect, it } from "vitest";
import { toProfitLoss } from "../../../src/math/profit-and-loss";

const FREE = { CC_PERCENT_SLIPPAGE: 0, CC_PERCENT_FEE: 0 };
const DEFAULTS = { CC_PERCENT_SLIPPAGE: 0.1, CC_PERCENT_FEE: 0.1 };
const long = { position: "long", priceOpen: 100 } as const;
const short = { position: "short", priceOpen: 100 } as const;

describe("toProfitLoss", () => {
  it("is the plain percentage of the entry without costs", () => {
    expect(toProfitLoss(long, 110, FREE).pnlPercentage).toBeCloseTo(10, 12);
    expect(toProfitLoss(long, 90, FREE).pnlPercentage).toBeCloseTo(-10, 12);
    expect(toProfitLoss(short, 90, FREE).pnlPercentage).toBeCloseTo(10, 12);
    expect(toProfitLoss(short, 110, FREE).pnlPercentage).toBeCloseTo(-10, 12);
    expect(toProfitLoss(long, 100, FREE).pnlPercentage).toBe(0);
  });

  it("worsens both prices by the slippage and takes two fees, long", () => {
    // (110 · 0.999 − 100 · 1.001) / (100 · 1.001) · 100 − 0.2 = 9.78021978… − 0.2
    expect(toProfitLoss(long, 110, DEFAULTS).pnlPercentage).toBeCloseTo(9.58021978021978, 10);
  });

  it("worsens both prices by the slippage and takes two fees, short", () => {
    // (100 · 0.999 − 90 · 1.001) / (100 · 0.999) · 100 − 0.2 = 9.81981981… − 0.2
    expect(toProfitLoss(short, 90, DEFAULTS).pnlPercentage).toBeCloseTo(9.61981981981982, 10);
  });

  it("loses the costs when the price has not moved", () => {
    expect(toProfitLoss(long, 100, DEFAULTS).pnlPercentage).toBeCloseTo(-0.3998001998, 9);
    expect(toProfitLoss(short, 100, DEFAULTS).pnlPercentage).toBeCloseTo(-0.4002002002, 9);
  });

  it("takes the fee in points of the entry, whatever the exit is worth (pitfall 60 is not followed)", () => {
    const fee = { CC_PERCENT_SLIPPAGE: 0, CC_PERCENT_FEE: 0.5 };
    expect(toProfitLoss(long, 200, fee).pnlPercentage).toBeCloseTo(99, 12);
    expect(toProfitLoss(long, 100, fee).pnlPercentage).toBeCloseTo(-1, 12);
  });

  it("keeps the booked prices without slippage and is frozen", () => {
    const pnl = toProfitLoss(long, 110, DEFAULTS);
    expect(pnl).toMatchObject({ priceOpen: 100, priceClose: 110 });
    expect(Object.isFrozen(pnl)).toBe(true);
  });
});
