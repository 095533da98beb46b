import { CandleSeries } from "../../../src/client/candle-series";
import type { ICandleData } from "../../../src/interfaces/Exchange.interface";
import { describe, expect, it } from "vitest";
import { candle } from "../client/signal-fixtures";

const average = (candles: readonly ICandleData[], start?: number, end?: number): number | null =>
  CandleSeries.of(candles).averagePrice(start, end);

describe("computeVwap", () => {
  it("weights the typical price of each candle by its volume", () => {
    // typical prices 100 and 110, volumes 1 and 3
    expect(average([candle(0, 100, 105, 95, 100, 1), candle(1, 110, 115, 105, 110, 3)])).toBe(107.5);
  });

  it("ignores the open", () => {
    expect(average([candle(0, 1, 120, 90, 90, 5)])).toBe(100);
  });

  it("is the mean of the closes when the volume sums to 0", () => {
    expect(average([candle(0, 100, 300, 50, 101, 0), candle(1, 100, 300, 50, 103, 0)])).toBe(102);
  });

  it("gives a candle without volume no weight next to one with volume", () => {
    expect(average([candle(0, 100, 100, 100, 100, 0), candle(1, 120, 120, 120, 120, 2)])).toBe(120);
  });

  it("is null without candles, for an empty window and for a window past the end", () => {
    expect(average([])).toBeNull();
    expect(average([candle(0, 1, 1, 1)], 1, 1)).toBeNull();
    expect(average([candle(0, 1, 1, 1)], 1, 5)).toBeNull();
  });

  it("looks at its window only", () => {
    const candles = [
      candle(0, 1, 1, 1),
      candle(1, 200, 200, 200),
      candle(2, 400, 400, 400),
      candle(3, 9, 9, 9),
    ];
    expect(average(candles, 1, 3)).toBe(300);
  });

  it("gives the same bits for the same window wherever it lies in the list", () => {
    const window = [0.1, 0.2, 0.3, 0.7, 1.1].map((price, index) =>
      candle(index + 10, price, price * 1.01, price * 0.99, price * 1.003, 1 / (index + 3)),
    );
    const before = Array.from({ length: 10 }, (_, index) => candle(index, 1e9 + index, 2e9, 1e8, 1e9, 1e12));
    expect(average([...before, ...window], 10, 15)).toBe(average(window));
  });
});
