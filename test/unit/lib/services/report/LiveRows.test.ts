import { describe, expect, it } from "vitest";
import { LiveRows } from "../../../../../src/lib/services/report/LiveRows";
import { at } from "../../../client/signal-fixtures";
import { closedTrade, resultOf } from "./report-fixtures";

const LIVE = { backtest: false } as const;

const describeRows = (rows: LiveRows): string[] =>
  rows
    .list()
    .map(({ action, signalId, timestamp }) => [action, signalId, (timestamp - at(0)) / 60_000].join(" "));

describe("rows of a live report", () => {
  it("idle rows in a row are one, with the newest time", () => {
    const rows = new LiveRows();
    rows.add(resultOf("idle", LIVE), at(1));
    rows.add(resultOf("idle", { ...LIVE, price: 101 }), at(2));
    expect(rows.list()).toEqual([{ timestamp: at(2), action: "idle", currentPrice: 101 }]);
  });

  it("idle rows never pile up between trades", () => {
    const rows = new LiveRows();
    rows.add(resultOf("idle", LIVE), at(1));
    rows.add(resultOf("opened", { ...LIVE, id: "A", pendingAt: at(2) }), at(2));
    rows.add(resultOf("active", { ...LIVE, id: "A" }), at(3));
    rows.add(resultOf("active", { ...LIVE, id: "A" }), at(4));
    rows.add(closedTrade(1, 2, 5, { ...LIVE, id: "A" }), at(5));
    [6, 7, 8].forEach((minute) => rows.add(resultOf("idle", LIVE), at(minute)));
    expect(describeRows(rows)).toEqual(["idle  8", "closed A 5", "active A 4", "opened A 2", "idle  1"]);
  });

  it("a waiting order shows as the active row of its signal; created and cancelled orders are no rows", () => {
    const rows = new LiveRows();
    rows.add(resultOf("scheduled", { ...LIVE, id: "B" }), at(1));
    rows.add(resultOf("active", { ...LIVE, id: "B" }), at(2));
    rows.add(resultOf("cancelled", { ...LIVE, id: "B", until: 3 }), at(3));
    expect(describeRows(rows)).toEqual(["active B 2"]);
  });

  it("an order that fills has a row of its waiting, one of its opening, and one of the open position, in that order", () => {
    const rows = new LiveRows();
    [1, 2].forEach((minute) => rows.add(resultOf("active", { ...LIVE, id: "B" }), at(minute)));
    rows.add(resultOf("opened", { ...LIVE, id: "B", pendingAt: at(3) }), at(3));
    [4, 5].forEach((minute) => rows.add(resultOf("active", { ...LIVE, id: "B" }), at(minute)));
    expect(describeRows(rows)).toEqual(["active B 5", "opened B 3", "active B 2"]);
  });

  it("a closed row carries its result, reason and minutes", () => {
    const rows = new LiveRows();
    rows.add(closedTrade(-2.5, 1, 31, LIVE), at(31));
    expect(rows.list()).toEqual([
      expect.objectContaining({ pnl: -2.5, closeReason: "stop_loss", duration: 30, openPrice: 100 }),
    ]);
  });

  it("every closed trade stays, of the other rows the newest 1000", () => {
    const rows = new LiveRows();
    for (let trade = 0; trade < 2500; trade += 1) {
      rows.add(resultOf("opened", { ...LIVE, id: `t${trade}` }), at(trade));
      rows.add(closedTrade(1, trade, trade + 1, { ...LIVE, id: `t${trade}` }), at(trade + 1));
    }
    const list = rows.list();
    expect(list.filter(({ action }) => action === "closed")).toHaveLength(2500);
    expect(list.filter(({ action }) => action === "opened")).toHaveLength(1000);
    expect(list.slice(0, 3).map(({ action, signalId }) => `${action} ${signalId}`)).toEqual([
      "closed t2499",
      "opened t2499",
      "closed t2498",
    ]);
    expect(list.at(-1)).toMatchObject({ action: "closed", signalId: "t0" });
  });
});
