import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rawKurtosis, skewness } from "../../../src/math/moments";
import {
  EXAMPLE,
  exactCentralMoment,
  expectAlwaysFigure,
  expectClose,
  fractions,
  manyNumbers,
} from "./metric-fixtures";

const exact = (values: readonly number[], power: number): number | null => {
  const variance = exactCentralMoment(values, 2);
  return variance === 0 ? null : exactCentralMoment(values, power) / Math.sqrt(variance) ** power;
};

const expectExact = (values: readonly number[]): void => {
  expectClose(skewness(values), exact(values, 3), 1e-3);
  expectClose(rawKurtosis(values), exact(values, 4));
};

describe("skewness and rawKurtosis", () => {
  it("are null without values, for one value and for equal ones", () => {
    for (const values of [[], [3], [2, 2, 2], [0.1, 0.1, 0.1], [0, 0]]) {
      expect([skewness(values), rawKurtosis(values)]).toEqual([null, null]);
    }
  });

  it("are 0 and 1 for two values", () => {
    expect([skewness([-1, 1]), rawKurtosis([-1, 1])]).toEqual([0, 1]);
  });

  it("are 1/√2 and 3/2 for two equal values and one above", () => {
    expect(skewness([0, 0, 3])).toBeCloseTo(Math.SQRT1_2, 14);
    expect(rawKurtosis([0, 0, 3])).toBeCloseTo(1.5, 14);
  });

  it("do not depend on place and scale, and the skewness turns with the sign", () => {
    const moved = EXAMPLE.map((value) => 7 - value / 1000);
    expectClose(skewness(moved), -(skewness(EXAMPLE) ?? NaN));
    expectClose(rawKurtosis(moved), rawKurtosis(EXAMPLE));
  });

  it("are those of exact arithmetic, also for 100 000 values", () => {
    fc.assert(fc.property(fractions(1), expectExact));
    expectExact(manyNumbers(100_000, 0.1));
  });

  it("are not lost to the size of the numbers", () => {
    expectClose(skewness([0, 0, 3e100]), Math.SQRT1_2);
    expectClose(rawKurtosis([0, 0, 3e100]), 1.5);
  });

  it("never give NaN", () => {
    expectAlwaysFigure(skewness);
    expectAlwaysFigure(rawKurtosis);
  });
});
