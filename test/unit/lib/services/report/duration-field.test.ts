import { describe, expect, it } from "vitest";
import { describeDuration } from "../../../../../src/lib/services/report/duration-field";

describe("the duration of a row", () => {
  it("is whole minutes, rounded", () => {
    expect(describeDuration(60_000, 210_000)).toEqual({ duration: 3 });
    expect(describeDuration(60_000, 60_000)).toEqual({ duration: 0 });
  });

  it("is not there when one of its instants is not known", () => {
    expect(describeDuration(Number.NaN, 60_000)).toEqual({});
    expect(describeDuration(60_000, Number.NaN)).not.toHaveProperty("duration");
  });
});
