import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as format from "../../../src/utils/format-report";

const { NOT_AVAILABLE } = format;

describe("values in reports", () => {
  it.each([
    ["a price", format.formatPrice(43000.5), "43000.50000000 USD"],
    ["a price of zero", format.formatPrice(0), "0.00000000 USD"],
    ["a gain", format.formatSignedPercent(1.976), "+1.98%"],
    ["a loss", format.formatSignedPercent(-0.399), "-0.40%"],
    ["neither", format.formatSignedPercent(0), "0.00%"],
    ["a negative zero", format.formatSignedPercent(-0), "0.00%"],
    ["a share", format.formatPercent(50), "50.00%"],
    ["a share with one decimal", format.formatPercent(66.66, 1), "66.7%"],
    ["a ratio", format.formatNumber(0.12345, 3), "0.123"],
    ["a count", format.formatInteger(12), "12"],
    ["a fraction as a whole number", format.formatInteger(2.6), "3"],
    ["a time", format.formatTime(Date.UTC(2024, 0, 1, 12)), "2024-01-01T12:00:00.000Z"],
    ["minutes", format.formatMinutesBetween(0, 90_000), "2"],
    ["a word in capitals", format.formatUpperCase("long"), "LONG"],
    ["a text", format.formatText("take_profit"), "take_profit"],
    ["a blank text", format.formatText(""), ""],
    ["a number as it is", format.formatText(0.5), "0.5"],
    ["a note", format.formatNote("**buy**"), "buy"],
    ["a blank note", format.formatNote(""), ""],
  ])("shows %s", (_, shown, expected) => {
    expect(shown).toBe(expected);
  });

  const FIGURES = [
    ["formatPrice", format.formatPrice],
    ["formatSignedPercent", format.formatSignedPercent],
    ["formatPercent", (value: format.Figure) => format.formatPercent(value)],
    ["formatNumber", (value: format.Figure) => format.formatNumber(value, 2)],
    ["formatInteger", format.formatInteger],
    ["formatTime", format.formatTime],
    ["formatText", format.formatText],
  ] as const;

  it.each(FIGURES)("%s shows what is missing or not finite as N/A", (_, show) => {
    for (const value of [null, undefined, NaN, Infinity, -Infinity]) {
      expect(show(value)).toBe(NOT_AVAILABLE);
    }
  });

  it("shows a missing word or note as N/A", () => {
    for (const value of [null, undefined]) {
      expect(format.formatUpperCase(value)).toBe(NOT_AVAILABLE);
      expect(format.formatNote(value)).toBe(NOT_AVAILABLE);
    }
  });

  it("shows times no date can show, and minutes that are unknown, as N/A", () => {
    expect(format.formatTime(8.64e15)).toBe("+275760-09-13T00:00:00.000Z");
    expect(format.formatTime(8.64e15 + 1)).toBe(NOT_AVAILABLE);
    expect(format.formatMinutesBetween(NaN, 0)).toBe(NOT_AVAILABLE);
  });

  it("never shows a number that is none, whatever untyped code hands in", () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.anything()), (value) => {
        for (const [, show] of FIGURES.slice(0, 6)) {
          const shown: unknown = Reflect.apply(show, undefined, [value]);
          expect(shown).toBeTypeOf("string");
          expect(shown).not.toMatch(/NaN|Infinity|undefined|null/);
        }
      }),
    );
  });
});

describe("counts", () => {
  it.each([
    [0, "0 gaps"],
    [1, "1 gap"],
    [2, "2 gaps"],
  ])("%i", (count, text) => {
    expect(format.formatCount(count, "gap", "gaps")).toBe(text);
  });
});
