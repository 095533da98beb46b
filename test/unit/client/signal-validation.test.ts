import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findFieldProblems, hasSoundFields, type SignalFields } from "../../../src/client/signal-validation";
import { longRow } from "./signal-fixtures";

const FIELDS = [
  "id",
  "position",
  "priceOpen",
  "priceTakeProfit",
  "priceStopLoss",
  "minuteEstimatedTime",
  "scheduledAt",
  "pendingAt",
] as const;

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    "",
    "long",
    "short",
    "up",
    "7",
    0,
    -0,
    -1,
    0.5,
    7,
    1e300,
    NaN,
    {},
  ),
  fc.constantFrom<unknown>(Infinity, -Infinity, true, 7n, [7], Symbol("seven")),
  fc.double(),
  fc.string(),
);

const toFields = (changes: Readonly<Partial<Record<string, unknown>>>): SignalFields => ({
  ...longRow(),
  ...changes,
});

/** Written down anew, field by field. */
const isRight = (name: string, value: unknown): boolean => {
  const isAboveZero = typeof value === "number" && value > 0 && value < Infinity;
  switch (name) {
    case "id":
      return typeof value === "string" && value.length > 0;
    case "position":
      return value === "long" || value === "short";
    case "minuteEstimatedTime":
      return isAboveZero && Math.floor(value) === value;
    case "scheduledAt":
    case "pendingAt":
      return value === undefined || isAboveZero;
    default:
      return isAboveZero;
  }
};

describe("the field check", () => {
  it("finds fields sound when each of them is", () => {
    const changes = fc.dictionary(fc.constantFrom(...FIELDS), odd, { maxKeys: 3 });
    fc.assert(
      fc.property(changes, (changed) => {
        const areRight = Object.entries(changed).every(([name, value]) => isRight(name, value));
        expect(hasSoundFields(toFields(changed))).toBe(areRight);
      }),
      { numRuns: 1000 },
    );
  });

  it("names exactly the fields that are wrong", () => {
    const changes = fc.dictionary(fc.constantFrom(...FIELDS), odd, { maxKeys: 3 });
    fc.assert(
      fc.property(changes, (changed) => {
        const wrong = FIELDS.filter((name) => Object.hasOwn(changed, name) && !isRight(name, changed[name]));
        const named = findFieldProblems(toFields(changed)).map((problem) => problem.split(" ")[0]);
        expect([...new Set(named)]).toEqual(wrong);
      }),
      { numRuns: 1000 },
    );
  });
});
