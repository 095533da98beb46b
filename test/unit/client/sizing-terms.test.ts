import { describe, expect, it } from "vitest";
import { readSizingTerms } from "../../../src/client/sizing-terms";
import type { ISizingSchema } from "../../../src/interfaces/Sizing.interface";
import { change, METHODS } from "./sizing-fixtures";

const [{ schema: FIXED }, { schema: KELLY }, { schema: ATR }] = METHODS;
const NO_LIMITS = {
  maxPositionPercentage: undefined,
  minPositionSize: undefined,
  maxPositionSize: undefined,
};

describe("the terms of a sizing", () => {
  it("are the numbers of its method", () => {
    expect(readSizingTerms("s", FIXED)).toEqual({
      rule: { method: "fixed-percentage", riskPercentage: 1 },
      limits: NO_LIMITS,
      onCalculate: undefined,
    });
    expect(readSizingTerms("s", KELLY).rule).toEqual({ method: "kelly-criterion", kellyMultiplier: 0.5 });
    expect(readSizingTerms("s", ATR).rule).toEqual({
      method: "atr-based",
      riskPercentage: 1,
      atrMultiplier: 4,
    });
  });

  it("a number that is left out, or undefined, has its default", () => {
    const kelly: ISizingSchema = { sizingName: "s", method: "kelly-criterion" };
    const unset: ISizingSchema = { ...kelly, kellyMultiplier: undefined, maxPositionSize: undefined };
    for (const schema of [kelly, unset]) {
      expect(readSizingTerms("s", schema).rule).toEqual({ method: "kelly-criterion", kellyMultiplier: 0.25 });
    }
    expect(
      readSizingTerms("s", { sizingName: "s", method: "atr-based", riskPercentage: 1 }).rule,
    ).toMatchObject({ atrMultiplier: 2 });
  });

  it("zero is a number like any other, not left out", () => {
    const limits = { maxPositionPercentage: 0, minPositionSize: 0, maxPositionSize: 0 };
    expect(readSizingTerms("s", { ...KELLY, kellyMultiplier: 0, ...limits })).toEqual({
      rule: { method: "kelly-criterion", kellyMultiplier: 0 },
      limits,
      onCalculate: undefined,
    });
  });

  it("each field is read once, so that a getter cannot show one number to the check and another to the formula", () => {
    const reads: string[] = [];
    const schema = new Proxy<ISizingSchema>(
      { ...ATR, maxPositionPercentage: 10, minPositionSize: 1, maxPositionSize: 5 },
      {
        get: (target, field, receiver): unknown => {
          reads.push(String(field));
          return Reflect.get(target, field, receiver);
        },
      },
    );
    readSizingTerms("s", schema);
    expect(reads.toSorted()).toEqual([...new Set(reads)].toSorted());
    expect(reads).toContain("riskPercentage");
  });

  const RISK = "riskPercentage of the schema must be a percentage above 0 and at most 100";
  it.each<[ISizingSchema, Readonly<Record<string, unknown>>, string]>([
    [FIXED, { riskPercentage: Number.NaN }, `${RISK}, got riskPercentage=NaN`],
    [FIXED, { riskPercentage: 0 }, `${RISK}, got riskPercentage=0`],
    [FIXED, { riskPercentage: undefined }, `${RISK}, got riskPercentage=undefined`],
    [FIXED, { riskPercentage: "1" }, `${RISK}, got riskPercentage=1 (a string)`],
    [ATR, { riskPercentage: 101 }, `${RISK}, got riskPercentage=101`],
    [
      ATR,
      { atrMultiplier: 0 },
      "atrMultiplier of the schema must be a finite number above 0, got atrMultiplier=0",
    ],
    [
      KELLY,
      { kellyMultiplier: -1 },
      "kellyMultiplier of the schema must be a finite number of at least 0, got kellyMultiplier=-1",
    ],
    [
      KELLY,
      { kellyMultiplier: null },
      "kellyMultiplier of the schema must be a finite number of at least 0, got kellyMultiplier=null",
    ],
    [
      KELLY,
      { maxPositionPercentage: -1 },
      "maxPositionPercentage of the schema must be a percentage of at least 0 and at most 100, got maxPositionPercentage=-1",
    ],
    [
      KELLY,
      { minPositionSize: Infinity },
      "minPositionSize of the schema must be a finite number of at least 0, got minPositionSize=Infinity",
    ],
    [
      KELLY,
      { maxPositionSize: null },
      "maxPositionSize of the schema must be a finite number of at least 0, got maxPositionSize=null",
    ],
    [
      FIXED,
      { callbacks: { onCalculate: 5 } },
      "callbacks.onCalculate of the schema must be a function, got 5",
    ],
  ])("%j changed to %j is refused: %s (pitfall 126)", (schema, changes, problem) => {
    expect(() => readSizingTerms("mine", change(schema, changes))).toThrow(
      expect.objectContaining({
        name: "SizingError",
        code: "SIZING_SCHEMA_INVALID",
        message: `${problem} (sizingName=mine)`,
      }),
    );
  });

  const FIELDS =
    "sizingName, method, riskPercentage, kellyMultiplier, atrMultiplier, maxPositionPercentage, minPositionSize, maxPositionSize, note, callbacks";
  it.each<[Readonly<Record<string, unknown>>, string]>([
    [
      { maxPositionSzie: 5 },
      `unknown field maxPositionSzie of the schema: it must be one of ${FIELDS} (did you mean maxPositionSize?)`,
    ],
    [{ foo: null }, `unknown field foo of the schema: it must be one of ${FIELDS}`],
    [{ callbacks: 5 }, "callbacks of the schema must be an object of functions, got 5"],
    [{ callbacks: () => 5 }, "callbacks of the schema must be an object of functions, got [object Function]"],
    [
      { callbacks: { onCalculated: 5 } },
      "unknown callbacks.onCalculated of the schema: it must be one of onCalculate (did you mean onCalculate?)",
    ],
    [
      { callbacks: { onCalculate: () => 5, tell: () => 5 } },
      "unknown callbacks.tell of the schema: it must be one of onCalculate",
    ],
    [
      { kellyMultiplier: -1 },
      "kellyMultiplier of the schema must be a finite number of at least 0, got kellyMultiplier=-1",
    ],
    [
      { atrMultiplier: null },
      "atrMultiplier of the schema must be a finite number above 0, got atrMultiplier=null",
    ],
  ])("%j, which no registration would accept, is refused as well: %s", (changes, problem) => {
    expect(() => readSizingTerms("mine", change(FIXED, changes))).toThrow(
      expect.objectContaining({
        name: "SizingError",
        code: "SIZING_SCHEMA_INVALID",
        message: `${problem} (sizingName=mine)`,
      }),
    );
  });

  it.each([[{ foo: undefined }], [{ callbacks: { onCalculated: undefined, prefix: "size" } }]])(
    "%j says nothing",
    (changes) => {
      expect(() => readSizingTerms("mine", change(FIXED, changes))).not.toThrow();
    },
  );

  it("an instance of a class keeps fields of its own", () => {
    class Sizing {
      public readonly sizingName = "mine";
      public readonly method = "kelly-criterion";
      public calls = 0;
    }
    const sizing = new Sizing();
    sizing.calls += 1;
    expect(readSizingTerms("mine", sizing).rule).toEqual({
      method: "kelly-criterion",
      kellyMultiplier: 0.25,
    });
  });

  const failure = new Error("not today");
  const failing = (field: string): PropertyDescriptorMap => ({
    [field]: {
      enumerable: true,
      get: () => {
        throw failure;
      },
    },
  });

  it.each([
    ["method"],
    ["riskPercentage"],
    ["kellyMultiplier"],
    ["atrMultiplier"],
    ["maxPositionPercentage"],
    ["minPositionSize"],
    ["maxPositionSize"],
    ["callbacks"],
  ])("a getter of %s that throws is named, and what it threw is the cause", (field) => {
    const schema: ISizingSchema = Object.defineProperties({ ...FIXED }, failing(field));
    expect(() => readSizingTerms("mine", schema)).toThrow(
      expect.objectContaining({
        name: "SizingError",
        code: "SIZING_SCHEMA_INVALID",
        message: `${field} of the schema cannot be read: not today (sizingName=mine)`,
        cause: failure,
      }),
    );
  });

  it("so is one of its callbacks", () => {
    const callbacks = Object.defineProperties({}, failing("onCalculate"));
    expect(() => readSizingTerms("mine", { ...FIXED, callbacks })).toThrow(
      expect.objectContaining({
        code: "SIZING_SCHEMA_INVALID",
        message: "callbacks.onCalculate of the schema cannot be read: not today (sizingName=mine)",
        cause: failure,
      }),
    );
  });

  it("a getter under a name nobody knows is a field nobody knows, whatever it throws", () => {
    const schema: ISizingSchema = Object.defineProperties({ ...FIXED }, failing("foo"));
    expect(() => readSizingTerms("mine", schema)).toThrow("unknown field foo of the schema");
    const callbacks = Object.defineProperties({}, failing("foo"));
    expect(() => readSizingTerms("mine", { ...FIXED, callbacks })).toThrow("unknown callbacks.foo");
  });

  it.each([[undefined], [null], [{}], [{ onCalculate: undefined }], [{ onCalculate: null }]])(
    "with the callbacks %j nobody is told",
    (callbacks) => {
      expect(readSizingTerms("mine", change(FIXED, { callbacks })).onCalculate).toBeUndefined();
    },
  );

  it.each([["martingale"], [undefined], [5]])("the method %j is unknown", (method) => {
    expect(() => readSizingTerms("mine", change(FIXED, { method }))).toThrow(
      expect.objectContaining({
        code: "SIZING_METHOD_UNKNOWN",
        message: `ClientSizing calculate: unknown method ${String(method)} (sizingName=mine)`,
      }),
    );
  });
});
