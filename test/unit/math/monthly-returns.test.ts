import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IEquityPoint } from "../../../src/math/equity-curve";
import { monthlyReturns } from "../../../src/math/monthly-returns";

/** Points at UTC dates. */
const curveOf = (...points: readonly (readonly [string, number])[]): readonly IEquityPoint[] =>
  points.map(([date, equity]) => ({ time: Date.parse(date), equity }));

/** Twelve months, `null` but for some. */
const yearOf = (months: Readonly<Record<number, number>>): (number | null)[] =>
  Array.from({ length: 12 }, (_, index) => months[index + 1] ?? null);

describe("monthlyReturns", () => {
  it("is the account at the end of each month over its start, null outside of the run", () => {
    const curve = curveOf(
      ["2025-03-10T12:00Z", 1],
      ["2025-03-20T00:00Z", 2],
      ["2025-04-10T00:00Z", 4],
      ["2025-04-30T23:59Z", 3],
      ["2025-05-02T00:00Z", 1.5],
    );
    expect(monthlyReturns(curve)).toEqual([
      { year: 2025, months: yearOf({ 3: 100, 4: 50, 5: -50 }), total: 50 },
    ]);
  });

  it("is 0 for a month of the run in which nothing happens", () => {
    const curve = curveOf(["2025-01-10T00:00Z", 1], ["2025-01-20T00:00Z", 2], ["2025-04-20T00:00Z", 4]);
    expect(monthlyReturns(curve)[0]?.months).toEqual(yearOf({ 1: 100, 2: 0, 3: 0, 4: 100 }));
  });

  it("has a row for each year, also for those in between", () => {
    const curve = curveOf(["2023-12-10T00:00Z", 1], ["2023-12-20T00:00Z", 2], ["2025-01-20T00:00Z", 3]);
    const idle = { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: 0, 8: 0, 9: 0, 10: 0, 11: 0, 12: 0 };
    expect(monthlyReturns(curve)).toEqual([
      { year: 2023, months: yearOf({ 12: 100 }), total: 100 },
      { year: 2024, months: yearOf(idle), total: 0 },
      { year: 2025, months: yearOf({ 1: 50 }), total: 50 },
    ]);
  });

  it("gives a value at midnight to the day before, so a run of January is one month", () => {
    const curve = curveOf(["2025-01-01T00:00Z", 1], ["2025-02-01T00:00Z", 2]);
    expect(monthlyReturns(curve)).toEqual([{ year: 2025, months: yearOf({ 1: 100 }), total: 100 }]);
    const year = curveOf(["2024-12-01T00:00Z", 1], ["2025-01-01T00:00Z", 2]);
    expect(monthlyReturns(year)).toEqual([{ year: 2024, months: yearOf({ 12: 100 }), total: 100 }]);
  });

  it("gives a value one millisecond after midnight to the new month", () => {
    const curve = curveOf(["2025-01-31T00:00Z", 1], ["2025-02-01T00:00:00.001Z", 2]);
    expect(monthlyReturns(curve)[0]?.months).toEqual(yearOf({ 1: 0, 2: 100 }));
  });

  it("has one month of 0 for a single point, also at midnight", () => {
    expect(monthlyReturns(curveOf(["2025-02-01T00:00Z", 1]))).toEqual([
      { year: 2025, months: yearOf({ 2: 0 }), total: 0 },
    ]);
  });

  it("earns nothing on an account of 0", () => {
    const curve = curveOf(["2024-11-10T00:00Z", 1], ["2024-11-20T00:00Z", 0], ["2025-01-20T00:00Z", 0]);
    expect(monthlyReturns(curve)).toEqual([
      { year: 2024, months: yearOf({ 11: -100, 12: 0 }), total: -100 },
      { year: 2025, months: yearOf({ 1: 0 }), total: 0 },
    ]);
  });

  it("is empty without points", () => {
    expect(monthlyReturns([])).toEqual([]);
  });

  const minute = 60_000;
  const start = Date.UTC(2022, 0, 1) / minute;
  const curveArbitrary = fc
    .uniqueArray(
      fc.tuple(
        fc.oneof(
          fc.integer({ min: start, max: start + 3 * 365 * 1440 }),
          fc
            .tuple(fc.integer({ min: 2022, max: 2024 }), fc.integer({ min: 0, max: 11 }))
            .map(([year, month]) => Date.UTC(year, month, 1) / minute),
        ),
        fc.double({ min: 0.1, max: 3, noNaN: true }),
      ),
      { minLength: 1, maxLength: 30, selector: ([at]) => at },
    )
    .map((points) => points.sort(([a], [b]) => a - b).map(([at, equity]) => ({ time: at * minute, equity })));

  it("compounds to each year and to the whole curve", () => {
    fc.assert(
      fc.property(curveArbitrary, (curve) => {
        let product = 1;
        for (const { months, total } of monthlyReturns(curve)) {
          const year = months.reduce<number>((left, right) => left * (1 + (right ?? 0) / 100), 1);
          expect(Math.abs(year / (1 + total / 100) - 1)).toBeLessThanOrEqual(1e-9);
          product *= year;
        }
        const whole = (curve.at(-1)?.equity ?? NaN) / (curve[0]?.equity ?? NaN);
        expect(Math.abs(product / whole - 1)).toBeLessThanOrEqual(1e-9);
      }),
    );
  });

  it("agrees with cutting the curve anew for each month", () => {
    fc.assert(
      fc.property(curveArbitrary, (curve) => {
        const first = curve[0] ?? { time: NaN, equity: NaN };
        const last = curve.at(-1) ?? first;
        const equityAt = (time: number): number =>
          (curve.filter((point) => point.time <= time).at(-1) ?? first).equity;
        for (let month = 0; month < 36; month += 1) {
          const opening = Date.UTC(2022, month, 1);
          const closing = Date.UTC(2022, month + 1, 1);
          const isInRun = first.time < closing && (last.time > opening || first.time === opening);
          const expected = isInRun ? (equityAt(closing) / equityAt(opening) - 1) * 100 : null;
          const row = monthlyReturns(curve).find(({ year }) => year === 2022 + Math.floor(month / 12));
          const found = row?.months[month % 12] ?? null;
          expect(found === null).toBe(expected === null);
          expect(Math.abs((found ?? 0) - (expected ?? 0))).toBeLessThanOrEqual(1e-9);
        }
      }),
    );
  });
});
