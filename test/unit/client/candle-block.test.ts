import { describe, expect, it } from "vitest";
import { CandleBlock } from "../../../src/client/candle-block";
import { createCandle, createCandles, MINUTE, START, toRows } from "./exchange-fixture";

const at = (minute: number): number => START + minute * MINUTE;

const createBlock = (since: number, until: number): CandleBlock => {
  const block = new CandleBlock(MINUTE);
  block.cover(at(since), at(until), at(since));
  return block;
};

describe("CandleBlock: one slot per candle that could exist", () => {
  it("gives back what was stored, in frozen objects made once", () => {
    const block = createBlock(0, 5);
    const rows = createCandles(at(0), 5);
    expect(block.store(toRows(rows), at(0), at(5))).toBe(at(5));
    expect(block.viewAt(at(3))).toEqual(rows[3]);
    expect(block.viewAt(at(3))).toBe(block.viewAt(at(3)));
    expect(Object.isFrozen(block.viewAt(at(3)))).toBe(true);
  });

  it("drops rows outside of the range asked for", () => {
    const block = createBlock(0, 10);
    expect(block.store(toRows(createCandles(at(0), 10)), at(3), at(5))).toBe(at(5));
    expect(block.findUnknown(at(0), at(10))).toBe(at(0));
    expect(block.viewAt(at(2))).toBeUndefined();
    expect(block.viewAt(at(4))?.timestamp).toBe(at(4));
    expect(block.viewAt(at(5))).toBeUndefined();
    expect(block.viewAt(at(-1))).toBeUndefined();
  });

  it("tells a candle that does not exist from one that was never asked for", () => {
    const block = createBlock(0, 5);
    block.store(toRows(createCandles(at(0), 2)), at(0), at(5));
    expect(block.findUnknown(at(0), at(5))).toBe(at(2));
    block.markMissing(at(0), at(4));
    expect(block.findUnknown(at(0), at(5))).toBe(at(4));
    expect(block.findKnown(at(2), at(5))).toBe(at(2));
    expect(block.findKnown(at(4), at(5))).toBe(at(5));
    expect([0, 2, 4].map((minute) => block.isAbsent(at(minute)))).toEqual([false, true, true]);
  });

  it("merges exact duplicates and takes different values at one time as a fault", () => {
    const block = createBlock(0, 5);
    const row = createCandle(at(1));
    block.store(toRows([row, { ...row }, { ...row }]), at(0), at(5));
    expect(block.faultAt(at(1))).toBeUndefined();
    block.forget(at(0), at(5));
    block.store(toRows([row, { ...row, volume: 2 }, row]), at(0), at(5));
    expect(block.faultAt(at(1))).toEqual(
      expect.objectContaining({ field: "timestamp", reason: expect.stringContaining("twice") }),
    );
    expect(block.viewAt(at(1))).toBeUndefined();
  });

  it("takes a time off the grid as a fault of the candle it lies in, in any order", () => {
    const late = { ...createCandle(at(1)), timestamp: at(1) + 1 };
    for (const rows of [
      [late, createCandle(at(1))],
      [createCandle(at(1)), late],
    ]) {
      const block = createBlock(0, 5);
      block.store(toRows(rows), at(0), at(5));
      expect(block.faultAt(at(1))?.field).toBe("timestamp");
      expect(block.faultAt(at(2))).toBeUndefined();
    }
  });

  it("forgets faults with what they belong to", () => {
    const block = createBlock(0, 5);
    block.store(toRows([{ ...createCandle(at(1)), low: -1 }]), at(0), at(5));
    expect(block.faultAt(at(1))?.field).toBe("low");
    block.forget(at(0), at(2));
    expect(block.faultAt(at(1))).toBeUndefined();
    expect(block.findUnknown(at(0), at(5))).toBe(at(0));
  });

  it("loses nothing by forgetting what nothing is known about", () => {
    const block = createBlock(0, 10);
    block.store(toRows(createCandles(at(0), 5)), at(0), at(5));
    const { revision } = block;
    block.forget(at(5), at(10));
    expect(block.revision).toBe(revision);
    block.forget(at(4), at(10));
    expect(block.revision).not.toBe(revision);
    expect(block.findUnknown(at(0), at(10))).toBe(at(4));
  });

  it("knows the lowest and highest price it has ever held", () => {
    const block = createBlock(0, 5);
    block.store(toRows([createCandle(at(0), 50), createCandle(at(1), 80)]), at(0), at(5));
    expect(block.spread).toEqual({ lowest: 49, highest: 81 });
  });
});

describe("CandleBlock: ranges", () => {
  it("copies the candles of a range that is there whole, and never of another", () => {
    const block = createBlock(0, 10);
    const rows = createCandles(at(0), 6);
    block.store(toRows(rows), at(0), at(10));
    expect(block.copyViews(at(1), at(4))).toEqual(rows.slice(1, 4));
    expect(block.copyViews(at(0), at(6))).toEqual(rows);
    expect(block.copyViews(at(3), at(7))).toBeNull();
    expect(block.copyViews(at(1), at(4))?.[0]).toBe(block.viewAt(at(1)));
    expect(block.copyViews(at(1), at(4))).not.toBe(block.copyViews(at(1), at(4)));
  });

  it("copies nothing that was forgotten, or has become ambiguous", () => {
    const block = createBlock(0, 10);
    block.store(toRows(createCandles(at(0), 10)), at(0), at(10));
    expect(block.copyViews(at(0), at(10))?.length).toBe(10);
    block.store(toRows([createCandle(at(4), 7)]), at(0), at(10));
    expect(block.copyViews(at(3), at(6))).toBeNull();
    block.forget(at(0), at(10));
    expect(block.copyViews(at(6), at(8))).toBeNull();
    block.store(toRows(createCandles(at(6), 2)), at(0), at(10));
    expect(block.copyViews(at(6), at(8))?.map(({ close }) => close)).toEqual([100, 101]);
  });

  it("knows a range only as long as nothing in it is forgotten", () => {
    const block = createBlock(0, 10);
    block.store(toRows(createCandles(at(0), 5)), at(0), at(10));
    expect([block.isKnown(at(0), at(5)), block.isKnown(at(1), at(5)), block.isKnown(at(3), at(6))]).toEqual([
      true,
      true,
      false,
    ]);
    block.markMissing(at(5), at(8));
    expect(block.isKnown(at(3), at(8))).toBe(true);
    block.forget(at(4), at(5));
    expect([block.isKnown(at(3), at(8)), block.isKnown(at(5), at(8))]).toEqual([false, true]);
    block.cover(at(5000), at(5001), at(6));
    expect([block.isKnown(at(5), at(8)), block.isKnown(at(6), at(8))]).toEqual([false, true]);
  });
});

describe("CandleBlock: sliding", () => {
  it("keeps what it holds when it grows forwards", () => {
    const block = createBlock(0, 5);
    block.store(toRows(createCandles(at(0), 5)), at(0), at(5));
    block.cover(at(5), at(10), at(0));
    expect(block.viewAt(at(3))).toEqual(createCandle(at(3), 103));
    expect(block.viewAt(at(4))).toEqual(createCandle(at(4), 104));
    expect(block.findUnknown(at(0), at(10))).toBe(at(5));
  });

  it("keeps what it holds when it grows backwards", () => {
    const block = createBlock(10, 15);
    block.store(toRows(createCandles(at(10), 5)), at(10), at(15));
    block.cover(at(2), at(10), at(0));
    expect(block.viewAt(at(14))?.close).toBe(104);
    expect(block.findKnown(at(2), at(15))).toBe(at(10));
  });

  it("drops what opens before the time to keep from, with its faults", () => {
    const block = createBlock(0, 5);
    const rows = createCandles(at(0), 5).map((row) => ({ ...row, volume: row.timestamp === at(1) ? -1 : 1 }));
    block.store(toRows(rows), at(0), at(5));
    block.cover(at(5), at(6), at(3));
    expect(block.faultAt(at(1))).toBeUndefined();
    expect(block.viewAt(at(2))).toBeUndefined();
    expect(block.viewAt(at(3))?.close).toBe(103);
  });

  it("starts anew behind a jump", () => {
    const block = createBlock(0, 5);
    block.store(toRows(createCandles(at(0), 5)), at(0), at(5));
    block.cover(at(100_000), at(100_005), at(99_000));
    expect(block.capacity).toBeLessThan(2000);
    expect(block.findUnknown(at(100_000), at(100_005))).toBe(at(100_000));
    expect(block.viewAt(at(4))).toBeUndefined();
  });
});
