import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calmar } from "../../../src/math/calmar";
import { expectClose, expectFigure } from "./metric-fixtures";

describe("calmar", () => {
  it("is the yearly return over the deepest drawdown", () => {
    expect([calmar(30, 10), calmar(-30, 60), calmar(0, 10)]).toEqual([3, -0.5, 0]);
  });

  it("is null without a yearly return or without a drawdown", () => {
    expect([calmar(null, 10), calmar(30, null), calmar(null, null)]).toEqual([null, null, null]);
  });

  it("is null when the account never fell", () => {
    expect([calmar(30, 0), calmar(-30, -0), calmar(0, 0), calmar(30, -1)]).toEqual([null, null, null, null]);
  });

  it("gives the yearly return when it is multiplied by the drawdown", () => {
    const percent = fc.double({ min: -100, max: 1000, noNaN: true });
    const drawdown = fc.double({ min: 0.001, max: 100, noNaN: true });
    fc.assert(
      fc.property(percent, drawdown, (gain, depth) =>
        expectClose((calmar(gain, depth) ?? NaN) * depth, gain, 1e-300),
      ),
    );
  });

  it("never gives NaN", () => {
    const any = fc.option(fc.double());
    fc.assert(fc.property(any, any, (gain, depth) => expectFigure(calmar(gain, depth))));
  });
});
