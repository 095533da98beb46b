import { describe, expect, it } from "vitest";
import { copyPlainFields } from "../../../src/client/plain-data";

describe("a copy of plain fields", () => {
  it("keeps their order and leaves out what is no plain data", () => {
    const source = { b: 1, a: null, gone: undefined, call: () => 1, made: new Date(0), c: "text", d: false };
    expect(Object.entries(copyPlainFields(source))).toEqual([
      ["b", 1],
      ["a", null],
      ["c", "text"],
      ["d", false],
    ]);
  });

  it("freezes what is inside", () => {
    const inner = { list: [1, { deep: true }] };
    const copy = copyPlainFields({ inner });
    expect(copy).toEqual({ inner });
    expect(copy.inner).not.toBe(inner);
    expect(Object.isFrozen(copy.inner)).toBe(true);
    expect(Object.isFrozen(Object(copy.inner).list)).toBe(true);
    expect(Object.isFrozen(Object(copy.inner).list[1])).toBe(true);
  });

  it("keeps a field named __proto__ a field, also inside", () => {
    const source: Readonly<Record<string, unknown>> = JSON.parse('{"__proto__":{"a":1},"b":{"__proto__":2}}');
    const copy = copyPlainFields(source);
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"a":1},"b":{"__proto__":2}}');
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });

  it("reads no field that is inherited, hidden or named by a symbol", () => {
    const source: Record<string, unknown> = Object.create({ inherited: 1 });
    Object.defineProperty(source, "hidden", { value: 2, enumerable: false });
    Object.defineProperty(source, Symbol("named"), { value: 3, enumerable: true });
    source.own = 4;
    expect(copyPlainFields(source)).toEqual({ own: 4 });
  });
});
