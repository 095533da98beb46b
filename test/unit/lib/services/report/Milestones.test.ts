import { describe, expect, it } from "vitest";
import type { PartialProfitContract } from "../../../../../src/index";
import { Milestones } from "../../../../../src/lib/services/report/Milestones";
import { EVENT_LIMIT } from "../../../../../src/lib/services/report/OrderBook";
import { at, longRow, shortRow } from "../../../client/signal-fixtures";

const reached = (changes: Partial<PartialProfitContract> = {}): PartialProfitContract => ({
  symbol: "event-symbol",
  strategyName: "event-strategy",
  exchangeName: "exchange",
  data: longRow({ id: "row-id", symbol: "row-symbol", strategyName: "row-strategy" }),
  currentPrice: 103,
  level: 30,
  backtest: true,
  timestamp: at(7),
  ...changes,
});

describe("milestones of a run", () => {
  it("none: zeros, and empty until the first", () => {
    const milestones = new Milestones();
    expect(milestones.isEmpty).toBe(true);
    expect(milestones.summarize()).toEqual({ eventList: [], totalEvents: 0, totalProfit: 0, totalLoss: 0 });
    milestones.add("loss", reached());
    expect(milestones.isEmpty).toBe(false);
  });

  it("a row has symbol, strategy, id and position of the signal; price, level, mode and time of the event", () => {
    const milestones = new Milestones();
    milestones.add("profit", reached());
    expect(milestones.summarize().eventList).toEqual([
      {
        timestamp: at(7),
        action: "profit",
        symbol: "row-symbol",
        strategyName: "row-strategy",
        signalId: "row-id",
        position: "long",
        currentPrice: 103,
        level: 30,
        backtest: true,
      },
    ]);
  });

  it("a level of loss is positive too; profits and losses are counted apart, newest first", () => {
    const milestones = new Milestones();
    milestones.add("profit", reached({ level: 10 }));
    milestones.add("loss", reached({ level: 20, data: shortRow(), backtest: false }));
    milestones.add("loss", reached({ level: 40 }));
    const { eventList, ...counts } = milestones.summarize();
    expect(counts).toEqual({ totalEvents: 3, totalProfit: 1, totalLoss: 2 });
    expect(
      eventList.map(({ action, level, position, backtest }) => [action, level, position, backtest]),
    ).toEqual([
      ["loss", 40, "long", true],
      ["loss", 20, "short", false],
      ["profit", 10, "long", true],
    ]);
    eventList.length = 0;
    expect(milestones.summarize().eventList).toHaveLength(3);
  });

  it("all are counted, the newest are listed", () => {
    const milestones = new Milestones();
    for (let minute = 0; minute < EVENT_LIMIT + 3; minute += 1) {
      milestones.add(minute % 2 === 0 ? "profit" : "loss", reached({ timestamp: at(minute) }));
    }
    const { eventList, ...counts } = milestones.summarize();
    expect(counts).toEqual({
      totalEvents: EVENT_LIMIT + 3,
      totalProfit: EVENT_LIMIT / 2 + 2,
      totalLoss: EVENT_LIMIT / 2 + 1,
    });
    expect([eventList.length, eventList[0]?.timestamp]).toEqual([EVENT_LIMIT, at(EVENT_LIMIT + 2)]);
  });
});
