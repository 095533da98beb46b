import { describe, expect, it } from "vitest";
import { isObject, isObjectLike } from "../../../src/utils/object-like";

describe("something that can have properties", () => {
  it.each([[{}], [[]], [() => 1], [new Date(0)], [Object.create(null)]])("is %o", (value) => {
    expect(isObjectLike(value)).toBe(true);
  });

  it.each([null, undefined, 0, "text", true, 1n, Symbol("s")])("is not %s", (value) => {
    expect(isObjectLike(value)).toBe(false);
  });
});

describe("an object that is no function", () => {
  it.each([[{}], [[]], [new Date(0)], [Object.create(null)]])("is %o", (value) => {
    expect(isObject(value)).toBe(true);
  });

  it.each([[() => 1], [null], [undefined], [0], ["text"], [Symbol("s")]])("is not %o", (value) => {
    expect(isObject(value)).toBe(false);
  });
});
