import { describe, expect, it } from "vitest";
import type { MinuteTape } from "../../../src/client/minute-tape";
import { createTape } from "../../support/create-tape";
import type { ICandleData } from "../../../src/interfaces/Exchange.interface";
import { at, candle, MINUTE } from "./signal-fixtures";

const flat = (minute: number, price: number): ICandleData => candle(minute, price, price, price, price);

describe("MinuteTape", () => {
  it("shows the candle of the minute and its open time", () => {
    const candles = [flat(0, 100), flat(1, 200)];
    const minute = createTape(candles, 5).observe(at(1));
    expect(minute.openTime).toBe(at(1));
    expect(minute.candle).toEqual(candles[1]);
  });

  it("averages the window of N minutes that ends with the minute, no earlier and no later candle", () => {
    const tape = createTape([flat(0, 1), flat(1, 200), flat(2, 300), flat(3, 400), flat(4, 9)], 3);
    expect(tape.observe(at(3)).averagePrice()).toBe(300);
  });

  it("counts the window by time, so a hole shortens it", () => {
    const tape = createTape([flat(0, 100), flat(1, 200), flat(4, 500)], 3);
    expect(tape.observe(at(4)).averagePrice()).toBe(500);
    expect(tape.observe(at(3)).averagePrice()).toBe(200);
  });

  it("is a gap with the window of the minutes before it where no candle was served", () => {
    const minute = createTape([flat(0, 100)], 3).observe(at(1));
    expect(minute.candle).toBeNull();
    expect(minute.averagePrice()).toBe(100);
    expect(minute.lastClose()).toBe(100);
  });

  it("has no average but the last close once the window has run empty", () => {
    const minute = createTape([flat(0, 100), flat(1, 123)], 3).observe(at(4));
    expect(minute.averagePrice()).toBeNull();
    expect(minute.lastClose()).toBe(123);
  });

  it("falls back to the close known from before, and to null without one", () => {
    expect(createTape([], 3, 77).observe(at(0)).lastClose()).toBe(77);
    expect(createTape([], 3).observe(at(0)).lastClose()).toBeNull();
    expect(
      createTape([flat(5, 1)], 3, 77)
        .observe(at(4))
        .lastClose(),
    ).toBe(77);
    expect(
      createTape([flat(5, 1)], 3, 77)
        .observe(at(5))
        .lastClose(),
    ).toBe(1);
  });

  it("averages since a time, inside the window only", () => {
    const tape = createTape([flat(0, 100), flat(1, 200), flat(2, 300), flat(3, 400)], 3);
    const minute = tape.observe(at(3));
    expect(minute.averagePriceSince(at(3))).toBe(400);
    expect(minute.averagePriceSince(at(2))).toBe(350);
    expect(minute.averagePriceSince(at(2) - 1)).toBe(350);
    expect(minute.averagePriceSince(at(2) - MINUTE + 1)).toBe(350);
    expect(minute.averagePriceSince(at(-100))).toBe(300);
    expect(minute.averagePriceSince(at(4))).toBeNull();
    expect(minute.averagePrice()).toBe(300);
  });

  it("works with a window of one candle", () => {
    const tape = createTape([flat(0, 100), flat(1, 200)], 1);
    expect(tape.observe(at(0)).averagePrice()).toBe(100);
    expect(tape.observe(at(1)).averagePrice()).toBe(200);
    expect(tape.observe(at(2)).averagePrice()).toBeNull();
  });

  it("gives the same answers in any order of minutes", () => {
    const candles = [0, 1, 2, 5, 6, 9, 10, 11, 20].map((minute) => candle(minute, 100 + minute, 120, 80, 99));
    const read = (tape: MinuteTape, minute: number): unknown => {
      const observed = tape.observe(at(minute));
      return [
        observed.candle,
        observed.averagePrice(),
        observed.lastClose(),
        observed.averagePriceSince(at(5)),
      ];
    };
    const moving = createTape(candles, 4);
    for (const minute of [0, 1, 2, 3, 4, 5, 20, 24, 7, 0, 11, 10, 9, -3, 21]) {
      expect(read(moving, minute)).toEqual(read(createTape(candles, 4), minute));
    }
  });

  it("passes over quiet minutes and shows the last of them", () => {
    const candles = [0, 1, 2, 3, 4, 5].map((minute) => flat(minute, minute === 4 ? 110 : 100 + minute / 8));
    const tape = createTape(candles, 3, 77);
    const band = {
      lowest: 90,
      highest: 110,
      lowestAverage: 95,
      highestAverage: 105,
      averageSince: at(0),
      until: at(100),
    };
    tape.observe(at(5));
    expect(tape.passQuiet(at(1), band)).toBe(at(4));
    expect([tape.openTime, tape.lastClose(), tape.averagePrice()]).toEqual([at(3), 100.375, 100.25]);
    expect(tape.passQuiet(at(4), band)).toBe(at(4));
    expect(tape.lastClose()).toBe(100.375);
    expect(tape.passQuiet(at(6), { ...band, highestAverage: 106, until: at(9) })).toBe(at(8));
    expect(createTape([], 3, 77).passQuiet(at(0), band)).toBe(at(99));
  });

  it("is a cursor: an observation shows the minute asked last", () => {
    const tape = createTape([flat(0, 100), flat(1, 200)], 5);
    const first = tape.observe(at(0));
    tape.observe(at(1));
    expect(first.openTime).toBe(at(1));
  });

  it("shows nothing before the first question", () => {
    const tape = createTape([flat(0, 100)], 5);
    expect([tape.candle, tape.averagePrice(), tape.lastClose()]).toEqual([null, null, null]);
  });
});
