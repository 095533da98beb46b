import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CandleRows, readAnswer } from "../../../src/client/candle-rows";
import { createCandle, createCandles, MINUTE, START, toRows } from "./exchange-fixture";

describe("readAnswer", () => {
  const read = {
    exchangeName: "memory",
    symbol: "BTCUSDT",
    interval: "1m",
    step: 60_000,
    since: START,
    until: START + 60_000,
    limit: 1,
  } as const;

  it("reads every field once, so that what is judged is what is stored", () => {
    const reads: Record<string, number> = {};
    const lazy = new Proxy(createCandle(START), {
      get: (candle, field) => {
        reads[String(field)] = (reads[String(field)] ?? 0) + 1;
        return reads[String(field)] === 1 ? Reflect.get(candle, field) : -7;
      },
    });
    expect(readAnswer([lazy], read, new CandleRows()).rowAt(0)).toEqual(createCandle(START));
    expect(reads).toEqual({ timestamp: 1, open: 1, high: 1, low: 1, close: 1, volume: 1 });
    expect(Object.keys(reads)).toEqual(["timestamp", "open", "high", "low", "close", "volume"]);
  });

  it("a hole in the list is a row without a timestamp", () => {
    const answer: unknown[] = [createCandle(START)];
    answer.length = 2;
    expect(() => readAnswer(answer, read, new CandleRows())).toThrow("candle[1] without a timestamp");
  });

  it("keeps rows as they are: their times, their values, and what is no number", () => {
    const rows = [
      ...createCandles(START, 2),
      { ...createCandle(START + 2 * MINUTE), high: "7", volume: null },
    ];
    const read = toRows(rows);
    expect(read.length).toBe(3);
    expect(rows.map((_row, index) => read.rowAt(index))).toEqual(rows);
    expect(rows.map((_row, index) => read.timeAt(index))).toEqual(rows.map(({ timestamp }) => timestamp));
    expect([0, 1, 2, 3, 4].map((column) => read.valueAt(1, column))).toEqual([101, 102, 100, 101, 1]);
    expect([0, 1, 2, 3, 4].map((column) => read.valueAt(2, column))).toEqual([NaN, NaN, NaN, NaN, NaN]);
  });

  it("takes more rows than it expected, and does not trust a length", () => {
    const rows = createCandles(START, 25_000);
    const read = toRows(rows);
    expect(read.length).toBe(25_000);
    expect(read.rowAt(24_999)).toEqual(rows[24_999]);
    const endless: unknown[] = [createCandle(START)];
    endless.length = 4_000_000_000;
    expect(() => toRows(endless as object[])).toThrow("candle[1] without a timestamp");
  });

  it("takes the next answer into the same memory, unless the one before was very long", () => {
    const rows = new CandleRows();
    const { numbers } = readAnswer(createCandles(START, 3), read, rows);
    expect(readAnswer(createCandles(START + MINUTE, 2), read, rows).numbers).toBe(numbers);
    expect([rows.length, rows.timeAt(0)]).toEqual([2, START + MINUTE]);
    const length = readAnswer(createCandles(START, 25_000), read, rows).numbers.length;
    expect(readAnswer([createCandle(START)], read, rows).numbers.length).toBeLessThan(length);
  });

  it.each([2.5, 3n])("takes rows as long as there are some when the length of the list is %s", (length) => {
    const rows = createCandles(START, 3);
    const answer = new Proxy(rows, {
      get: (list, key) => (key === "length" ? length : Reflect.get(list, key)),
    });
    const taken = readAnswer(answer, read, new CandleRows());
    expect([0, 1, 2].map((index) => taken.rowAt(index))).toEqual(rows);
  });

  it("keeps any values as they are, and fails at the first time that is none, or none in milliseconds", () => {
    const edges = [1e11 - 1, 1e11, 1e14 - 1, 1e14, 1, 0, -1, START, 2 * START];
    const time = fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(START, START + 1, START - MINUTE) },
      { weight: 1, arbitrary: fc.constantFrom<unknown>(...edges, NaN, Infinity, "1", undefined, null) },
    );
    const value = fc.oneof(fc.double(), fc.constantFrom<unknown>("1", null, undefined, 7n, -0));
    const row = fc.record({
      timestamp: time,
      open: value,
      high: value,
      low: value,
      close: fc.double(),
      volume: fc.double(),
    });
    const describeTime = (timestamp: unknown, since: number): string | null => {
      if (typeof timestamp !== "number" || !Number.isFinite(timestamp)) {
        return "without a timestamp";
      }
      const isShort = since >= 1e11 && timestamp > 0 && timestamp < 1e11;
      const isLong = since < 1e14 && timestamp >= 1e14;
      const unit = isShort ? "seconds" : isLong ? "microseconds" : null;
      return unit && `with timestamp ${timestamp}, which looks like ${unit}`;
    };
    const used = new CandleRows();
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 12 }),
        fc.constantFrom(START, 1e11 - 1, 1e11, 1e14, 1e14 - 1),
        fc.nat({ max: 12 }),
        (rows, since, limit) => {
          const problems = rows.map(({ timestamp }) => describeTime(timestamp, since));
          const first = problems.findIndex((problem) => problem !== null);
          const readRows = (): CandleRows => readAnswer(rows, { ...read, since, limit }, used);
          if (first >= 0) {
            expect(readRows).toThrow(
              `the candle adapter answered with candle[${first}] ${problems[first]} (`,
            );
            return;
          }
          const taken = readRows();
          expect(rows.map((_, index) => taken.rowAt(index))).toEqual(rows);
          expect(taken.length).toBe(rows.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});
