import { describe, expect, it } from "vitest";
import { describeInput } from "../../../src/utils/describe-input";

describe("text for a value where a number was asked for", () => {
  it.each([
    [5, "5"],
    [Number.NaN, "NaN"],
    ["5", "5 (a string)"],
    [5n, "5 (a bigint)"],
    [undefined, "undefined"],
    [null, "null"],
    [{}, "[object Object]"],
  ])("%s", (value, text) => {
    expect(describeInput(value)).toBe(text);
  });
});
