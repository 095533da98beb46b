import { describe, expect, it } from "vitest";
import { CandleBlock } from "../../../src/client/candle-block";
import { CandleVerdicts } from "../../../src/client/candle-verdicts";
import type { ICandleData } from "../../../src/interfaces/Exchange.interface";
import { createCandle, createCandles, MINUTE, START, toRows } from "./exchange-fixture";

const SETTINGS = {
  CC_AVG_PRICE_CANDLES_COUNT: 5,
  CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR: 10,
  CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN: 5,
};

const at = (minute: number): number => START + minute * MINUTE;

const createBlock = (rows: readonly ICandleData[], minutes: number): CandleBlock => {
  const block = new CandleBlock(MINUTE);
  block.cover(START, at(minutes), START);
  block.store(toRows(rows), START, at(minutes));
  return block;
};

const flat = (minute: number, price: number): ICandleData => ({
  ...createCandle(at(minute)),
  open: price,
  high: price,
  low: price,
  close: price,
});

describe("CandleVerdicts", () => {
  const judge = (verdicts: CandleVerdicts, block: CandleBlock, since: number, until: number): number[][] => {
    const { accepted, faulty } = verdicts.judge(block, at(since), at(until), SETTINGS);
    return [accepted.toCandles(), faulty].map((list) =>
      list.map(({ timestamp }) => (timestamp - START) / MINUTE),
    );
  };

  it("judges the first candle of a read by what earlier reads accepted", () => {
    const rows = [...createCandles(START, 5), flat(5, 5000), flat(6, 100)];
    const block = createBlock(rows, 7);
    const verdicts = new CandleVerdicts(MINUTE);
    expect(judge(verdicts, block, 0, 5)).toEqual([[0, 1, 2, 3, 4], []]);
    expect(judge(verdicts, block, 5, 7)).toEqual([[6], [5]]);
    expect(judge(new CandleVerdicts(MINUTE), block, 5, 7)).toEqual([[5], [6]]);
  });

  it("compares only with candles of the minutes right before", () => {
    const rows = [flat(0, 100), flat(6, 5000), flat(7, 5000)];
    expect(judge(new CandleVerdicts(MINUTE), createBlock(rows, 8), 0, 8)).toEqual([[0, 6, 7], []]);
    const near = [flat(0, 100), flat(5, 5000)];
    expect(judge(new CandleVerdicts(MINUTE), createBlock(near, 8), 0, 8)).toEqual([[0], [5]]);
  });

  it("never takes a faulty candle as a reference", () => {
    const rows = [flat(0, 100), ...[1, 2, 3, 4, 5].map((minute) => flat(minute, 5000)), flat(6, 5000)];
    expect(judge(new CandleVerdicts(MINUTE), createBlock(rows, 7), 0, 7)).toEqual([
      [0, 6],
      [1, 2, 3, 4, 5],
    ]);
  });

  it("judges a candle again when its values have changed", () => {
    const verdicts = new CandleVerdicts(MINUTE);
    judge(verdicts, createBlock([flat(0, 100), flat(1, 5000)], 2), 0, 2);
    expect(judge(verdicts, createBlock([flat(0, 100), flat(1, 101)], 2), 0, 2)).toEqual([[0, 1], []]);
  });

  it("forgets a candle that is gone", () => {
    const verdicts = new CandleVerdicts(MINUTE);
    judge(verdicts, createBlock([flat(0, 100)], 1), 0, 1);
    expect(judge(verdicts, createBlock([flat(1, 5000)], 2), 0, 2)).toEqual([[1], []]);
  });

  it("reports a faulty candle once, and only one it has judged", () => {
    const verdicts = new CandleVerdicts(MINUTE);
    const block = createBlock([flat(0, 100), flat(1, 5000), { ...flat(2, 100), volume: -1 }], 3);
    expect(judge(verdicts, block, 0, 3)[1]).toEqual([1, 2]);
    for (const minute of [1, 2]) {
      expect(verdicts.markReported(at(minute))).toBe(true);
      expect(verdicts.markReported(at(minute))).toBe(false);
    }
    judge(verdicts, block, 0, 3);
    expect(verdicts.markReported(at(1))).toBe(false);
    expect(verdicts.markReported(at(2))).toBe(false);
    expect(verdicts.markReported(at(9))).toBe(false);
  });

  it("remembers the whole of the longest read", () => {
    const verdicts = new CandleVerdicts(MINUTE);
    const rows = createCandles(START, 500).map((row, minute) => (minute === 3 ? flat(3, 50_000) : row));
    const block = createBlock(rows, 500);
    expect(judge(verdicts, block, 0, 10)[1]).toEqual([3]);
    expect(judge(verdicts, block, 3, 500)[1]).toEqual([3]);
    expect(judge(verdicts, block, 3, 8)[1]).toEqual([3]);
  });

  it("works for times before 1970", () => {
    const block = new CandleBlock(MINUTE);
    const rows = createCandles(-10 * MINUTE, 5);
    block.cover(-10 * MINUTE, -5 * MINUTE, -10 * MINUTE);
    block.store(toRows(rows), -10 * MINUTE, -5 * MINUTE);
    const { accepted } = new CandleVerdicts(MINUTE).judge(block, -10 * MINUTE, -5 * MINUTE, SETTINGS);
    expect(accepted.toCandles()).toEqual(rows);
  });
});
