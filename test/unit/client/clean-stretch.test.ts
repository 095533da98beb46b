import { describe, expect, it } from "vitest";
import { CandleBlock } from "../../../src/client/candle-block";
import { CleanStretch } from "../../../src/client/clean-stretch";
import { createCandles, MINUTE, START, toRows } from "./exchange-fixture";

const at = (minute: number): number => START + minute * MINUTE;

const createBlock = (count: number): CandleBlock => {
  const block = new CandleBlock(MINUTE);
  block.cover(at(0), at(count), at(0));
  block.store(toRows(createCandles(at(0), count)), at(0), at(count));
  return block;
};

/** The first minute of a range that has to be judged. */
const reach = (stretch: CleanStretch, block: CandleBlock, since: number, until: number): number =>
  (stretch.reach(block, at(since), at(until)) - START) / MINUTE;

describe("a clean stretch", () => {
  it("knows nothing at first, and then what was accepted", () => {
    const stretch = new CleanStretch();
    const block = createBlock(20);
    expect(reach(stretch, block, 2, 6)).toBe(2);
    stretch.extend(block, at(2), at(6));
    stretch.extend(block, at(5), at(9));
    expect(reach(stretch, block, 2, 12)).toBe(9);
    expect(reach(stretch, block, 1, 12)).toBe(1);
  });

  it("forgets when the block has forgotten something, or is another one", () => {
    const stretch = new CleanStretch();
    const block = createBlock(20);
    stretch.extend(block, at(2), at(6));
    expect(reach(stretch, createBlock(20), 2, 6)).toBe(2);
    block.forget(at(10), at(11));
    expect(reach(stretch, block, 2, 6)).toBe(2);
    stretch.extend(block, at(8), at(9));
    expect(reach(stretch, block, 2, 6)).toBe(2);
    expect(reach(stretch, block, 8, 12)).toBe(9);
    block.cover(at(0), at(5000), at(3));
    expect(reach(stretch, block, 8, 12)).toBe(8);
  });
});
