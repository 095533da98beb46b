import { describe, expect, it } from "vitest";
import { findUnreadableField } from "../../../src/utils/find-unreadable";

const failing = (name: string, fields: Readonly<Record<string, unknown>> = {}): object =>
  Object.defineProperty({ ...fields }, name, {
    enumerable: true,
    get: () => {
      throw new Error("not today");
    },
  });

class Failing {
  public get fetch(): unknown {
    throw new Error("not today");
  }
}
class Inherited extends Failing {
  public readonly name = "x";
}

describe("the field that cannot be read", () => {
  it.each<[unknown, string]>([
    [failing("a"), "a"],
    [failing("b", { a: 1 }), "b"],
    [{ a: { b: 1 }, c: failing("d") }, "c.d"],
    [{ list: [{}, failing("e")] }, "list[1].e"],
    [{ list: [new Failing()] }, "list[0].fetch"],
    [new Inherited(), "fetch"],
  ])("is found by its path: case %#", (value, path) => {
    expect(findUnreadableField(value)).toBe(path);
  });

  it.each<[unknown]>([
    [undefined],
    [5],
    [{}],
    [{ a: [{ b: () => 5 }] }],
    [{ a: { b: { c: failing("too deep") } } }],
    [
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error("not today");
          },
        },
      ),
    ],
  ])("is none: case %#", (value) => {
    expect(findUnreadableField(value)).toBeUndefined();
  });
});
