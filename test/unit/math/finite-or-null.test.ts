import { describe, expect, it } from "vitest";
import { finiteOrNull } from "../../../src/math/finite-or-null";

describe("finiteOrNull", () => {
  it("leaves finite numbers as they are", () => {
    expect([0, 1.5, -2, 5e-324, -Number.MAX_VALUE].map(finiteOrNull)).toEqual([
      0,
      1.5,
      -2,
      5e-324,
      -Number.MAX_VALUE,
    ]);
  });

  it("is null for what is no finite number", () => {
    expect([NaN, Infinity, -Infinity].map(finiteOrNull)).toEqual([null, null, null]);
  });

  it("never gives a negative zero", () => {
    expect(finiteOrNull(-0)).toBe(0);
  });
});
