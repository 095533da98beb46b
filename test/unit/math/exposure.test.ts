import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exposure } from "../../../src/math/exposure";
import type { TradeResult } from "../../../src/math/trade-result";
import { expectClose, expectFigure, trade, wildTrades } from "./metric-fixtures";

const open = (openTime: number, closeTime: number): TradeResult => trade({ openTime, closeTime });

/** Looks at every millisecond of the span. */
const naive = (trades: readonly TradeResult[], start: number, end: number): number => {
  let covered = 0;
  for (let time = start; time < end; time += 1) {
    covered += trades.some(({ openTime, closeTime }) => openTime <= time && time < closeTime) ? 1 : 0;
  }
  return (covered / (end - start)) * 100;
};

const intervals = fc.array(fc.tuple(fc.nat(120), fc.nat(30)), { maxLength: 12 });

describe("exposure", () => {
  it("is 0 without trades", () => {
    expect(exposure([], 0, 100)).toBe(0);
  });

  it("is null for a span that is not above zero", () => {
    expect([exposure([open(0, 5)], 7, 7), exposure([], 7, 6), exposure([], NaN, 6)]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it("is the share of the time a position was open", () => {
    expect(exposure([open(10, 20)], 0, 100)).toBe(10);
    expect(exposure([open(10, 20), open(20, 40), open(90, 100)], 0, 100)).toBe(40);
  });

  it("counts time in which several were open once", () => {
    expect(exposure([open(10, 30), open(20, 40)], 0, 100)).toBe(30);
    expect(exposure([open(10, 90), open(20, 30), open(40, 50)], 0, 100)).toBe(80);
    expect(exposure([open(10, 20), open(10, 20), open(10, 20)], 0, 100)).toBe(10);
  });

  it("takes trades in the order of their closes, in which an early opening comes late", () => {
    expect(exposure([open(20, 30), open(40, 50), open(0, 60)], 0, 100)).toBe(60);
  });

  it("leaves out what lies outside of the span", () => {
    expect(exposure([open(-50, 10), open(90, 500)], 0, 100)).toBe(20);
    expect(exposure([open(-50, -10), open(100, 500)], 0, 100)).toBe(0);
    expect(exposure([open(-50, 500)], 0, 100)).toBe(100);
  });

  it("is 0 for trades that took no time, or a negative one", () => {
    expect(exposure([open(10, 10), open(30, 20)], 0, 100)).toBe(0);
  });

  it("is what looking at every millisecond gives", () => {
    fc.assert(
      fc.property(intervals, (list) => {
        const trades = list.map(([start, length]) => open(start, start + length));
        expectClose(exposure(trades, 10, 110), naive(trades, 10, 110));
      }),
    );
  });

  it("is that of 100 000 trades, one minute of each two", () => {
    const trades = Array.from({ length: 100_000 }, (_, index) =>
      open(index * 120_000, index * 120_000 + 60_000),
    );
    expect(exposure(trades, 0, 100_000 * 120_000)).toBe(50);
  });

  it("never gives NaN", () => {
    fc.assert(fc.property(wildTrades, (trades) => expectFigure(exposure(trades, 0, 1e300))));
    fc.assert(
      fc.property(fc.double(), fc.double(), (start, end) => expectFigure(exposure([trade()], start, end))),
    );
  });
});
