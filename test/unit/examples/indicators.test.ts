import { describe, expect, it } from "vitest";
import { calculateAtr, calculateEma, calculateTrueRange } from "../../../docs/examples/indicators";

const candle = (high: number, low: number, close: number) => ({
  timestamp: 0,
  open: close,
  high,
  low,
  close,
  volume: 1,
});

describe("calculateEma", () => {
  it("moves 2 / (period + 1) of the way to each value", () => {
    expect(calculateEma([10, 13, 10], 2)).toEqual([10, 12, 10 + 2 / 3]);
  });

  it("is the value itself for a period of 1", () => {
    expect(calculateEma([3, 1, 2], 1)).toEqual([3, 1, 2]);
  });

  it("is empty for no values", () => {
    expect(calculateEma([], 5)).toEqual([]);
  });

  it.each([0, -1, 1.5, Number.NaN])("refuses a period of %d", (period) => {
    expect(() => calculateEma([1], period)).toThrow(`period must be a positive integer, got ${period}`);
  });
});

describe("calculateTrueRange", () => {
  it.each([
    ["inside of the candle", 11, 3],
    ["above the candle", 15, 6],
    ["below the candle", 5, 7],
  ])("counts from a previous close %s", (_place, previousClose, expected) => {
    expect(calculateTrueRange(candle(12, 9, 10), previousClose)).toBe(expected);
  });
});

describe("calculateAtr", () => {
  const candles = [candle(10, 10, 10), candle(12, 10, 11), candle(15, 11, 12), candle(12, 3, 4)];

  it("starts with the mean of the first true ranges", () => {
    expect(calculateAtr(candles.slice(0, 3), 2)).toBe((2 + 4) / 2);
  });

  it("then moves a period's share of the way to each true range, as Wilder does", () => {
    expect(calculateAtr(candles, 2)).toBe(((2 + 4) / 2 + 9) / 2);
  });

  it("is null until there are enough candles", () => {
    expect(calculateAtr(candles, 3)).not.toBeNull();
    expect(calculateAtr(candles, 4)).toBeNull();
    expect(calculateAtr([], 1)).toBeNull();
  });

  it("refuses a period of 0", () => {
    expect(() => calculateAtr(candles, 0)).toThrow("period must be a positive integer, got 0");
  });
});
