import { describe, expect, it } from "vitest";
import { isPositiveNumber } from "../../../src/utils/positive-number";

describe("a positive number", () => {
  it.each([1, Number.MIN_VALUE, Number.MAX_VALUE])("is %d", (value) => {
    expect(isPositiveNumber(value)).toBe(true);
  });

  it.each([0, -0, -1, Number.NaN, Number.POSITIVE_INFINITY, "1", 1n, null, undefined, new Number(1)])(
    "is not %s",
    (value) => {
      expect(isPositiveNumber(value)).toBe(false);
    },
  );
});
