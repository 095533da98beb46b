import { describe, expect, it } from "vitest";
import { findUnknownSizingField } from "../../../src/math/sizing-fields";

class Own {}

const createInstance = (fields: Readonly<Record<string, unknown>>): object =>
  Object.assign(new Own(), fields);

describe("the fields of a sizing", () => {
  it("those of all methods are known", () => {
    const schema = { sizingName: "s", method: "x", riskPercentage: 1, kellyMultiplier: 1, atrMultiplier: 1 };
    const limits = {
      maxPositionPercentage: 1,
      minPositionSize: 1,
      maxPositionSize: 1,
      note: "",
      callbacks: {},
    };
    expect(findUnknownSizingField({ ...schema, ...limits })).toBeUndefined();
    expect(findUnknownSizingField(createInstance({ ...schema, ...limits }))).toBeUndefined();
  });

  it.each([[{ calls: 1 }], [Object.assign(Object.create(null) as object, { calls: 1 })]])(
    "any other of a plain object is unknown: %o",
    (schema) => {
      expect(findUnknownSizingField(schema)?.name).toBe("calls");
    },
  );

  it.each(["calls", "cache", "logger", "name", "history", "matrix", "timings"])(
    "an instance of a class may have %s",
    (field) => {
      expect(findUnknownSizingField(createInstance({ [field]: 5 }))).toBeUndefined();
    },
  );

  it.each(["maxSize", "max_size", "risk", "kelly", "lastPosition", "percent", "notes", "metod", "callback"])(
    "but not %s, which may be meant for one",
    (field) => {
      expect(findUnknownSizingField(createInstance({ [field]: 5 }))).toMatchObject({
        name: field,
        rule: expect.stringContaining(`if it is the class's own, give it another name or make it #${field}`),
      });
    },
  );

  it("are also looked for in what a class gives: a misspelt limit there would be none", () => {
    class Base {
      public get maxPositionPercent(): number {
        return 1;
      }
    }
    class Derived extends Base {
      public get riskPercentage(): number {
        return 1;
      }
    }
    expect(findUnknownSizingField(new Derived())).toMatchObject({ name: "maxPositionPercent" });
    expect(findUnknownSizingField(Object.create({ maxPositionPercent: 1 }))).toMatchObject({
      name: "maxPositionPercent",
    });
  });

  it("are not the methods of a class, and none without a value", () => {
    class Methods {
      public get calls(): number {
        return 1;
      }
      public get maxRisk(): undefined {
        return undefined;
      }
      public set minRisk(_: number) {
        expect.fail("is not written");
      }
      public computeMaxRisk(): number {
        return 1;
      }
    }
    expect(findUnknownSizingField(new Methods())).toBeUndefined();
  });
});
