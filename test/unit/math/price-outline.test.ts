import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MINUTE_MS } from "../../../src/math/interval";
import { PriceOutline, type IOutlineBar } from "../../../src/math/price-outline";

interface OutlineCandle {
  readonly timestamp: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** A candle so many minutes after the epoch. */
const candleAt = (minute: number, open: number, high: number, low: number, close: number): OutlineCandle => ({
  timestamp: minute * MINUTE_MS,
  open,
  high,
  low,
  close,
});

const flat = (minute: number, price = 100): OutlineCandle => candleAt(minute, price, price, price, price);

/** Adds candles that lie somewhere in a longer list. */
const addAll = (outline: PriceOutline, candles: readonly OutlineCandle[]): void => {
  const neighbor = [1e15, 7e7, 8e7, -9e7, 7e7, 1];
  const rows = candles.map(({ timestamp, open, high, low, close }) => [timestamp, open, high, low, close, 1]);
  outline.add(Float64Array.from([neighbor, ...rows, neighbor].flat()), 1, candles.length);
};

const addOne = (outline: PriceOutline, candle: OutlineCandle): void => addAll(outline, [candle]);

const outlineOf = (candles: readonly OutlineCandle[], maximumBars?: number): PriceOutline => {
  const outline = new PriceOutline(maximumBars);
  candles.forEach((candle) => addOne(outline, candle));
  return outline;
};

/** Minute and prices of each bar. */
const rowsOf = (outline: PriceOutline): number[][] =>
  outline.bars().map(({ time, open, high, low, close }) => [time / MINUTE_MS, open, high, low, close]);

describe("PriceOutline", () => {
  it("has no bars before the first candle", () => {
    expect(new PriceOutline().bars()).toEqual([]);
  });

  it("has the candles themselves while they are few", () => {
    const outline = outlineOf([candleAt(7, 10, 13, 9, 11), candleAt(8, 11, 12, 10, 12)]);
    expect(rowsOf(outline)).toEqual([
      [7, 10, 13, 9, 11],
      [8, 11, 12, 10, 12],
    ]);
    expect(outline.barLength).toBe(MINUTE_MS);
  });

  it("ignores a candle as old as the newest, or older", () => {
    const outline = outlineOf([flat(5, 1), flat(7, 2), flat(7, 9), flat(6, 9), flat(5, 9), flat(8, 3)]);
    expect(rowsOf(outline)).toEqual([
      [5, 1, 1, 1, 1],
      [7, 2, 2, 2, 2],
      [8, 3, 3, 3, 3],
    ]);
  });

  it("ignores it also within a merged bar", () => {
    const outline = outlineOf([flat(0), flat(2), flat(4), flat(5), candleAt(4, 1, 500, 1, 1)], 2);
    expect(rowsOf(outline)).toEqual([
      [0, 100, 100, 100, 100],
      [4, 100, 100, 100, 100],
    ]);
  });

  it("merges neighbours into bars of twice the length when there would be too many", () => {
    const candles = [
      candleAt(0, 10, 15, 8, 11),
      candleAt(1, 11, 12, 7, 9),
      candleAt(2, 9, 9, 5, 6),
      candleAt(3, 6, 20, 6, 19),
    ];
    const outline = outlineOf(candles, 3);
    expect(rowsOf(outline)).toEqual([
      [0, 10, 15, 7, 9],
      [2, 9, 20, 5, 19],
    ]);
    expect(outline.barLength).toBe(2 * MINUTE_MS);
  });

  it("aligns bars to multiples of their length since the epoch, not to the first candle", () => {
    const outline = outlineOf([flat(3, 1), flat(4, 2), flat(5, 3), flat(6, 4)], 3);
    expect(rowsOf(outline).map(([minute, open, , , close]) => [minute, open, close])).toEqual([
      [2, 1, 1],
      [4, 2, 3],
      [6, 4, 4],
    ]);
  });

  it("has no bar for an empty stretch", () => {
    const outline = outlineOf([flat(0), flat(1), flat(1_000), flat(1_001)], 3);
    expect(rowsOf(outline).map(([minute]) => minute)).toEqual([0, 1_000]);
  });

  it("doubles more than once where one doubling does not make room", () => {
    const outline = outlineOf([flat(0), flat(4), flat(8)], 2);
    expect(rowsOf(outline).map(([minute]) => minute)).toEqual([0, 8]);
    expect(outline.barLength).toBe(8 * MINUTE_MS);
  });

  it("keeps both sides of the epoch apart, however few bars are allowed", () => {
    expect(rowsOf(outlineOf([flat(-5), flat(0), flat(5)], 1)).map(([minute]) => minute)).toEqual([-8, 0]);
  });

  it("hands out copies", () => {
    const outline = outlineOf([flat(1)]);
    const before = outline.bars();
    addOne(outline, flat(2));
    expect(before).toHaveLength(1);
    expect(outline.bars()[0]).toEqual(before[0]);
    expect(outline.bars()[0]).not.toBe(before[0]);
  });

  it("has at most 2000 bars over years of minutes, and at least half as many", () => {
    const outline = new PriceOutline();
    const start = Date.UTC(2023, 0, 1) / MINUTE_MS;
    for (let minute = 0; minute < 1_000_000; minute += 10_000) {
      addAll(
        outline,
        Array.from({ length: 10_000 }, (_, index) => flat(start + minute + index, minute + index + 1)),
      );
    }
    const bars = outline.bars();
    expect(outline.barLength).toBe(512 * MINUTE_MS);
    expect(bars.length).toBe(1_954);
    expect([bars[0]?.open, bars.at(-1)?.close]).toEqual([1, 1_000_000]);
  });

  it("fills 2000 bars before it merges any", () => {
    const minutes = Array.from({ length: 2_000 }, (_, minute) => flat(minute));
    const outline = outlineOf(minutes);
    expect(outline.bars()).toHaveLength(2_000);
    addOne(outline, flat(2_000));
    expect(outline.bars()).toHaveLength(1_001);
  });

  /** Groups all candles anew, with the shortest length that gives few enough bars. */
  const recompute = (candles: readonly OutlineCandle[], limit: number): readonly IOutlineBar[] => {
    for (let length = MINUTE_MS; ; length *= 2) {
      const groups = new Map<number, OutlineCandle[]>();
      for (const candle of candles) {
        const index = Math.floor(candle.timestamp / length);
        groups.set(index, [...(groups.get(index) ?? []), candle]);
      }
      if (groups.size <= limit) {
        return [...groups].map(([index, group]) => ({
          time: index * length,
          open: group[0]?.open ?? NaN,
          high: Math.max(...group.map(({ high }) => high)),
          low: Math.min(...group.map(({ low }) => low)),
          close: group.at(-1)?.close ?? NaN,
        }));
      }
    }
  };

  const price = fc.double({ min: 0.01, max: 1e5, noNaN: true });
  const step = fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 2_000 }));
  const candlesArbitrary = fc
    .tuple(
      fc.integer({ min: -3_000, max: 30_000_000 }),
      fc.array(fc.tuple(step, price, price, price, price), { maxLength: 150 }),
    )
    .map(([start, rows]) => {
      let minute = start;
      return rows.map(([minutes, ...prices]) => {
        minute += minutes;
        return candleAt(minute, prices[0], Math.max(...prices), Math.min(...prices), prices[1]);
      });
    });

  it("agrees with grouping all candles anew after each of them", () => {
    fc.assert(
      fc.property(candlesArbitrary, fc.integer({ min: 2, max: 40 }), (candles, limit) => {
        const outline = new PriceOutline(limit);
        for (const [index, candle] of candles.entries()) {
          addOne(outline, candle);
          if (index % 7 === 0 || index === candles.length - 1) {
            expect(outline.bars()).toEqual(recompute(candles.slice(0, index + 1), limit));
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it("has the same bars however the candles come: one by one, in pieces of any length, some of them again", () => {
    const pieces = fc.array(fc.record({ length: fc.nat({ max: 70 }), again: fc.nat({ max: 9 }) }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(candlesArbitrary, fc.integer({ min: 2, max: 40 }), pieces, (candles, limit, lengths) => {
        const outline = new PriceOutline(limit);
        let given = 0;
        for (const { length, again } of [...lengths, { length: candles.length, again: 0 }]) {
          addAll(outline, candles.slice(Math.max(0, given - again), given + length));
          given = Math.min(candles.length, given + length);
          expect(outline.bars()).toEqual(recompute(candles.slice(0, given), limit));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("takes of candles in any order those that are newer than all before", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -50, max: 300 }), price), { maxLength: 80 }),
        fc.integer({ min: 2, max: 20 }),
        (rows, limit) => {
          const candles = rows.map(([minute, value]) => flat(minute, value));
          const newer = candles.filter(({ timestamp }, index) =>
            candles.slice(0, index).every((earlier) => earlier.timestamp < timestamp),
          );
          const outline = new PriceOutline(limit);
          addAll(outline, candles);
          expect(outline.bars()).toEqual(recompute(newer, limit));
        },
      ),
      { numRuns: 200 },
    );
  });
});
