import { describe, expect, it } from "vitest";
import { EVENT_LIMIT, OrderBook } from "../../../../../src/lib/services/report/OrderBook";
import { at } from "../../../client/signal-fixtures";
import { closedTrade, resultOf } from "./report-fixtures";

const order = (id: string, minute: number, backtest = true) =>
  resultOf("scheduled", { id, scheduledAt: at(minute), pendingAt: at(minute), backtest });
const fill = (id: string, from: number, until: number, backtest = true) =>
  resultOf("opened", { id, entry: "limit", scheduledAt: at(from), pendingAt: at(until), backtest });
const cancel = (id: string, from: number, until: number) =>
  resultOf("cancelled", { id, scheduledAt: at(from), pendingAt: at(from), until });

describe("limit orders of a run", () => {
  it("nothing: zeros, and null where there is nothing to divide", () => {
    expect(new OrderBook().summarize()).toEqual({
      eventList: [],
      totalEvents: 0,
      totalScheduled: 0,
      totalOpened: 0,
      totalCancelled: 0,
      cancellationRate: null,
      activationRate: null,
      avgWaitTime: null,
      avgActivationTime: null,
      fillRate: null,
      totalWaiting: 0,
      byReason: {},
    });
  });

  it("a fill is told by the entry of its row: ids may come again, and an order may fill in the minute of a restart", () => {
    const orders = new OrderBook();
    orders.add(order("a", 0));
    orders.add(fill("a", 0, 4));
    orders.add(closedTrade(1, 4, 9));
    orders.add(resultOf("opened", { id: "a" }));
    orders.add(closedTrade(1, 10, 11));
    const restarted = new OrderBook();
    restarted.add(fill("a", 4, 4, false));
    expect([orders, restarted].map((book) => book.summarize().totalOpened)).toEqual([1, 1]);
  });

  it("are counted with how long they waited and why they ended; a market entry is no order", () => {
    const orders = new OrderBook();
    orders.add(order("a", 0));
    orders.add(fill("a", 0, 4));
    orders.add(closedTrade(1, 4, 9));
    orders.add(resultOf("opened", { id: "market" }));
    orders.add(closedTrade(1, 10, 11));
    orders.add(order("b", 12));
    orders.add(cancel("b", 12, 22));
    orders.add(order("c", 30));
    expect(orders.summarize()).toMatchObject({
      totalEvents: 5,
      totalScheduled: 3,
      totalOpened: 1,
      totalCancelled: 1,
      activationRate: 100 / 3,
      cancellationRate: 100 / 3,
      avgActivationTime: 4,
      avgWaitTime: 10,
      fillRate: 50,
      totalWaiting: 1,
      byReason: { timeout: 1 },
    });
    expect(orders.summarize().eventList.map(({ action, signalId }) => `${action} ${signalId}`)).toEqual([
      "scheduled c",
      "cancelled b",
      "scheduled b",
      "opened a",
      "scheduled a",
    ]);
  });

  it("in a back-test a fill follows with the close of its position: until then the order is on top", () => {
    const orders = new OrderBook();
    orders.add(order("a", 0));
    orders.add(fill("a", 0, 4));
    expect(orders.summarize()).toMatchObject({ totalScheduled: 1, totalOpened: 0 });
    expect(orders.summarize().eventList[0]?.action).toBe("scheduled");
    orders.add(closedTrade(1, 4, 9));
    expect(orders.summarize().totalOpened).toBe(1);
  });

  it("a fill whose position never closes follows with the end of the run", () => {
    const orders = new OrderBook();
    orders.add(order("a", 0));
    orders.add(fill("a", 0, 4));
    orders.finish();
    orders.finish();
    expect(orders.summarize()).toMatchObject({ totalOpened: 1, totalEvents: 2 });
  });

  it("in live a fill is there at once", () => {
    const orders = new OrderBook();
    orders.add(order("a", 0, false));
    orders.add(fill("a", 0, 4, false));
    expect(orders.summarize()).toMatchObject({ totalOpened: 1, totalEvents: 2 });
  });

  it("all are counted, the newest are listed", () => {
    const orders = new OrderBook();
    for (let minute = 0; minute < EVENT_LIMIT + 5; minute += 1) {
      orders.add(order(`o${minute}`, minute));
    }
    const { totalScheduled, totalEvents, eventList } = orders.summarize();
    expect([totalScheduled, totalEvents, eventList.length]).toEqual([
      EVENT_LIMIT + 5,
      EVENT_LIMIT + 5,
      EVENT_LIMIT,
    ]);
    expect(eventList[0]?.signalId).toBe(`o${EVENT_LIMIT + 4}`);
  });
});
