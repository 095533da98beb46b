import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../../src/utils/freeze";

describe("deepFreeze", () => {
  it("returns the same value, frozen with everything it holds", () => {
    const value = { list: [{ price: 1 }], inner: { deep: { deeper: 2 } } };
    expect(deepFreeze(value)).toBe(value);
    expect(Object.isFrozen(value)).toBe(true);
    expect(Object.isFrozen(value.list)).toBe(true);
    expect(Object.isFrozen(value.list[0])).toBe(true);
    expect(Object.isFrozen(value.inner.deep)).toBe(true);
  });

  it("also freezes what an object that is frozen on the outside holds", () => {
    const value = Object.freeze({ inner: { price: 1 } });
    deepFreeze(value);
    expect(Object.isFrozen(value.inner)).toBe(true);
  });

  it("ends on a value that holds itself", () => {
    const value: { self?: unknown; inner: object } = { inner: {} };
    value.self = value;
    expect(Object.isFrozen(deepFreeze(value).inner)).toBe(true);
  });

  it("leaves dates, functions and primitives as they are", () => {
    const when = new Date(0);
    const call = (): void => undefined;
    deepFreeze({ when, call });
    expect(Object.isFrozen(when)).toBe(false);
    expect(Object.isFrozen(call)).toBe(false);
    const primitives = [1, "text", null, undefined];
    expect(primitives.map((value) => deepFreeze(value))).toEqual(primitives);
  });
});
