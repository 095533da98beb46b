import { describe, expect, it } from "vitest";
import { takePreciseResult } from "../../../src/math/precise-result";

const SMALLEST = 2 ** -1022;

describe("the result of a calculation", () => {
  it("is its last step", () => {
    expect(takePreciseResult(3, 2, 1)).toBe(1);
    expect(takePreciseResult(SMALLEST, Number.MAX_VALUE)).toBe(Number.MAX_VALUE);
    expect(takePreciseResult(Number.MAX_VALUE, SMALLEST)).toBe(SMALLEST);
  });

  it.each([0, Number.MIN_VALUE, SMALLEST - Number.MIN_VALUE, Infinity, Number.NaN, -1])(
    "there is none when a step is %d",
    (step) => {
      expect(takePreciseResult(step, 1)).toBeNaN();
      expect(takePreciseResult(1, step)).toBeNaN();
    },
  );

  it("there is none without a step", () => {
    expect(takePreciseResult()).toBeNaN();
  });
});
