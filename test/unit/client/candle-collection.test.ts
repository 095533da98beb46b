import { describe, expect, it } from "vitest";
import { CandleBlock } from "../../../src/client/candle-block";
import { collectCandles } from "../../../src/client/candle-collection";
import { getDefaultConfig } from "../../../src/config/params";
import type { ICandleData } from "../../../src/interfaces/Exchange.interface";
import { createCandle, createCandles, MINUTE, START, SYMBOL, toRows } from "./exchange-fixture";

const COUNT = 10;
const UNTIL = START + COUNT * MINUTE;

const at = (minute: number): number => START + minute * MINUTE;

const collect = (rows: readonly ICandleData[]): ICandleData[] => {
  const block = new CandleBlock(MINUTE);
  block.cover(START, UNTIL, START);
  block.store(toRows(rows), START, UNTIL);
  block.markMissing(START, UNTIL);
  const read = { exchangeName: "mock", symbol: SYMBOL, interval: "1m", step: MINUTE, limit: COUNT } as const;
  return collectCandles(block, { ...read, since: START, until: UNTIL }, getDefaultConfig());
};

describe("collectCandles", () => {
  it("has all candles of a range without a gap, and all there are of one with gaps", () => {
    const rows = createCandles(START, COUNT);
    expect(collect(rows)).toEqual(rows);
    const some = rows.filter((_, minute) => minute !== 0 && minute !== 4 && minute !== 9);
    expect(collect(some)).toEqual(some);
  });

  it("fails at the first faulty candle, and before any price is compared", () => {
    const rows = createCandles(START, COUNT).map((row, minute) =>
      minute < 3 ? row : { ...row, volume: -1 },
    );
    const withSpike = [...rows.slice(1), createCandle(START, 1e9)];
    for (const given of [rows, withSpike]) {
      expect(() => collect(given)).toThrow(
        `timestamp=${new Date(at(3)).toISOString()} field=volume: VALIDATE_NO_INCOMPLETE_CANDLES_FN: candle[3] has zero or negative values: volume=-1`,
      );
    }
  });

  it("fails at the first price that is far from those around it, with gaps or without", () => {
    const rows = createCandles(START, COUNT).map((row, minute) =>
      minute === 5 ? createCandle(row.timestamp, 1e9) : row,
    );
    expect(() => collect(rows)).toThrow("candle[5] has anomalously high price");
    expect(() => collect(rows.slice(1))).toThrow("candle[5] has anomalously high price");
  });
});
