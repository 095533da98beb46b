import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CandleBlock } from "../../../src/client/candle-block";
import { CandleMemory, type ICandleNote } from "../../../src/client/candle-memory";
import { flatMinutes, MINUTE, START } from "../../support/market";
import { createCandles, toRows } from "./exchange-fixture";

const FIRST_SIZE = 128;

const candles = flatMinutes(2 * FIRST_SIZE + 1);

const candleAt = (minute: number): (typeof candles)[number] => {
  const candle = candles[minute];
  if (candle === undefined) {
    throw new Error(`there is no minute ${minute}`);
  }
  return candle;
};

const at = (minute: number): number => START + minute * MINUTE;

const FAULTY: ICandleNote = {
  candle: null,
  fault: { field: "open", reason: "has no price" },
  isReported: false,
};

describe("the memory of judged candles", () => {
  it("knows nothing at first", () => {
    const memory = new CandleMemory(MINUTE);
    expect([memory.acceptedAt(at(0)), memory.noteAt(at(0))]).toEqual([undefined, undefined]);
  });

  it("has accepted candles until others have taken their places", () => {
    const memory = new CandleMemory(MINUTE);
    memory.accept(candleAt(0));
    memory.accept(candleAt(FIRST_SIZE - 1));
    expect(memory.acceptedAt(at(0))).toEqual(candleAt(0));
    memory.accept(candleAt(FIRST_SIZE));
    expect(memory.acceptedAt(at(0))).toBeUndefined();
    expect(memory.acceptedAt(at(FIRST_SIZE))).toEqual(candleAt(FIRST_SIZE));
    expect(memory.acceptedAt(at(FIRST_SIZE - 1))).toEqual(candleAt(FIRST_SIZE - 1));
  });

  it("keeps what it has when it grows", () => {
    const memory = new CandleMemory(MINUTE);
    memory.accept(candleAt(3));
    memory.reserve(FIRST_SIZE + 1);
    memory.accept(candleAt(FIRST_SIZE + 3));
    expect(memory.acceptedAt(at(3))).toEqual(candleAt(3));
  });

  it("a note takes the place of an accepted candle, and an accepted candle that of a note", () => {
    const memory = new CandleMemory(MINUTE);
    memory.accept(candleAt(1));
    memory.note(at(1), FAULTY);
    expect([memory.acceptedAt(at(1)), memory.noteAt(at(1))]).toEqual([undefined, FAULTY]);
    memory.accept(candleAt(1));
    expect([memory.acceptedAt(at(1)), memory.noteAt(at(1))]).toEqual([candleAt(1), undefined]);
  });

  it("a candle that was faulty and reported, and is accepted now, is both accepted and noted", () => {
    const memory = new CandleMemory(MINUTE);
    const note = { candle: candleAt(2), fault: null, isReported: true };
    memory.note(at(2), note);
    expect([memory.acceptedAt(at(2)), memory.noteAt(at(2))]).toEqual([candleAt(2), note]);
  });

  it("has no more notes than candles: the oldest go", () => {
    const memory = new CandleMemory(MINUTE);
    for (let minute = 0; minute <= FIRST_SIZE; minute += 1) {
      memory.note(at(minute), FAULTY);
    }
    expect(memory.noteAt(at(0))).toBeUndefined();
    expect(memory.noteAt(at(1))).toBe(FAULTY);
    expect(memory.noteAt(at(FIRST_SIZE))).toBe(FAULTY);
  });

  it("has of stretches accepted at once what it would have of their candles one by one, around its end too", () => {
    const LENGTH = 1_000;
    const source = createCandles(at(0), LENGTH);
    const block = new CandleBlock(MINUTE);
    block.cover(at(0), at(LENGTH), at(0));
    block.store(toRows(source), at(0), at(LENGTH));
    const acts = fc.array(
      fc.record({
        first: fc.nat({ max: LENGTH }),
        count: fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 400 })),
        slots: fc.constantFrom(0, 0, 0, 129, 300, 520),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(acts, (sequence) => {
        const memory = new CandleMemory(MINUTE);
        let size = FIRST_SIZE;
        let ring = new Map<number, (typeof source)[number]>();
        const placeOf = (candle: (typeof source)[number]): number => (candle.timestamp / MINUTE) % size;
        for (const { first, count, slots } of sequence) {
          memory.reserve(slots);
          while (size < slots) {
            size *= 2;
          }
          ring = new Map([...ring.values()].map((candle) => [placeOf(candle), candle]));
          const accepted = source.slice(first, first + count);
          memory.acceptAll(block, at(first), at(first + accepted.length));
          accepted.forEach((candle) => ring.set(placeOf(candle), candle));
          const remembered = new Set(ring.values());
          for (const candle of source) {
            expect(memory.acceptedAt(candle.timestamp)).toEqual(remembered.has(candle) ? candle : undefined);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
