import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CANDLE_NUMBERS, copyCandles } from "../../../src/math/candle-numbers";

const LENGTH = 20;

describe("copyCandles", () => {
  it("copies the numbers of so many candles, and touches no other", () => {
    const place = fc.nat({ max: LENGTH });
    fc.assert(
      fc.property(place, place, place, (first, longest, to) => {
        const count = Math.min(longest, LENGTH - first, LENGTH - to);
        const source = Float64Array.from({ length: LENGTH * CANDLE_NUMBERS }, (_, index) => index);
        const target = new Float64Array(LENGTH * CANDLE_NUMBERS).fill(-1);
        copyCandles(source, first, count, target, to * CANDLE_NUMBERS);
        const expected = Array.from({ length: target.length }, (_, index) => {
          const distance = index - to * CANDLE_NUMBERS;
          const isCopied = distance >= 0 && distance < count * CANDLE_NUMBERS;
          return isCopied ? first * CANDLE_NUMBERS + distance : -1;
        });
        expect([...target]).toEqual(expected);
      }),
    );
  });
});
