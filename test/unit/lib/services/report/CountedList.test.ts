import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CountedList } from "../../../../../src/lib/services/report/CountedList";

describe("a list that keeps the newest", () => {
  it("lists them newest first, counts all, and hands out lists of the caller's own", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.integer(), { maxLength: 60 }),
        (limit, items) => {
          const list = new CountedList<number>(limit);
          items.forEach((item) => list.add(item));
          expect(list.count).toBe(items.length);
          expect(list.listNewest()).toEqual([...items].reverse().slice(0, limit));
          list.listNewest().length = 0;
          expect(list.listNewest()).toHaveLength(Math.min(limit, items.length));
        },
      ),
    );
  });
});
