import { describe, expect, it } from "vitest";
import { findUnknownCallback, findUnknownName, listInheritedFields } from "../../../src/utils/known-names";

const doNothing = (): void => undefined;
const failing = Object.defineProperty({}, "other", {
  enumerable: true,
  get: () => {
    throw new Error("not today");
  },
});

describe("a name that nobody knows", () => {
  it("is the first with a value", () => {
    const owner = { first: 1, other: undefined, secnd: 2, third: 3 };
    expect(findUnknownName(owner, ["first", "second"])).toEqual({
      name: "secnd",
      rule: "it must be one of first, second (did you mean second?)",
    });
    expect(findUnknownName({ zzz: null }, ["first"])).toEqual({
      name: "zzz",
      rule: "it must be one of first",
    });
  });

  it("is none where all are known, have no value or are inherited", () => {
    expect(findUnknownName(Object.create({ other: 1 }), ["first"])).toBeUndefined();
    expect(findUnknownName({ first: 1, other: undefined }, ["first"])).toBeUndefined();
  });

  it("may be one that cannot be read", () => {
    expect(findUnknownName(failing, ["first"])?.name).toBe("other");
  });

  it("is a problem if the caller says so", () => {
    expect(findUnknownName({ a: 1, b: 1 }, [], (name) => name === "b")?.name).toBe("b");
  });
});

it("fields from classes are those of all of them, without methods", () => {
  class Base {
    public get first(): number {
      return 1;
    }
  }
  class Derived extends Base {
    public own = 1;
    public get second(): number {
      return 2;
    }
    public compute(): number {
      return 3;
    }
  }
  expect(listInheritedFields(new Derived())).toEqual(["second", "first"]);
  expect(listInheritedFields({ own: 1 })).toEqual([]);
  expect(listInheritedFields(Object.create(null) as object)).toEqual([]);
});

describe("a callback that nobody would call", () => {
  it.each([[{ other: doNothing }], [{ onOther: 5 }]])("is one of %o", (callbacks) => {
    expect(findUnknownCallback(callbacks, ["onData"])).toBeDefined();
  });

  it("may be one that cannot be read", () => {
    expect(findUnknownCallback(failing, ["onData"])?.name).toBe("other");
  });

  it.each([[{}], [{ onData: 5 }], [{ prefix: "x", one: 1 }], [{ onOther: undefined, other: undefined }]])(
    "is none of %o",
    (callbacks) => {
      expect(findUnknownCallback(callbacks, ["onData"])).toBeUndefined();
    },
  );
});
