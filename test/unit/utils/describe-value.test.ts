import { describe, expect, it } from "vitest";
import { describeValue } from "../../../src/utils/describe-value";

describe("describing a value in a message", () => {
  it.each<[unknown, string]>([
    ["text", "text"],
    [5, "5"],
    [-0.5, "-0.5"],
    [NaN, "NaN"],
    [1n, "1"],
    [true, "true"],
    [null, "null"],
    [undefined, "undefined"],
    [Symbol("x"), "Symbol(x)"],
    [{}, "[object Object]"],
    [Object.create(null), "[object Object]"],
    [[1], "[object Array]"],
    [() => 1, "[object Function]"],
    [new Date(NaN), "[object Date]"],
  ])("%# gives %s as text", (value, text) => {
    expect(describeValue(value)).toBe(text);
  });

  it("runs no conversion of the value", () => {
    const trap = {
      toString: () => {
        throw new Error("called");
      },
    };
    expect(describeValue(trap)).toBe("[object Object]");
  });
});
