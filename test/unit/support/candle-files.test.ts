import { describe, expect, it, vi } from "vitest";
import { describeWithCandleData } from "../../support/candle-data";
import { CANDLE_SYMBOLS, candleDataDirectory, loadCandles, parseCandles } from "../../support/candle-files";

const HEADER = "timestamp,open,high,low,close,volume";

describe("candle files", () => {
  it("give one candle a row", () => {
    expect(parseCandles(`${HEADER}\n60000,1,3,0.5,2,10\r\n120000,2,2,2,2,0\n`)).toEqual([
      { timestamp: 60_000, open: 1, high: 3, low: 0.5, close: 2, volume: 10 },
      { timestamp: 120_000, open: 2, high: 2, low: 2, close: 2, volume: 0 },
    ]);
  });

  it.each([
    ["a word", "60000,1,3,abc,2,10"],
    ["a missing column", "60000,1,3,0.5,2"],
    ["a column too many", "60000,1,3,0.5,2,10,1"],
  ])("with %s are refused by line", (_, row) => {
    expect(() => parseCandles(`${HEADER}\n60000,1,3,0.5,2,10\n${row}`)).toThrow("Line 3");
  });

  it("without the header are refused", () => {
    expect(() => parseCandles("60000,1,3,0.5,2,10")).toThrow("Line 1");
  });

  it("that are missing are told by null", () => {
    vi.stubEnv("CANDLE_DATA_DIR", "no/such/folder");
    expect(candleDataDirectory()).toBeNull();
  });
});

describeWithCandleData("recorded candles", (folder) => {
  it.each(CANDLE_SYMBOLS)("of %s are 43 200 minutes in a row", (symbol) => {
    const candles = loadCandles(folder, symbol);
    expect(candles).toHaveLength(43_200);
    const [first] = candles;
    expect(
      candles.findIndex(({ timestamp }, index) => timestamp !== (first?.timestamp ?? 0) + index * 60_000),
    ).toBe(-1);
  });
});
