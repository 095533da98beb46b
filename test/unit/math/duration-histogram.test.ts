import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DurationHistogram } from "../../../src/math/duration-histogram";

const record = (values: readonly number[]): DurationHistogram => {
  const histogram = new DurationHistogram();
  values.forEach((value) => histogram.record(value));
  return histogram;
};

const nearestRank = (values: readonly number[], percent: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil((values.length * percent) / 100) - 1)] ?? NaN;

const expectWithin = (found: number, expected: number, relativeError: number): void =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(relativeError * Math.abs(expected));

describe("DurationHistogram", () => {
  it("is 0 in everything before the first duration", () => {
    const { count, sum, min, max, mean, deviation } = new DurationHistogram();
    expect([count, sum, min, max, mean, deviation]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(new DurationHistogram().percentile(50)).toBe(0);
  });

  it("knows one duration exactly", () => {
    const histogram = record([12.34]);
    expect([histogram.count, histogram.sum, histogram.min, histogram.max]).toEqual([1, 12.34, 12.34, 12.34]);
    expect([0, 50, 99, 100].map((percent) => histogram.percentile(percent))).toEqual(Array(4).fill(12.34));
    expect(histogram.deviation).toBe(0);
  });

  it("has the population deviation", () => {
    const histogram = record([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(histogram.deviation).toBeCloseTo(2, 12);
    expect(histogram.mean).toBe(5);
  });

  it("keeps the deviation of small differences between large durations", () => {
    expect(record([1e9, 1e9 + 2, 1e9 + 4]).deviation).toBeCloseTo(Math.sqrt(8 / 3), 9);
  });

  it("takes nearest rank: the median of an even number is the lower middle", () => {
    expectWithin(record([10, 20, 30, 40]).percentile(50), 20, 0.01);
    expectWithin(record([10, 20, 30, 40]).percentile(50.1), 30, 0.01);
  });

  it("is exact at the shortest and the longest", () => {
    const histogram = record([3.21, 7, 7, 9.87]);
    expect([0, 25, 76, 100].map((percent) => histogram.percentile(percent))).toEqual([
      3.21, 3.21, 9.87, 9.87,
    ]);
  });

  it("never leaves the range of what was recorded", () => {
    const histogram = record(Array<number>(9).fill(7.77));
    expect([10, 50, 90].map((percent) => histogram.percentile(percent))).toEqual([7.77, 7.77, 7.77]);
  });

  it("counts 0, and what lies below it as 0", () => {
    const histogram = record([0, -5, 0, 10]);
    expect([histogram.count, histogram.sum, histogram.min, histogram.max]).toEqual([4, 10, 0, 10]);
    expect([histogram.percentile(50), histogram.percentile(75), histogram.percentile(100)]).toEqual([
      0, 0, 10,
    ]);
  });

  it("leaves out what is no finite number", () => {
    const histogram = record([NaN, Infinity, -Infinity, 5]);
    expect([histogram.count, histogram.sum, histogram.max, histogram.deviation]).toEqual([1, 5, 5, 0]);
  });

  const duration = fc.oneof(
    fc.double({ min: 0, max: 1e-3, noNaN: true }).map((value) => (value < 1e-300 ? 0 : value)),
    fc.double({ min: 0, max: 100, noNaN: true }).map((value) => (value < 1e-300 ? 0 : value)),
    fc.double({ min: 1, max: 1e12, noNaN: true }),
    fc.integer({ min: 0, max: 20 }),
  );
  const durations = fc.array(duration, { minLength: 1, maxLength: 200 });
  const percent = fc.oneof(fc.constantFrom(0, 50, 95, 99, 100), fc.double({ min: 0, max: 100, noNaN: true }));

  it("has percentiles within 1 % of the sorted list", () => {
    fc.assert(
      fc.property(durations, percent, (values, asked) => {
        expectWithin(record(values).percentile(asked), nearestRank(values, asked), 0.01);
      }),
      { numRuns: 1_000 },
    );
  });

  it("has count, sum, extremes, mean and deviation as the list has them", () => {
    fc.assert(
      fc.property(durations, (values) => {
        const histogram = record(values);
        const sum = values.reduce((left, right) => left + right, 0);
        const mean = sum / values.length;
        const variance = values.reduce((left, right) => left + (right - mean) ** 2, 0) / values.length;
        expect([histogram.count, histogram.min, histogram.max]).toEqual([
          values.length,
          Math.min(...values),
          Math.max(...values),
        ]);
        expectWithin(histogram.sum, sum, 1e-9);
        expectWithin(histogram.mean, mean, 1e-9);
        expect(Math.abs(histogram.deviation - Math.sqrt(variance))).toBeLessThanOrEqual(1e-9 * (1 + mean));
      }),
    );
  });

  it("does not grow with the number of durations, only with how far they spread", () => {
    const histogram = new DurationHistogram();
    for (let index = 0; index < 100_000; index += 1) {
      histogram.record(10 ** ((index % 6_000) / 1_000));
    }
    const { size } = Reflect.get(histogram, "buckets") as { readonly size: number };
    expect(size).toBeGreaterThan(6 * 115);
    expect(size).toBeLessThan(6 * 125);
  });
});
