import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mean } from "../../../src/math/mean";
import {
  EXAMPLE,
  exactMean,
  expectAlwaysFigure,
  expectClose,
  manyNumbers,
  percents,
} from "./metric-fixtures";

describe("mean", () => {
  it("is null without values", () => {
    expect(mean([])).toBeNull();
  });

  it("is 0.5 for the example of the specification", () => {
    expect(mean(EXAMPLE)).toBe(0.5);
  });

  it("is the value itself for one and for equal ones", () => {
    expect(mean([0.1])).toBe(0.1);
    expect(mean([0, 0])).toBe(0);
    expect(mean(Array.from({ length: 1000 }, () => 7.25))).toBe(7.25);
  });

  it("is the exact mean", () => {
    fc.assert(fc.property(percents(1), (values) => expectClose(mean(values), exactMean(values), 1e-6)));
  });

  it("is the exact mean of 100 000 values, also where they nearly cancel", () => {
    const values = manyNumbers(100_000, 7);
    expectClose(mean(values), exactMean(values));
    const cancelling = [...values, ...values.map((value) => -value), 0.000001];
    expectClose(mean(cancelling), 0.000001 / 200_001);
  });

  it("never gives NaN", () => {
    expectAlwaysFigure(mean);
  });
});
