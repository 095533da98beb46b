import { describe, expect, it } from "vitest";
import { CandleMemory, type ICandleNote } from "../../../src/client/candle-memory";
import { flatMinutes, MINUTE, START } from "../../support/market";

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
});
