import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinFields } from "../../../src/utils/join-fields";

describe("joining fields", () => {
  it("is spreading both, field by field and in the same order", () => {
    const record = fc.dictionary(
      fc.oneof(fc.constantFrom("__proto__", "1", "a", "b"), fc.string()),
      fc.anything(),
    );
    fc.assert(
      fc.property(record, record, (first, second) => {
        const joined = joinFields(first, second);
        expect(Object.entries(joined)).toEqual(Object.entries({ ...first, ...second }));
        expect(Object.getPrototypeOf(joined)).toBe(Object.prototype);
      }),
    );
  });

  it("takes nothing of a prototype, and makes a field of a getter", () => {
    class Point {
      public get x(): number {
        return 1;
      }
    }
    const joined = joinFields(new Point(), {
      get y() {
        return 2;
      },
    });
    expect(Object.getOwnPropertyDescriptors(joined)).toEqual({
      y: { value: 2, writable: true, enumerable: true, configurable: true },
    });
  });
});
