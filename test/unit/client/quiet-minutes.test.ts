import { describe, expect, it } from "vitest";
import { CandleSeries } from "../../../src/client/candle-series";
import type { ICandleData, IMinuteCursor, IQuietBand } from "../../../src/interfaces/Exchange.interface";
import { at, candle } from "./signal-fixtures";

const BAND: IQuietBand = {
  lowest: 90,
  highest: 110,
  lowestAverage: 99,
  highestAverage: 101,
  averageSince: at(0),
  until: at(100),
};

const flat = (minute: number, price = 100, volume = 1): ICandleData =>
  candle(minute, price, price, price, price, volume);

/** A cursor of which minute 0 is the next. */
const beforeFirst = (): IMinuteCursor => ({ openTime: at(-1), start: 0, end: 0 });

/** How many minutes from minute 0 on are passed over. */
const pass = (candles: readonly ICandleData[], band: Partial<IQuietBand> = {}, windowMinutes = 3): number => {
  const cursor = beforeFirst();
  CandleSeries.of(candles).passQuiet(cursor, windowMinutes, { ...BAND, ...band });
  return (cursor.openTime - at(-1)) / (at(1) - at(0));
};

/** Quiet minutes, with one in place of minute 4. */
const around = (minute: ICandleData): ICandleData[] =>
  [0, 1, 2, 3].map((n) => flat(n)).concat(minute, flat(5));

describe("quiet minutes are passed over", () => {
  it("up to the last that ends before the time given, with candles and without", () => {
    expect(pass([flat(0), flat(1), flat(2)], { until: at(3) })).toBe(2);
    expect(pass([flat(0), flat(1), flat(2)], { until: at(3) + 1 })).toBe(3);
    expect(pass([flat(0), flat(7)], { until: at(6) })).toBe(5);
    expect(pass([], { until: at(6) })).toBe(5);
    expect(pass([flat(0)], { until: at(1) })).toBe(0);
  });

  it.each<[string, ICandleData]>([
    ["whose low reaches the lower edge", candle(4, 100, 100, 90, 100)],
    ["whose high reaches the upper edge", candle(4, 100, 110, 100, 100)],
    ["that opens on the lower edge, its low above", candle(4, 90, 100, 95, 100)],
    ["that opens on the upper edge, its high below", candle(4, 110, 105, 100, 100)],
    ["that closes on the lower edge, its low above", candle(4, 100, 100, 95, 90)],
    ["that closes on the upper edge, its high below", candle(4, 100, 105, 100, 110)],
  ])("up to a candle %s", (_, minute) => {
    const band = { lowestAverage: -Infinity, highestAverage: Infinity };
    expect(pass(around(minute), { ...band, until: at(7) })).toBe(4);
  });

  it("a candle a little inside of the edges is none to stop at", () => {
    const band = { lowestAverage: -Infinity, highestAverage: Infinity, until: at(7) };
    expect(pass(around(candle(4, 100, 109.999, 90.001, 100)), band)).toBe(6);
  });

  it("up to the minute whose running average reaches an edge, which a candle beyond it alone does not", () => {
    expect(pass(around(flat(4, 102.9)), { until: at(7) })).toBe(6);
    expect(pass(around(flat(4, 103)), { until: at(7) })).toBe(4);
    expect(pass(around(flat(4, 97.1)), { until: at(7) })).toBe(6);
    expect(pass(around(flat(4, 97)), { until: at(7) })).toBe(4);
  });

  it("a candle beyond the edge counts as long as it is in the window", () => {
    const candles = [flat(0, 105, 1), flat(1, 100, 9), flat(2, 100, 0), flat(3, 100, 0), flat(4, 100, 1)];
    // Without the volume of minute 1 the average of minute 3 would be what minute 0 leaves of it.
    expect(pass(candles, { until: at(6), averageSince: at(1) })).toBe(5);
    expect(pass(candles, { until: at(6) })).toBe(0);
    expect(pass([flat(0, 100, 9), flat(1, 102, 4), flat(2, 100, 0), flat(3, 100, 0)], { until: at(9) })).toBe(
      3,
    );
  });

  it("candles of the window before the cursor count too", () => {
    const series = CandleSeries.of([flat(0, 108, 9), flat(1), flat(2)]);
    const cursor: IMinuteCursor = { openTime: at(0), start: 0, end: 1 };
    series.passQuiet(cursor, 3, { ...BAND, until: at(9) });
    expect(cursor).toEqual({ openTime: at(0), start: 0, end: 1 });
    series.passQuiet(cursor, 3, { ...BAND, averageSince: at(1), until: at(9) });
    expect(cursor.openTime).toBe(at(7));
  });

  it("an average of volumes too small to keep their digits is taken as it is", () => {
    // 103 · 5e-324 / 5e-324 is exact, but 100.4 · 5e-324 is 100 times the least number there is.
    expect(pass([flat(0, 100.4, 5e-324)], { lowestAverage: 100.2, highestAverage: 101, until: at(2) })).toBe(
      0,
    );
    expect(pass([flat(0, 100.4, 1)], { lowestAverage: 100.2, highestAverage: 101, until: at(2) })).toBe(1);
  });

  it("an average of volumes too large for their sum, too", () => {
    expect(pass([flat(0, 100, 1e307)], { until: at(2) })).toBe(0);
  });

  it("a candle off the minute is no candle of a minute, but one of the windows", () => {
    const late = { ...flat(1, 89), timestamp: at(1) + 30_000 };
    const candles = [flat(0), flat(1), late, flat(3)];
    expect(pass(candles, { lowestAverage: -Infinity, until: at(9) })).toBe(8);
    expect(pass(candles, { until: at(9) })).toBe(2);
  });

  it("leaves the cursor at the last of them, as a tape would", () => {
    const cursor = beforeFirst();
    CandleSeries.of([0, 1, 2, 4, 5].map((n) => flat(n))).passQuiet(cursor, 3, { ...BAND, until: at(6) });
    expect(cursor).toEqual({ openTime: at(4), start: 2, end: 4 });
  });
});

describe("a series that is a part of a longer list", () => {
  const numbers = new Float64Array([0, 1, 2, 3].flatMap((n) => [at(n), 100, n > 1 ? 120 : 100, 100, 100, 1]));
  const part = new CandleSeries(numbers, 0, 2);

  it("knows nothing of the candles behind it", () => {
    const cursor = beforeFirst();
    part.passQuiet(cursor, 3, { ...BAND, until: at(9) });
    expect(cursor).toMatchObject({ openTime: at(7), end: 2 });
  });

  it("shows nothing of them to a cursor that points behind it, or moves while it is read", () => {
    const cursor = { openTime: at(2), start: 1, end: 3 };
    part.passQuiet(cursor, 3, { ...BAND, until: at(9) });
    expect(cursor).toMatchObject({ openTime: at(7), end: 2 });
    let reads = 0;
    const moving = {
      openTime: at(2),
      start: 1,
      get end() {
        return (reads += 1) > 1 ? 3 : 2;
      },
      set end(_index: number) {
        // Stays as it is.
      },
    };
    part.passQuiet(moving, 3, { ...BAND, until: at(9) });
    expect(moving.openTime).toBe(at(7));
  });

  it("begins where it begins", () => {
    const cursor = { openTime: at(2), start: -5, end: -5 };
    new CandleSeries(numbers, 3, 1).passQuiet(cursor, 1, { ...BAND, averageSince: -Infinity, until: at(9) });
    expect(cursor).toEqual({ openTime: at(2), start: 0, end: 0 });
  });
});
