import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toBars } from "../../../../../../../src/lib/services/report/html/page/series";
import {
  clusterMarks,
  toMarks,
  type IMark,
} from "../../../../../../../src/lib/services/report/html/page/trade-clusters";
import { TRADE_COLUMNS } from "../../../../../../../src/lib/services/report/html/page/trade-columns";
import {
  compareCells,
  filterTrades,
  NO_FILTER,
  sortTrades,
} from "../../../../../../../src/lib/services/report/html/page/trade-selection";
import { createOutline, createTrades } from "../../../../../../support/html-report";

const trades = createTrades(200);
const bars = toBars(createOutline());

const mark = fc.record<IMark>({
  bar: fc.integer({ min: 0, max: 500 }),
  kind: fc.constantFrom("longEntry", "shortEntry", "gain", "loss"),
});

describe("marks of trades on candles", () => {
  it("every trade within the candles has an entry of its side and an exit of its result", () => {
    const marks = toMarks(trades, bars);
    const count = (kind: string): number => marks.filter((one) => one.kind === kind).length;
    expect(count("longEntry")).toBe(trades.filter(({ position }) => position === "long").length);
    expect(count("shortEntry")).toBe(trades.filter(({ position }) => position === "short").length);
    expect(count("loss")).toBe(trades.filter(({ pnl }) => pnl < 0).length);
    expect(marks).toHaveLength(400);
  });

  it("a trade from before the candles or without a time has no mark", () => {
    const [trade] = trades.map((one) => ({ ...one, entryTime: null, exitTime: 0 }));
    expect(toMarks(trade === undefined ? [] : [trade], bars)).toEqual([]);
  });

  it("clusters lose no mark in view, count none outside, and are no more than there is room for", () => {
    const range = fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 500 }));
    fc.assert(
      fc.property(fc.array(mark), range, fc.integer({ min: 1, max: 50 }), (marks, [one, other], groups) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const clusters = clusterMarks(marks, from, to, groups);
        const inView = marks.filter(({ bar }) => bar >= from && bar <= to);
        expect(clusters.reduce((sum, { count }) => sum + count, 0)).toBe(inView.length);
        expect(clusters.every(({ bar }) => bar >= from && bar <= to)).toBe(true);
        expect(clusters.length).toBeLessThanOrEqual(4 * (groups + 1));
      }),
    );
  });

  it("few bars in view keep every mark at its own bar", () => {
    const marks: IMark[] = [3, 4, 4].map((bar) => ({ bar, kind: "gain" }));
    expect(clusterMarks(marks, 0, 9, 10)).toEqual([
      { bar: 3, kind: "gain", count: 1 },
      { bar: 4, kind: "gain", count: 2 },
    ]);
  });

  it("a view with no room at all still has its marks, together", () => {
    expect(clusterMarks([{ bar: 3, kind: "loss" }], 0, 9, 0)).toEqual([{ bar: 5, kind: "loss", count: 1 }]);
  });
});

describe("which trades the table shows", () => {
  it("without a filter all of them, in their order", () => {
    expect(filterTrades(trades, NO_FILTER)).toEqual(trades);
  });

  it("words are found in any case and any text of the trade, all of them", () => {
    expect(
      filterTrades(trades, { ...NO_FILTER, text: " SIGNAL-17  btc " }).map(({ signalId }) => signalId),
    ).toEqual(trades.map(({ signalId }) => signalId).filter((id) => id.includes("signal-17")));
    expect(filterTrades(trades, { ...NO_FILTER, text: "signal-17 ethereum" })).toEqual([]);
  });

  it.each([
    ["position", "long"],
    ["closeReason", "time_expired"],
  ] as const)("by %s only those that have it", (field, value) => {
    const found = filterTrades(trades, { ...NO_FILTER, [field]: value });
    expect(found).toEqual(trades.filter((trade) => trade[field] === value));
    expect(found.length).toBeGreaterThan(0);
  });

  it.each(TRADE_COLUMNS.map((column) => [column.label, column] as const))("sorts by %s", (_, column) => {
    const rising = sortTrades(trades, column, "ascending").map(column.value);
    const falling = sortTrades(trades, column, "descending").map(column.value);
    expect(
      rising.every(
        (value, index) => index === 0 || compareCells(rising[index - 1] ?? null, value, "ascending") <= 0,
      ),
    ).toBe(true);
    expect(falling).toEqual([...rising].reverse());
  });

  it("what has no value comes last, whichever way", () => {
    for (const direction of ["ascending", "descending"] as const) {
      expect([3, null, 1, null].sort((one, other) => compareCells(one, other, direction)).slice(2)).toEqual([
        null,
        null,
      ]);
    }
  });

  it("numbers in texts are ordered by size", () => {
    expect(["signal-10", "signal-9"].sort((one, other) => compareCells(one, other, "ascending"))).toEqual([
      "signal-9",
      "signal-10",
    ]);
  });
});
