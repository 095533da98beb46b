import { describe, expect, it } from "vitest";
import { CandleBlock } from "../../../src/client/candle-block";
import { CleanStretch } from "../../../src/client/clean-stretch";
import type { ICandleData } from "../../../src/interfaces/Exchange.interface";
import { flatMinutes, MINUTE, START } from "../../support/market";

const at = (minute: number): number => START + minute * MINUTE;

const createBlock = (count: number): CandleBlock => {
  const block = new CandleBlock(MINUTE);
  block.cover(at(0), at(count), at(0));
  block.store(flatMinutes(count), at(0), at(count));
  return block;
};

/** Minutes that are collected, and the first one that has to be judged. */
const collect = (
  stretch: CleanStretch,
  block: CandleBlock,
  since: number,
  until: number,
): [number[], number] => {
  const found: ICandleData[] = [];
  const next = stretch.collect(block, at(since), at(until), found);
  return [found.map(({ timestamp }) => (timestamp - START) / MINUTE), (next - START) / MINUTE];
};

describe("a clean stretch", () => {
  it("knows nothing at first, and then what was accepted", () => {
    const stretch = new CleanStretch(MINUTE);
    const block = createBlock(20);
    expect(collect(stretch, block, 2, 6)).toEqual([[], 2]);
    stretch.extend(block, at(2), at(6));
    expect(collect(stretch, block, 2, 6)).toEqual([[2, 3, 4, 5], 6]);
    expect(collect(stretch, block, 4, 9)).toEqual([[4, 5], 6]);
    expect(collect(stretch, block, 7, 9)).toEqual([[], 7]);
    expect(collect(stretch, block, 1, 6)).toEqual([[], 1]);
  });

  it("grows with what follows, and begins anew behind a hole or before its beginning", () => {
    const stretch = new CleanStretch(MINUTE);
    const block = createBlock(20);
    stretch.extend(block, at(2), at(6));
    stretch.extend(block, at(5), at(9));
    expect(collect(stretch, block, 2, 12)).toEqual([[2, 3, 4, 5, 6, 7, 8], 9]);
    stretch.extend(block, at(12), at(14));
    expect(collect(stretch, block, 2, 4)).toEqual([[], 2]);
    expect(collect(stretch, block, 12, 15)).toEqual([[12, 13], 14]);
    stretch.extend(block, at(1), at(3));
    expect(collect(stretch, block, 1, 15)).toEqual([[1, 2], 3]);
    stretch.extend(block, at(1), at(2));
    expect(collect(stretch, block, 1, 15)).toEqual([[1, 2], 3]);
  });

  it("forgets when the block has forgotten something, or is another one", () => {
    const stretch = new CleanStretch(MINUTE);
    const block = createBlock(20);
    stretch.extend(block, at(2), at(6));
    expect(collect(stretch, createBlock(20), 2, 6)).toEqual([[], 2]);
    block.forget(at(10), at(11));
    expect(collect(stretch, block, 2, 6)).toEqual([[], 2]);
    stretch.extend(block, at(2), at(6));
    expect(collect(stretch, block, 2, 6)).toEqual([[2, 3, 4, 5], 6]);
    block.cover(at(0), at(5000), at(3));
    expect(collect(stretch, block, 3, 6)).toEqual([[], 3]);
  });
});
