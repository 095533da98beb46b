import { describe, expect, it } from "vitest";
import { calculateMaxDrawdown, summarizeTrades, type ClosedTrade } from "../../../docs/examples/summary";

const trade = (
  pnlPercentage: number,
  closeTimestamp: number,
  closeReason: ClosedTrade["closeReason"] = "take_profit",
  signal: ClosedTrade["signal"] = { position: "long", entry: "market" },
): ClosedTrade => ({ closeReason, closeTimestamp, pnl: { pnlPercentage }, signal });

describe("summarizeTrades", () => {
  it("counts and adds up what happened", () => {
    const summary = summarizeTrades(
      [
        trade(2, 1),
        trade(-1, 2, "stop_loss", { position: "short", entry: "limit" }),
        trade(0, 3, "time_expired"),
        trade(3, 4, "take_profit", { position: "short", entry: "market" }),
      ],
      [{ reason: "timeout" }, { reason: "price" }, { reason: "timeout" }],
    );
    expect(summary).toEqual({
      trades: 4,
      longTrades: 2,
      shortTrades: 2,
      marketEntries: 3,
      limitEntries: 1,
      takeProfits: 2,
      stopLosses: 1,
      expiries: 1,
      cancelledOrders: 3,
      cancelReasons: new Map([
        ["timeout", 2],
        ["price", 1],
      ]),
      wins: 2,
      winRate: 50,
      totalPnl: 4,
      averagePnl: 1,
      bestPnl: 3,
      worstPnl: -1,
      maxDrawdown: expect.closeTo(1, 10),
      profitFactor: 5,
    });
  });

  it("has no rates and averages without a trade", () => {
    expect(summarizeTrades([], [])).toMatchObject({
      trades: 0,
      winRate: null,
      averagePnl: null,
      bestPnl: null,
      worstPnl: null,
      profitFactor: null,
      totalPnl: 0,
      maxDrawdown: 0,
    });
  });

  it("has no profit factor without a loss, and one of 0 without a gain", () => {
    expect(summarizeTrades([trade(1, 1)], []).profitFactor).toBeNull();
    expect(summarizeTrades([trade(-1, 1)], []).profitFactor).toBe(0);
  });

  it("draws the equity in the order the trades closed, however they are listed", () => {
    const trades = [trade(-50, 2), trade(100, 1), trade(-50, 3)];
    expect(summarizeTrades(trades, []).maxDrawdown).toBeCloseTo(75, 10);
  });

  it("leaves the given list as it is", () => {
    const trades = [trade(1, 2), trade(2, 1)];
    summarizeTrades(trades, []);
    expect(trades.map(({ closeTimestamp }) => closeTimestamp)).toEqual([2, 1]);
  });
});

describe("calculateMaxDrawdown", () => {
  it.each([
    ["nothing", [], 0],
    ["gains alone", [1, 2, 3], 0],
    ["a loss at the start, against the stake", [-10], 10],
    ["compounded losses", [-10, -10], 19],
    ["the deepest fall, not the last", [10, -20, 30, -5], 20],
    ["a total loss", [-100, 50], 100],
    ["more than everything, which is everything", [-150, -10], 100],
  ])("measures %s", (_case, percentages, expected) => {
    expect(calculateMaxDrawdown(percentages)).toBeCloseTo(expected, 10);
  });
});
