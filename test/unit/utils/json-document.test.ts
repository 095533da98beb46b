import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../../src/utils/deep-freeze";
import { copyDocument, stringifyDocument } from "../../../src/utils/json-document";

const createCycle = (): unknown => {
  const cycle: Record<string, unknown> = {};
  cycle["self"] = cycle;
  return cycle;
};

describe("documents as JSON", () => {
  it("writes without spaces, null included", () => {
    expect(stringifyDocument({ a: [1, null, "x"] })).toBe('{"a":[1,null,"x"]}');
    expect(stringifyDocument(null)).toBe("null");
  });

  it.each([
    ["undefined", undefined, "the document is undefined"],
    ["undefined in an object", { note: undefined }, "note is undefined"],
    ["undefined in a list", { a: { b: [1, undefined] } }, "1 is undefined"],
    ["NaN", { deep: { priceOpen: NaN } }, "priceOpen is NaN"],
    ["an infinity", [Infinity], "0 is Infinity"],
    ["the other infinity", -Infinity, "the document is -Infinity"],
    ["a function", { call: () => 1 }, "call is [object Function]"],
    ["a symbol", { key: Symbol("x") }, "key is Symbol(x)"],
    ["a big integer", { id: 1n }, "BigInt"],
    ["a cycle", createCycle(), "circular"],
  ])("refuses %s (pitfall: NaN and Infinity turn into null)", (_, value, problem) => {
    expect(() => stringifyDocument(value)).toThrow(problem);
    expect(() => copyDocument(value)).toThrow(problem);
  });

  it("copies share nothing with the original", () => {
    const original = { list: [{ a: 1 }] };
    const copy = copyDocument(original);
    original.list.push({ a: 2 });
    expect(copy).toEqual({ list: [{ a: 1 }] });
  });
});

describe("frozen through and through", () => {
  it("freezes every level and gives the same value", () => {
    const value = { a: [{ b: { c: 1 } }], d: null, e: "x" };
    expect(deepFreeze(value)).toBe(value);
    for (const part of [value, value.a, value.a[0], value.a[0]?.b]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it("goes on below what is frozen already", () => {
    const inner = { a: 1 };
    deepFreeze(Object.freeze({ inner }));
    expect(Object.isFrozen(inner)).toBe(true);
  });
});
