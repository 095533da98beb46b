import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tradesPerYear } from "../../../src/math/trades-per-year";
import { expectClose, expectFigure } from "./metric-fixtures";

const DAY = 24 * 60 * 60 * 1000;

describe("tradesPerYear", () => {
  it("is the number of trades for a span of 365 days", () => {
    expect([0, 1, 100_000].map((count) => tradesPerYear(count, 365 * DAY))).toEqual([0, 1, 100_000]);
  });

  it("counts the pace of the calendar: six trades in 73 days are 30 a year", () => {
    expect(tradesPerYear(6, 73 * DAY)).toBe(30);
  });

  it("is null for a span that is not above zero", () => {
    expect([0, -DAY, NaN].map((span) => tradesPerYear(6, span))).toEqual([null, null, null]);
  });

  it("is the number of trades over the years", () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 1e13 }), (count, span) =>
        expectClose(tradesPerYear(count, span), count / (span / 1000 / 3600 / 24 / 365)),
      ),
    );
  });

  it("never gives NaN", () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (count, span) => expectFigure(tradesPerYear(count, span))),
    );
  });
});
