import { describe, expect, it } from "vitest";
import { CandleSeries } from "../../../src/client/candle-series";
import { CANDLE_NUMBERS } from "../../../src/math/candle-numbers";
import { PriceOutline } from "../../../src/math/price-outline";
import { createCandle, createCandles, MINUTE, START } from "./exchange-fixture";

const candles = createCandles(START, 5);

const timesOf = (series: CandleSeries): number[] => series.toCandles().map(({ timestamp }) => timestamp);

const at = (minute: number): number => START + minute * MINUTE;

describe("CandleSeries", () => {
  it("has the numbers of its candles", () => {
    const series = CandleSeries.of(candles);
    const read = candles.map((_, index) => {
      const shown = { ...createCandle(START) };
      series.show(index, shown);
      return { ...shown, timestamp: series.timeAt(index), close: series.closeAt(index) };
    });
    expect(read).toEqual(candles);
  });

  it("shows nobody what lies behind its end, whatever is asked for (H1)", () => {
    const numbers = new Float64Array(4 * CANDLE_NUMBERS);
    numbers.forEach((_, place) => {
      numbers[place] = place < 2 * CANDLE_NUMBERS ? 1 : 1000;
    });
    const series = new CandleSeries(numbers, 0, 2);
    expect(Reflect.set(series, "length", 4)).toBe(false);
    const moving = { calls: 0, valueOf: () => (moving.calls += 1) };
    const indexes: unknown[] = [
      2,
      3,
      1.5,
      2 - 1 / 6,
      -0.5,
      "1",
      "2",
      NaN,
      Infinity,
      moving,
      new Date(1),
      [2],
      1n,
    ];
    for (const index of indexes) {
      const shown = { timestamp: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 };
      Reflect.apply(series.show, series, [index, shown]);
      const methods = [series.timeAt, series.closeAt];
      const read = methods.map((method): unknown => Reflect.apply(method, series, [index]));
      expect([...Object.values(shown), ...read].filter((value) => value === 1000)).toEqual([]);
    }
    for (const count of [0.5, 1.5, 3, -1, NaN, Infinity]) {
      expect(JSON.stringify(series.takeLast(count))).not.toContain("1000");
      expect(JSON.stringify([series.takeFrom(0, count), series.takeFrom(count, 2)])).not.toContain("1000");
      expect([series.averagePrice(0, count), series.averagePrice(count, 2)]).not.toContain(1000);
    }
  });

  it("has parts, as far as it goes", () => {
    const series = CandleSeries.of(candles).takeFrom(1, 3);
    expect(series.toCandles()).toEqual(candles.slice(1, 4));
    expect(series.takeFrom(1, 1).toCandles()).toEqual([candles[2]]);
    expect(series.takeFrom(2, 9).toCandles()).toEqual([candles[3]]);
    expect(series.takeFrom(9, 1).length).toBe(0);
  });

  it("draws its candles, and none behind its end, on an outline of the price, and gives nothing else a look (H1)", () => {
    const numbers = new Float64Array(5 * CANDLE_NUMBERS);
    candles.forEach((candle, index) => numbers.set(Object.values(candle), index * CANDLE_NUMBERS));
    const series = new CandleSeries(numbers, 1, 3);
    const outline = new PriceOutline();
    series.drawOn(outline);
    expect(outline.bars()).toEqual(
      candles.slice(1, 4).map(({ timestamp, open, high, low, close }) => ({
        time: timestamp,
        open,
        high,
        low,
        close,
      })),
    );
    const seen: unknown[] = [];
    series.drawOn({ add: (...values) => seen.push(...values) });
    expect(seen).toEqual([]);
  });

  it("has an empty one that nobody can fill", () => {
    expect(Object.isFrozen(CandleSeries.EMPTY)).toBe(true);
    expect(Reflect.set(CandleSeries.EMPTY, "length", 3)).toBe(false);
    expect(CandleSeries.EMPTY).toHaveLength(0);
  });

  it("makes one object show them one after the other, and no number beyond the ends", () => {
    const series = CandleSeries.of(candles);
    const shown = { ...createCandle(START) };
    const seen = [-1, 0, 4, 5].map((index) => {
      series.show(index, shown);
      return { ...shown };
    });
    const none = { timestamp: NaN, open: NaN, high: NaN, low: NaN, close: NaN, volume: NaN };
    expect(seen).toEqual([none, candles[0], candles[4], none]);
  });

  it("makes objects of them that are frozen, in a list of the caller's own", () => {
    const series = CandleSeries.of(candles);
    const list = series.toCandles();
    expect(list).toEqual(candles);
    expect(list.every((candle) => Object.isFrozen(candle))).toBe(true);
    list.pop();
    expect(series.toCandles()).toHaveLength(5);
  });

  it("has no number beyond its ends, also where others have some", () => {
    const numbers = new Float64Array(4 * CANDLE_NUMBERS).fill(7);
    const series = new CandleSeries(numbers, 1, 2);
    expect([-1, 0, 1, 2].map((index) => series.closeAt(index))).toEqual([NaN, 7, 7, NaN]);
  });

  it("shows nobody the numbers of others", () => {
    const series = new CandleSeries(new Float64Array(4 * CANDLE_NUMBERS).fill(7), 1, 2);
    expect(Reflect.ownKeys(series)).toEqual([]);
    expect(JSON.parse(JSON.stringify(series))).toEqual(series.toCandles());
  });

  it("tells the open of its newest candle, and of none without one", () => {
    expect(CandleSeries.of(candles).newestTime).toBe(at(4));
    expect(CandleSeries.EMPTY.newestTime).toBeNaN();
  });

  it("averages some of its candles, and none beyond its ends", () => {
    const numbers = new Float64Array(4 * CANDLE_NUMBERS);
    numbers.forEach((_, place) => {
      numbers[place] = Math.floor(place / CANDLE_NUMBERS) + 1;
    });
    const series = new CandleSeries(numbers, 1, 2);
    expect([series.averagePrice(0, 1), series.averagePrice(1, 2)]).toEqual([2, 3]);
    expect([series.averagePrice(), series.averagePrice(-1, 5)]).toEqual([2.6, 2.6]);
    expect([series.averagePrice(1, 1), series.averagePrice(2, 3), series.averagePrice(-1, 0)]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it("takes the last ones, and those before a time", () => {
    const series = CandleSeries.of(candles);
    expect(timesOf(series.takeLast(2))).toEqual([at(3), at(4)]);
    expect(timesOf(series.takeLast(2).takeBefore(at(4)))).toEqual([at(3)]);
    expect(timesOf(series.takeBefore(at(2)))).toEqual([at(0), at(1)]);
    expect(timesOf(series.takeBefore(at(2) + 1))).toEqual([at(0), at(1), at(2)]);
    expect(timesOf(series.takeBefore(at(0)))).toEqual([]);
    expect(series.takeBefore(at(5))).toBe(series);
  });

  it("joins what is newer in another one", () => {
    const [early, late] = [CandleSeries.of(candles.slice(0, 3)), CandleSeries.of(candles.slice(1))];
    expect(early.joinNewer(late).toCandles()).toEqual(candles);
    expect(late.joinNewer(early).toCandles()).toEqual(candles.slice(1));
    expect(CandleSeries.EMPTY.joinNewer(late).toCandles()).toEqual(candles.slice(1));
    expect(late.joinNewer(CandleSeries.EMPTY).toCandles()).toEqual(candles.slice(1));
  });
});
