import { describe, expect, it } from "vitest";
import { describeMet, NO_TARGET, type Figures } from "../../bench/contest";

const FIGURES: Figures = {
  name: "average",
  market: "generated",
  minutes: 1,
  trades: [],
  hash: "",
  minutesPerSecond: 1,
  ratios: {},
};

describe("the column met", () => {
  it("says yes and no of a target, and has a dash where there is none", () => {
    expect([true, false].map(describeMet)).toEqual(["yes", "no"]);
    expect(describeMet(NO_TARGET.isMet(FIGURES))).toBe("–");
  });
});
