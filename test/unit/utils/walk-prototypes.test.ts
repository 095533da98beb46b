import { describe, expect, it } from "vitest";
import { walkPrototypes } from "../../../src/utils/walk-prototypes";

class First {}
class Second extends First {}

describe("an object and what it inherits from", () => {
  it("comes one by one, up to what all objects have", () => {
    const object = new Second();
    expect([...walkPrototypes(object)]).toEqual([object, Second.prototype, First.prototype]);
    expect([...walkPrototypes(Object.create(null))]).toHaveLength(1);
  });

  it("is nothing where there is no object", () => {
    expect(
      [null, undefined, "text", Object.prototype].flatMap((start) => [...walkPrototypes(start)]),
    ).toEqual([]);
  });

  it("is asked for its prototype only when the next one is wanted", () => {
    const trapped = new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error("asked");
        },
      },
    );
    const walk = walkPrototypes(trapped);
    expect(walk.next().value).toBe(trapped);
    expect(() => walk.next()).toThrow("asked");
  });
});
