import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { centered } from "../../../src/math/centered";
import { EXAMPLE, exactMean, expectClose, percents } from "./metric-fixtures";

describe("centered", () => {
  it("is null without values, and when they have no mean", () => {
    expect(centered([])).toBeNull();
    expect(centered([Infinity, 1])).toBeNull();
  });

  it("gives the distances from the mean in order", () => {
    expect(centered(EXAMPLE)).toEqual([1.5, -1.5, -0.5, 2.5, -5.5, 3.5]);
    expect(centered([3])).toEqual([0]);
  });

  it("gives what each value is above the exact mean", () => {
    fc.assert(
      fc.property(percents(1), (values) => {
        const average = exactMean(values);
        const distances = centered(values) ?? [];
        expect(distances).toHaveLength(values.length);
        values.forEach((value, index) => expectClose(distances[index] ?? null, value - average, 1));
      }),
    );
  });

  it("has no rest of the rounded mean where values lie close together and far from zero", () => {
    const distances = centered([1e15, 1e15 + 1, 1e15 + 1]) ?? [];
    expect(distances.map((distance) => Math.round(distance * 300) / 300)).toEqual([
      -200 / 300,
      100 / 300,
      100 / 300,
    ]);
  });
});
