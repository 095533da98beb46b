import { describe, expect, it } from "vitest";
import type { RiskContract } from "../../../../../src/index";
import { EVENT_LIMIT } from "../../../../../src/lib/services/report/OrderBook";
import { Refusals } from "../../../../../src/lib/services/report/Refusals";
import { at } from "../../../client/signal-fixtures";

const refused = (changes: Partial<RiskContract> = {}): RiskContract => ({
  symbol: "BTCUSDT",
  pendingSignal: { position: "long", priceTakeProfit: 110, priceStopLoss: 90, minuteEstimatedTime: 60 },
  strategyName: "strategy",
  exchangeName: "exchange",
  currentPrice: 100,
  activePositionCount: 2,
  comment: "too many",
  timestamp: at(3),
  backtest: true,
  ...changes,
});

describe("refusals of a run", () => {
  it("none: zero, no names, and empty until the first", () => {
    const refusals = new Refusals();
    expect(refusals.isEmpty).toBe(true);
    expect(refusals.summarize()).toEqual({
      eventList: [],
      totalRejections: 0,
      bySymbol: {},
      byStrategy: {},
      byComment: {},
    });
    refusals.add(refused());
    expect(refusals.isEmpty).toBe(false);
  });

  it("are listed as they came, newest first, and counted by symbol, strategy and reason", () => {
    const refusals = new Refusals();
    const events = [
      refused(),
      refused({ symbol: "ETHUSDT", comment: "not now" }),
      refused({ strategyName: "other", comment: "not now" }),
    ];
    events.forEach((event) => refusals.add(event));
    const { eventList, ...counts } = refusals.summarize();
    expect(counts).toEqual({
      totalRejections: 3,
      bySymbol: { BTCUSDT: 2, ETHUSDT: 1 },
      byStrategy: { strategy: 2, other: 1 },
      byComment: { "too many": 1, "not now": 2 },
    });
    expect(eventList).toEqual([events[2], events[1], events[0]]);
    expect(eventList[0]).toBe(events[2]);
    eventList.length = 0;
    expect(refusals.summarize().eventList).toHaveLength(3);
  });

  it("names that mean something to objects are names like others", () => {
    const refusals = new Refusals();
    ["__proto__", "constructor", "__proto__"].forEach((comment) => refusals.add(refused({ comment })));
    expect(Object.entries(refusals.summarize().byComment)).toEqual([
      ["__proto__", 2],
      ["constructor", 1],
    ]);
  });

  it("a rule with ever new words does not fill the memory: 1000 reasons are told apart, the others are counted together", () => {
    const refusals = new Refusals();
    for (let count = 0; count < 1005; count += 1) {
      refusals.add(refused({ comment: `reason ${count}` }));
    }
    refusals.add(refused({ comment: "reason 0" }));
    refusals.add(refused({ comment: "reason 1004" }));
    const { byComment, totalRejections, bySymbol } = refusals.summarize();
    expect(Object.keys(byComment)).toHaveLength(1001);
    expect([byComment["reason 0"], byComment["reason 999"], byComment["reason 1000"]]).toEqual([
      2,
      1,
      undefined,
    ]);
    expect(byComment["(other reasons)"]).toBe(6);
    expect([totalRejections, bySymbol["BTCUSDT"]]).toEqual([1007, 1007]);
  });

  it("all are counted, the newest are listed", () => {
    const refusals = new Refusals();
    for (let minute = 0; minute < EVENT_LIMIT + 2; minute += 1) {
      refusals.add(refused({ timestamp: at(minute) }));
    }
    const { eventList, totalRejections } = refusals.summarize();
    expect([totalRejections, eventList.length]).toEqual([EVENT_LIMIT + 2, EVENT_LIMIT]);
    expect(eventList[0]?.timestamp).toBe(at(EVENT_LIMIT + 1));
  });
});
