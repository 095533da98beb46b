import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { populationDeviation, sampleDeviation, withoutNoise } from "../../../src/math/deviation";
import {
  EXAMPLE,
  exactCentralMoment,
  expectAlwaysFigure,
  expectClose,
  manyNumbers,
  percents,
} from "./metric-fixtures";

const exactPopulation = (values: readonly number[]): number => Math.sqrt(exactCentralMoment(values, 2));

const exactSample = (values: readonly number[]): number =>
  Math.sqrt((exactCentralMoment(values, 2) * values.length) / (values.length - 1));

describe("populationDeviation", () => {
  it("is null without values", () => {
    expect(populationDeviation([])).toBeNull();
  });

  it("is 0 for one value and for equal values", () => {
    expect(populationDeviation([3])).toBe(0);
    expect(populationDeviation([-2, -2, -2])).toBe(0);
  });

  it("is that of the specification for its example", () => {
    expect(populationDeviation(EXAMPLE)).toBeCloseTo(2.9860788111948193, 14);
  });

  it("divides by the number of values", () => {
    expect(populationDeviation([1, 3])).toBe(1);
  });

  it("takes the rest that rounding leaves of three times 0.1 for 0", () => {
    expect(populationDeviation([0.1, 0.1, 0.1])).toBe(0);
    expect(populationDeviation([0.3, 0.1 + 0.2])).toBe(0);
  });

  it("takes a deviation up to a billionth of a thousandth of the mean for 0, and no larger one", () => {
    expect(populationDeviation([1e6, 1e6 + 1e-6])).toBe(0);
    expect(populationDeviation([1e6, 1e6 + 4e-6])).toBeGreaterThan(1e-6);
    expect(populationDeviation([0, 1.9e-12])).toBe(0);
    expect(populationDeviation([0, 2.1e-12])).toBeGreaterThan(1e-12);
  });

  it("is that of exact arithmetic", () => {
    fc.assert(
      fc.property(percents(1), (values) => expectClose(populationDeviation(values), exactPopulation(values))),
    );
  });

  it("is that of exact arithmetic for 100 000 values", () => {
    const values = manyNumbers(100_000, 7);
    expectClose(populationDeviation(values), exactPopulation(values));
  });

  it("keeps its digits where values lie close together and far from zero", () => {
    expectClose(populationDeviation([1e9, 1e9 + 1, 1e9 + 1]), Math.sqrt(2) / 3);
  });

  it("never gives NaN", () => {
    expectAlwaysFigure(populationDeviation);
  });
});

describe("sampleDeviation", () => {
  it("is null for fewer than two values", () => {
    expect([sampleDeviation([]), sampleDeviation([3])]).toEqual([null, null]);
  });

  it("divides by one less than the number of values", () => {
    expect(sampleDeviation([1, 3])).toBe(Math.SQRT2);
  });

  it("is 0 for equal values and for rounding noise", () => {
    expect(sampleDeviation([-2, -2, -2])).toBe(0);
    expect(sampleDeviation([0.1, 0.1, 0.1])).toBe(0);
  });

  it("is that of exact arithmetic, also for 100 000 values", () => {
    fc.assert(
      fc.property(percents(2), (values) => expectClose(sampleDeviation(values), exactSample(values))),
    );
    const values = manyNumbers(100_000, 7);
    expectClose(sampleDeviation(values), exactSample(values));
  });

  it("never gives NaN", () => {
    expectAlwaysFigure(sampleDeviation);
  });
});

describe("withoutNoise", () => {
  it("counts what is at most 1e-12 of the mean as 0, of 1 for smaller means", () => {
    expect([withoutNoise(1e-12, 0.5), withoutNoise(1.1e-12, 0.5)]).toEqual([0, 1.1e-12]);
    expect([withoutNoise(5e-12, -5), withoutNoise(5.1e-12, -5)]).toEqual([0, 5.1e-12]);
  });
});
