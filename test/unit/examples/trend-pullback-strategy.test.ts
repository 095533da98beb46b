import type { ICandleData } from "backtest-connection-kit";
import { describe, expect, it } from "vitest";
import {
  countHistoryMinutes,
  decideEntry,
  TREND_PULLBACK_DEFAULTS,
  type MarketView,
  type TrendPullbackParameters,
} from "../../../docs/examples/trend-pullback-strategy";

const PARAMETERS: TrendPullbackParameters = {
  ...TREND_PULLBACK_DEFAULTS,
  fastTrendHours: 2,
  slowTrendHours: 4,
  pullbackCandles: 4,
  breakoutCandles: 4,
  atrCandles: 3,
  retestAtr: 1,
  stopAtr: 2,
  targetAtr: 3,
  minBracketPercent: 0.6,
  lifetimeMinutes: 300,
};

/** Candles that close at the given prices and reach 1 above and below. */
const listCandles = (closes: readonly number[]): ICandleData[] =>
  closes.map((close, index) => ({
    timestamp: index,
    open: close,
    high: close + 1,
    low: close - 1,
    close,
    volume: 1,
  }));

/** The same prices seen in a mirror at 1000: what rises falls. */
const mirror = (view: MarketView): MarketView => {
  const turn = (candles: readonly ICandleData[]): ICandleData[] =>
    candles.map((candle) => ({
      ...candle,
      open: 2000 - candle.open,
      high: 2000 - candle.low,
      low: 2000 - candle.high,
      close: 2000 - candle.close,
    }));
  return { hours: turn(view.hours), quarters: turn(view.quarters), averagePrice: 2000 - view.averagePrice };
};

const RISING_HOURS = listCandles([980, 982, 984, 986, 988, 990, 992, 994, 996, 998, 1000, 1002]);
const PULLBACK = listCandles([996, 996, 997, 998, 999, 1000, 1001, 1002, 1000, 998, 998, 1001]);
const BREAKOUT = listCandles([996, 997, 998, 999, 1000, 1001, 1001, 1001, 1001, 1001, 1001, 1003]);
const QUIET = listCandles([1000, 1000, 1000, 1000, 1000, 1001, 1001, 1001, 1001, 1001, 1001, 1001]);

const AFTER_PULLBACK: MarketView = { hours: RISING_HOURS, quarters: PULLBACK, averagePrice: 1000 };
const AFTER_BREAKOUT: MarketView = { hours: RISING_HOURS, quarters: BREAKOUT, averagePrice: 1002 };

describe("decideEntry", () => {
  it("buys at the market when a pullback in a rising market is over", () => {
    expect(decideEntry(AFTER_PULLBACK, PARAMETERS)).toMatchObject({
      position: "long",
      note: "pullback is over",
      priceOpen: undefined,
      minuteEstimatedTime: 300,
    });
  });

  it("waits for the retest when the price breaks out of a rising market", () => {
    const signal = decideEntry(AFTER_BREAKOUT, PARAMETERS);
    // True ranges of the quarters: 2 each, the last from 1001 to 1004; Wilder's average of three.
    const quarterAtr = (2 * 2 + 3) / 3;
    expect(signal).toMatchObject({ position: "long", note: "retest of a breakout" });
    expect(signal?.priceOpen).toBeCloseTo(1003 - quarterAtr, 10);
  });

  it("puts the stop at quarter-hour ranges and the target at hourly ones, never closer than the minimum", () => {
    const wide = decideEntry(AFTER_BREAKOUT, { ...PARAMETERS, minBracketPercent: 0.01 });
    const entry = wide?.priceOpen ?? Number.NaN;
    // True ranges of the hours: from the previous close to 1 above the next, which is 3.
    expect(wide?.priceStopLoss).toBeCloseTo(entry - 2 * (7 / 3), 10);
    expect(wide?.priceTakeProfit).toBeCloseTo(entry + 3 * 3, 10);
    const close = decideEntry(AFTER_BREAKOUT, { ...PARAMETERS, minBracketPercent: 1 });
    expect(close?.priceStopLoss).toBeCloseTo(entry * 0.99, 10);
    expect(close?.priceTakeProfit).toBeCloseTo(entry * 1.01, 10);
  });

  it.each([
    ["the last close above the average price", 1000, 1001],
    ["an average price above the last close", 1002, 1002],
  ])("measures the brackets of a purchase from %s", (_case, averagePrice, entry) => {
    const signal = decideEntry({ ...AFTER_PULLBACK, averagePrice }, PARAMETERS);
    expect(signal?.priceStopLoss).toBeCloseTo(entry * (1 - 0.006), 10);
  });

  it.each([
    ["pullback", AFTER_PULLBACK],
    ["breakout", AFTER_BREAKOUT],
  ])("sells after a %s in a falling market as it buys in a rising one", (_case, view) => {
    const parameters = { ...PARAMETERS, minBracketPercent: 0.01 };
    const long = decideEntry(view, parameters);
    const short = decideEntry(mirror(view), parameters);
    expect(short?.position).toBe("short");
    expect(short?.note).toBe(long?.note);
    expect(short?.priceStopLoss).toBeCloseTo(2000 - (long?.priceStopLoss ?? Number.NaN), 8);
    expect(short?.priceTakeProfit).toBeCloseTo(2000 - (long?.priceTakeProfit ?? Number.NaN), 8);
  });

  it.each([
    ["without a trend", { ...AFTER_PULLBACK, hours: listCandles(Array.from({ length: 12 }, () => 1000)) }],
    ["against the trend", { ...AFTER_BREAKOUT, hours: mirror(AFTER_PULLBACK).hours }],
    ["when nothing happens", { ...AFTER_PULLBACK, quarters: QUIET }],
    ["with too few hours", { ...AFTER_PULLBACK, hours: RISING_HOURS.slice(1) }],
    ["with too few quarters", { ...AFTER_PULLBACK, quarters: PULLBACK.slice(1) }],
  ])("does nothing %s", (_case, view) => {
    expect(decideEntry(view, PARAMETERS)).toBeNull();
  });
});

describe("countHistoryMinutes", () => {
  it("covers three lengths of the slowest average", () => {
    expect(countHistoryMinutes(PARAMETERS)).toBe(4 * 3 * 60);
    expect(countHistoryMinutes({ ...PARAMETERS, pullbackCandles: 100 })).toBe(100 * 3 * 15);
    expect(countHistoryMinutes({ ...PARAMETERS, breakoutCandles: 400 })).toBe(402 * 15);
  });
});
