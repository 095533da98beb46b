import { describe, expect, it } from "vitest";
import type { ICandleData } from "../../../src/interfaces/Exchange.interface";
import { SeededWalk, type SeededWalkParams } from "../../../src/testing/mock-market";

const MINUTE = 60_000;
const START = Date.UTC(2025, 0, 1);
/** More than two of the blocks the walk is made in. */
const MINUTES = 2_500;

const createWalk = (params: Partial<SeededWalkParams> = {}): SeededWalk =>
  new SeededWalk({
    seed: 1,
    symbol: "BTCUSDT",
    start: START,
    price: 100,
    volatilityPercent: 0.05,
    priceDigits: 3,
    ...params,
  });

const read = (walk: SeededWalk, minute: number): ICandleData => {
  const candle = walk.getMinute(START + minute * MINUTE);
  if (candle === undefined) {
    throw new Error(`there is no minute ${minute}`);
  }
  return candle;
};

const readFirst = (walk: SeededWalk, count = MINUTES): ICandleData[] =>
  Array.from({ length: count }, (_, minute) => read(walk, minute));

describe("SeededWalk", () => {
  it("starts at its price, and has nothing before", () => {
    const walk = createWalk();
    expect(read(walk, 0)).toMatchObject({ timestamp: START, open: 100 });
    expect(walk.getMinute(START - MINUTE)).toBeUndefined();
  });

  it("gives the same minutes in any order of asking", () => {
    const forwards = readFirst(createWalk());
    const walk = createWalk();
    const backwards = Array.from({ length: MINUTES }, (_, index) => read(walk, MINUTES - 1 - index));
    expect(backwards.reverse()).toEqual(forwards);
  });

  it("gives a minute years ahead, and those of long ago again after many others", () => {
    const walk = createWalk();
    const first = read(walk, 0);
    const farAway = read(walk, 3 * 365 * 1440);
    expect(farAway.close).toBeGreaterThan(0);
    for (let minute = 0; minute < 100 * 1024; minute += 512) {
      read(walk, minute);
    }
    expect(read(walk, 0)).toEqual(first);
    expect(read(createWalk(), 3 * 365 * 1440)).toEqual(farAway);
  });

  it("has another market for another seed, and for another symbol", () => {
    const closes = [createWalk(), createWalk({ seed: 2 }), createWalk({ symbol: "ETHUSDT" })].map((walk) =>
      readFirst(walk, 50).map(({ close }) => close),
    );
    expect(closes[0]).not.toEqual(closes[1]);
    expect(closes[0]).not.toEqual(closes[2]);
    expect(closes[1]).not.toEqual(closes[2]);
  });

  it("has the candles it has had in every version", () => {
    expect(readFirst(createWalk(), 2)).toMatchInlineSnapshot(`
      [
        {
          "close": 99.974,
          "high": 100.002,
          "low": 99.958,
          "open": 100,
          "timestamp": 1735689600000,
          "volume": 5.307,
        },
        {
          "close": 99.941,
          "high": 99.993,
          "low": 99.923,
          "open": 99.974,
          "timestamp": 1735689660000,
          "volume": 17.135,
        },
      ]
    `);
  });

  it("makes candles that agree in themselves and with their neighbours", () => {
    const minutes = readFirst(createWalk({ volatilityPercent: 1 }));
    for (const [index, { timestamp, open, high, low, close, volume }] of minutes.entries()) {
      expect(timestamp).toBe(START + index * MINUTE);
      expect(low).toBeLessThanOrEqual(Math.min(open, close));
      expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
      expect(Math.min(low, volume)).toBeGreaterThan(0);
      expect(open).toBe(minutes[index - 1]?.close ?? 100);
    }
  });

  it("moves as much as it was told to, with calm and stormy hours", () => {
    const measure = (percent: number): number => {
      const walk = createWalk({ volatilityPercent: percent, priceDigits: 9 });
      const moves = readFirst(walk, 100_000).map(({ open, close }) => (close / open - 1) * 100);
      return Math.sqrt(moves.reduce((sum, move) => sum + move * move, 0) / moves.length);
    };
    expect(measure(0.05)).toBeGreaterThan(0.04);
    expect(measure(0.05)).toBeLessThan(0.07);
    expect(measure(0.5) / measure(0.05)).toBeCloseTo(10, 0);
  });

  it("rises about as often as it falls", () => {
    const days = Array.from({ length: 400 }, (_, seed) => {
      const walk = createWalk({ seed, priceDigits: 6, volatilityPercent: 0.2 });
      return read(walk, 1500).close / 100;
    });
    const mean = days.reduce((sum, value) => sum + value, 0) / days.length;
    expect(Math.abs(mean - 1)).toBeLessThan(0.015);
    expect(days.filter((value) => value > 1).length).toBeGreaterThan(150);
    expect(days.filter((value) => value < 1).length).toBeGreaterThan(150);
  });

  it("stands still without volatility", () => {
    const minutes = readFirst(createWalk({ volatilityPercent: 0 }));
    expect(new Set(minutes.flatMap(({ open, high, low, close }) => [open, high, low, close]))).toEqual(
      new Set([100]),
    );
  });

  it("never falls to zero, however wild and coarse it is", () => {
    const minutes = readFirst(createWalk({ volatilityPercent: 5, price: 0.03, priceDigits: 2 }), 20_000);
    expect(Math.min(...minutes.map(({ low }) => low))).toBeGreaterThan(0);
  });
});
