import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CandleRow } from "../../../src/client/candle-rows";
import {
  computeReferencePrice,
  findCandleFault,
  findPriceAnomaly,
  isSoundCandle,
  isSpreadNormal,
  measureSpread,
} from "../../../src/client/candle-validation";
import { createCandle, START } from "./exchange-fixture";

const sound: CandleRow = { timestamp: START, open: 100, high: 110, low: 90, close: 105, volume: 3 };

describe("findCandleFault (pitfall 6)", () => {
  it.each<[string, Partial<CandleRow>, string, string]>([
    ["NaN", { open: Number.NaN }, "open", "has invalid numeric values: open=NaN"],
    ["an infinite price", { high: Infinity }, "high", "has invalid numeric values: high=Infinity"],
    ["a missing price", { low: undefined }, "low", "has invalid numeric values: low=undefined"],
    ["a price as text", { close: "105" }, "close", 'has invalid numeric values: close="105"'],
    ["a price as an object", { close: {} }, "close", "has invalid numeric values: close=[object Object]"],
    ["no volume", { volume: null }, "volume", "has invalid numeric values: volume=null"],
    ["a price of zero", { low: 0 }, "low", "has zero or negative values: low=0"],
    ["a negative price", { open: -1 }, "open", "has zero or negative values: open=-1"],
    ["a negative volume", { volume: -0.1 }, "volume", "has zero or negative values: volume=-0.1"],
    ["a high below the low", { high: 89, open: 89, close: 89 }, "high", "high=89 below low=90"],
    ["an open far above the high", { open: 110.12 }, "open", "open=110.12 outside of low=90 to high=110"],
    ["an open far below the low", { open: 89.9 }, "open", "open=89.9 outside of low=90 to high=110"],
    ["a close far above the high", { close: 111 }, "close", "close=111 outside of low=90 to high=110"],
    ["a close far below the low", { close: 80 }, "close", "close=80 outside of low=90 to high=110"],
  ])("finds %s", (_what, values, field, reason) => {
    const fault = findCandleFault({ ...sound, ...values });
    expect(fault?.field).toBe(field);
    expect(fault?.reason).toContain(reason);
  });

  it.each<[string, Partial<CandleRow>]>([
    ["a sound candle", {}],
    ["a volume of zero", { volume: 0 }],
    ["four equal prices", { open: 5, high: 5, low: 5, close: 5 }],
    ["a close above the high by less than 0.1 %", { close: 110.1 }],
    ["an open below the low by less than 0.1 %", { open: 89.95 }],
  ])("accepts %s", (_what, values) => {
    expect(findCandleFault({ ...sound, ...values })).toBeNull();
  });
});

describe("computeReferencePrice", () => {
  const candles = [1, 10, 100].map((price) => ({
    timestamp: START,
    open: price,
    high: price,
    low: price,
    close: price + 1,
    volume: 1,
  }));

  it("is the mean of all prices below the count for a median", () => {
    expect(computeReferencePrice(candles, 4)).toBe((4 * 111 + 3) / 12);
  });

  it("is the median element of all prices from that count on", () => {
    expect(computeReferencePrice(candles, 3)).toBe(10);
    expect(computeReferencePrice(candles.slice(0, 2), 2)).toBe(10);
  });
});

describe("findPriceAnomaly", () => {
  const candle = { timestamp: START, open: 100, high: 200, low: 50, close: 100, volume: 1 };

  it("accepts prices exactly at the threshold, on both sides", () => {
    expect(findPriceAnomaly(candle, 100, 2)).toBeNull();
  });

  it("finds a price too low and says reference and threshold", () => {
    expect(findPriceAnomaly(candle, 102, 2)).toEqual({
      field: "low",
      reason: "has anomalously low price: low=50, reference=102, threshold=51",
    });
  });

  it("finds a price too high and says reference and threshold", () => {
    expect(findPriceAnomaly(candle, 98, 2)).toEqual({
      field: "high",
      reason: "has anomalously high price: high=200, reference=98, threshold=196",
    });
  });
});

describe("the short cut for ordinary ranges", () => {
  it("measures the lowest and highest of all four prices", () => {
    const candles = [createCandle(START, 100), { ...createCandle(START, 50), low: 49.99, open: 49.95 }];
    expect(measureSpread(candles)).toEqual({ lowest: 49.95, highest: 101 });
  });

  it("holds for a range in which no price can be an anomaly, and for an empty one", () => {
    expect(isSpreadNormal({ lowest: 1, highest: 10 }, 10)).toBe(true);
    expect(isSpreadNormal({ lowest: 1, highest: 10.01 }, 10)).toBe(false);
    expect(isSpreadNormal(measureSpread([]), 10)).toBe(true);
  });
});

describe("isSoundCandle", () => {
  it("says in one look what the search for a fault says, over all doubles and their edges", () => {
    const edges = fc.constantFrom(0, -0, 5e-324, 1, 100, 100.1, 99.9, 100.2, Number.MAX_VALUE, Infinity, -1);
    const price = fc.oneof(edges, fc.double(), fc.double({ min: 99.8, max: 100.3 }));
    fc.assert(
      fc.property(price, price, price, price, price, (open, high, low, close, volume) => {
        const fault = findCandleFault({ timestamp: START, open, high, low, close, volume });
        expect(isSoundCandle(open, high, low, close, volume)).toBe(fault === null);
      }),
      { numRuns: 20_000 },
    );
  });
});
