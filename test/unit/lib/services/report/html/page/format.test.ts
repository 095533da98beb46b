import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HtmlNumberFormat } from "../../../../../../../src/lib/services/report/html/html-model";
import { formatNumber, resultOf } from "../../../../../../../src/lib/services/report/html/page/format";

/** The narrow and the fixed spaces of numbers as plain ones. */
const plain = (text: string): string => text.replaceAll(/[\u202f\u00a0]/g, " ").replaceAll("\u2212", "-");

describe("numbers as the page writes them", () => {
  it.each<[HtmlNumberFormat, number, string]>([
    ["count", 1_234, "1 234"],
    ["percent", 12.345, "12.35 %"],
    ["signedPercent", 12.3, "+12.30 %"],
    ["signedPercent", -12.3, "-12.30 %"],
    ["signedPercent", 0, "0.00 %"],
    ["signedPercent", 0.001, "0.00 %"],
    ["signedPercent", -0.001, "0.00 %"],
    ["ratio", -1.23456, "-1.235"],
    ["price", 42_000.126, "42 000.13"],
    ["price", 1.23456, "1.2346"],
    ["price", 0.000012345, "0.000012345"],
    ["price", 0, "0.00"],
    ["duration", 17, "17 min"],
    ["duration", 125, "2 h 05 min"],
    ["duration", 1_505, "1 d 01 h 05 min"],
    ["time", Date.UTC(2024, 2, 1, 12, 34, 56), "2024-03-01 12:34"],
    ["time", 1e20, "N/A"],
    ["probability", 0.953, "95.3 %"],
  ])("%s: %d is %s", (format, value, text) => {
    expect(plain(formatNumber(value, format))).toBe(text);
  });

  it("what is no number is N/A", () => {
    for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(formatNumber(value, "price")).toBe("N/A");
    }
  });

  it("a price keeps five digits that count, whatever its size", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-5, max: 1e9, noNaN: true }), (price) => {
        const shown = Number(plain(formatNumber(price, "price")).replaceAll(" ", ""));
        expect(Math.abs(shown - price) / price).toBeLessThan(1e-4);
      }),
    );
  });

  it("a result has a word that needs no colour", () => {
    expect([1, -1, 0, null].map(resultOf)).toEqual(["win", "loss", "flat", "unknown"]);
  });
});
