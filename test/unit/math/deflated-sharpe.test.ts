import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deflatedSharpe, expectedMaximumSharpe } from "../../../src/math/deflated-sharpe";
import { normalCdf } from "../../../src/math/normal-distribution";
import { probabilisticSharpe } from "../../../src/math/probabilistic-sharpe";
import {
  exactCentralMoment,
  expectAlwaysFigure,
  expectClose,
  expectFigure,
  fractions,
  manyNumbers,
  wildNumbers,
} from "./metric-fixtures";

/** Slow: the point with this probability below it, by bisection. */
const findQuantile = (probability: number): number => {
  let [low, high] = [-40, 40];
  for (let step = 0; step < 200; step += 1) {
    const middle = (low + high) / 2;
    [low, high] = (normalCdf(middle) ?? NaN) < probability ? [middle, high] : [low, middle];
  }
  return low;
};

const naive = (ratios: readonly number[]): number => {
  const count = ratios.length;
  const gamma = 0.577215664901533;
  const deviation = Math.sqrt((exactCentralMoment(ratios, 2) * count) / (count - 1));
  const quantiles = [1 / count, 1 / count / Math.exp(1)].map((share) => findQuantile(1 - share));
  return deviation * ((1 - gamma) * (quantiles[0] ?? NaN) + gamma * (quantiles[1] ?? NaN));
};

const returns = manyNumbers(100, 0.1);

describe("expectedMaximumSharpe", () => {
  it("is null with fewer than two strategies", () => {
    expect([expectedMaximumSharpe([]), expectedMaximumSharpe([0.1])]).toEqual([null, null]);
  });

  it("is 0 when all strategies have the same ratio: there was nothing to choose from", () => {
    expect([expectedMaximumSharpe([0.1, 0.1, 0.1]), expectedMaximumSharpe([0, 0])]).toEqual([0, 0]);
  });

  it("is near the mean of the largest of ten normal numbers for ten ratios of deviation 1", () => {
    // The mean of the largest is 1.53875; the formula of the paper approaches it from above.
    const ratios = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? 1 : -1) * Math.sqrt(0.9));
    expect(expectedMaximumSharpe(ratios)).toBeCloseTo(1.5746, 4);
  });

  it("grows with the number of tries and with their deviation", () => {
    const few = expectedMaximumSharpe([0.1, -0.1]) ?? NaN;
    const many = expectedMaximumSharpe([0.1, -0.1, 0.1, -0.1, 0.1, -0.1]) ?? NaN;
    expect(many).toBeGreaterThan(few);
    expectClose(expectedMaximumSharpe([0.2, -0.2]), 2 * few);
  });

  it("does not depend on the mean of the ratios", () => {
    expectClose(expectedMaximumSharpe([0.3, 0.1]), expectedMaximumSharpe([0.1, -0.1]));
  });

  it("is what the formula gives, also for 100 000 strategies", () => {
    fc.assert(
      fc.property(fractions(2), (ratios) => expectClose(expectedMaximumSharpe(ratios), naive(ratios))),
    );
    const ratios = manyNumbers(100_000, 0.2);
    expectClose(expectedMaximumSharpe(ratios), naive(ratios));
  });

  it("never gives NaN", () => {
    expectAlwaysFigure(expectedMaximumSharpe);
  });
});

describe("deflatedSharpe", () => {
  it("is null with fewer than two strategies", () => {
    expect([deflatedSharpe([], returns), deflatedSharpe([0.1], returns)]).toEqual([null, null]);
  });

  it("is null with fewer than 30 returns and for equal returns", () => {
    expect([deflatedSharpe([0.1, 0.2], []), deflatedSharpe([0.1, 0.2], returns.slice(0, 29))]).toEqual([
      null,
      null,
    ]);
    expect(
      deflatedSharpe(
        [0.1, 0.2],
        returns.map(() => 0.1),
      ),
    ).toBeNull();
    expect(deflatedSharpe([0.1, 0.2], returns.slice(0, 30))).not.toBeNull();
  });

  it("is the probabilistic ratio against zero when all strategies have the same ratio", () => {
    expect(deflatedSharpe([0.1, 0.1], returns)).toBe(probabilisticSharpe(returns, 0));
  });

  it("is less the more strategies were tried", () => {
    const few = deflatedSharpe([0.1, -0.1], returns) ?? NaN;
    expect(few).toBeLessThan(probabilisticSharpe(returns) ?? NaN);
    expect(deflatedSharpe([0.1, -0.1, 0.1, -0.1], returns)).toBeLessThan(few);
  });

  it("is the probabilistic ratio against the luck of the best", () => {
    fc.assert(
      fc.property(fractions(2), (ratios) =>
        expectClose(deflatedSharpe(ratios, returns), probabilisticSharpe(returns, naive(ratios)), 1e-6),
      ),
    );
  });

  it("never gives NaN", () => {
    fc.assert(
      fc.property(wildNumbers, wildNumbers, (ratios, values) => {
        expectFigure(deflatedSharpe(ratios, values));
        expectFigure(deflatedSharpe(ratios, returns));
      }),
    );
  });
});
