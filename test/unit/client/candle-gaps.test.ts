import { describe, expect, it } from "vitest";
import { CandleBlock } from "../../../src/client/candle-block";
import { CandleGaps } from "../../../src/client/candle-gaps";
import { createCandles, MINUTE, START, toRows } from "./exchange-fixture";

const at = (minute: number): number => START + minute * MINUTE;

const createBlock = (minutes: number, missing: readonly number[]): CandleBlock => {
  const block = new CandleBlock(MINUTE);
  block.cover(START, at(minutes), START);
  const absent = new Set(missing);
  const rows = createCandles(START, minutes).filter((_row, minute) => !absent.has(minute));
  block.store(toRows(rows), START, at(minutes));
  return block;
};

const gap = (since: number, until: number, isNew = true): object => ({
  since: at(since),
  until: at(until),
  isNew,
});

describe("CandleGaps: each gap is new once", () => {
  it("finds every run of missing candles in a range", () => {
    const gaps = new CandleGaps(MINUTE);
    const block = createBlock(20, [0, 1, 5, 18, 19]);
    expect(gaps.findNew(block, at(0), at(20))).toEqual([gap(0, 2), gap(5, 6), gap(18, 20)]);
    expect(gaps.findNew(block, at(0), at(20))).toEqual([]);
  });

  it("takes a gap that grows as the same one, and gives what it grew by", () => {
    const gaps = new CandleGaps(MINUTE);
    const block = createBlock(20, [10, 11, 12, 13, 14, 15]);
    expect(gaps.findNew(block, at(8), at(11))).toEqual([gap(10, 11)]);
    for (let until = 12; until < 20; until++) {
      expect(gaps.findNew(block, at(until - 3), at(until))).toEqual(
        until <= 16 ? [gap(until - 1, until, false)] : [],
      );
    }
  });

  it("joins gaps that turn out to be one", () => {
    const gaps = new CandleGaps(MINUTE);
    const block = createBlock(20, [5, 6, 7, 8, 9]);
    expect(gaps.findNew(block, at(5), at(6))).toHaveLength(1);
    expect(gaps.findNew(block, at(8), at(9))).toHaveLength(1);
    expect(gaps.findNew(block, at(4), at(12))).toEqual([gap(6, 8, false), gap(9, 10, false)]);
    expect(gaps.findNew(block, at(6), at(8))).toEqual([]);
  });

  it("takes two gaps with a candle in between as two", () => {
    const gaps = new CandleGaps(MINUTE);
    const block = createBlock(20, [5, 7]);
    expect(gaps.findNew(block, at(4), at(7))).toEqual([gap(5, 6)]);
    expect(gaps.findNew(block, at(4), at(9))).toEqual([gap(7, 8)]);
  });

  it("remembers the newest twenty thousand missing candles", () => {
    const missing = Array.from({ length: 20_001 }, (_value, index) => 2 * index);
    const gaps = new CandleGaps(MINUTE);
    const block = createBlock(40_003, missing);
    expect(gaps.findNew(block, at(0), at(40_002))).toHaveLength(20_001);
    expect(gaps.findNew(block, at(1), at(40_002))).toEqual([]);
    expect(gaps.findNew(block, at(0), at(2))).toEqual([gap(0, 1)]);
  });
});
