import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cagr } from "../../../src/math/cagr";
import { expectClose, expectFigure } from "./metric-fixtures";

const DAY = 24 * 60 * 60 * 1000;

describe("cagr", () => {
  it("is the return itself for 365 days", () => {
    expect(cagr(1, 1.5, 365 * DAY)).toBeCloseTo(50, 12);
    expect(cagr(200, 150, 365 * DAY)).toBeCloseTo(-25, 12);
    expect(cagr(1, 1, 365 * DAY)).toBe(0);
  });

  it("compounds: 21 % in two years are 10 % a year, and 10 % in half a year are 21 %", () => {
    expect(cagr(1, 1.21, 730 * DAY)).toBeCloseTo(10, 12);
    expect(cagr(1, 1.1, 182.5 * DAY)).toBeCloseTo(21, 12);
  });

  it("is null under 30 days", () => {
    expect([cagr(1, 2, 30 * DAY - 1), cagr(1, 2, 0), cagr(1, 2, -365 * DAY), cagr(1, 2, NaN)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(cagr(1, 1.01, 30 * DAY)).toBeCloseTo(100 * (1.01 ** (365 / 30) - 1), 10);
  });

  it("is null for a start that is not above zero", () => {
    expect([cagr(0, 1, 365 * DAY), cagr(-1, 1, 365 * DAY), cagr(NaN, 1, 365 * DAY)]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it("is -100 % for an account that has lost everything, or more", () => {
    expect([cagr(1, 0, 90 * DAY), cagr(1, -3, 90 * DAY)]).toEqual([-100, -100]);
  });

  it("is null when a year of it would be more than any number", () => {
    expect(cagr(1, 1e300, 30 * DAY)).toBeNull();
  });

  it("makes the end of the start again when it is applied for the span", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 30, max: 3650 }),
        (start, end, days) => {
          const rate = (cagr(start, end, days * DAY) ?? NaN) / 100;
          // Near −1 the rate itself has few digits of the growth.
          fc.pre(rate > -0.999);
          expectClose(start * Math.exp(Math.log1p(rate) * (days / 365)), end);
        },
      ),
    );
  });

  it("is what the power gives", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 30, max: 3650 }), (percent, days) => {
        const growth = percent / 100;
        expectClose(cagr(1, growth, days * DAY), 100 * (growth ** (365 / days) - 1), 1);
      }),
    );
  });

  it("never gives NaN", () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), fc.double(), (start, end, span) =>
        expectFigure(cagr(start, end, span)),
      ),
    );
    fc.assert(
      fc.property(fc.double(), fc.double(), (start, end) => expectFigure(cagr(start, end, 90 * DAY))),
    );
  });
});
