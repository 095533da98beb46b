import { describe, expect, it } from "vitest";
import type { SizingNumber } from "../../../src/math/sizing-ranges";
import { isSizingNumber, SIZING_RANGES } from "../../../src/math/sizing-ranges";

const MIN = Number.MIN_VALUE;
const MAX = Number.MAX_VALUE;
const BARELY_ABOVE_100 = 100.00000000000001;

describe("the numbers of a sizing's schema", () => {
  it.each<[SizingNumber, readonly number[], readonly number[]]>([
    ["riskPercentage", [MIN, 1, 100], [0, -1, BARELY_ABOVE_100]],
    ["kellyMultiplier", [0, MIN, 0.25, 1, 3, MAX], [-MIN, -1]],
    ["atrMultiplier", [MIN, 2, MAX], [0, -2]],
    ["maxPositionPercentage", [0, 10, 100], [-MIN, BARELY_ABOVE_100]],
    ["minPositionSize", [0, 5, MAX], [-MIN]],
    ["maxPositionSize", [0, 5, MAX], [-MIN]],
  ])("%s may be one of %j and none of %j (pitfall 126)", (field, good, bad) => {
    expect(good.filter((value) => !isSizingNumber(field, value))).toEqual([]);
    expect(bad.filter((value) => isSizingNumber(field, value))).toEqual([]);
  });

  it.each(Object.keys(SIZING_RANGES) as SizingNumber[])(
    "%s is never NaN, infinite, or no number (pitfall 126)",
    (field) => {
      for (const value of [Number.NaN, Infinity, -Infinity, "1", 1n, null, undefined, [1], new Date(1)]) {
        expect(isSizingNumber(field, value)).toBe(false);
      }
    },
  );
});
