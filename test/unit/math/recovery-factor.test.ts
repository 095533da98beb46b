import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recoveryFactor } from "../../../src/math/recovery-factor";
import { expectClose, expectFigure } from "./metric-fixtures";

describe("recoveryFactor", () => {
  it("is the compounded result over the deepest drawdown", () => {
    expect([recoveryFactor(30, 10), recoveryFactor(-30, 60), recoveryFactor(0, 10)]).toEqual([3, -0.5, 0]);
  });

  it("is null without a compounded result or without a drawdown", () => {
    expect([recoveryFactor(null, 10), recoveryFactor(30, null), recoveryFactor(null, null)]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it("is null when the account never fell", () => {
    expect([
      recoveryFactor(30, 0),
      recoveryFactor(-30, -0),
      recoveryFactor(0, 0),
      recoveryFactor(30, -1),
    ]).toEqual([null, null, null, null]);
  });

  it("gives the compounded result when it is multiplied by the drawdown", () => {
    const percent = fc.double({ min: -100, max: 1000, noNaN: true });
    const drawdown = fc.double({ min: 0.001, max: 100, noNaN: true });
    fc.assert(
      fc.property(percent, drawdown, (gain, depth) =>
        expectClose((recoveryFactor(gain, depth) ?? NaN) * depth, gain, 1e-300),
      ),
    );
  });

  it("never gives NaN", () => {
    const any = fc.option(fc.double());
    fc.assert(fc.property(any, any, (gain, depth) => expectFigure(recoveryFactor(gain, depth))));
  });
});
