import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { probabilisticSharpe } from "../../../src/math/probabilistic-sharpe";
import {
  exactCentralMoment,
  exactMean,
  expectAlwaysFigure,
  expectClose,
  expectFigure,
  fractions,
  manyNumbers,
  wildNumbers,
} from "./metric-fixtures";

const exactRatio = (returns: readonly number[]): number => {
  const count = returns.length;
  return exactMean(returns) * Math.sqrt((count - 1) / count / exactCentralMoment(returns, 2));
};

/** Distance from the benchmark in standard errors, as the paper writes it. */
const exactDistance = (returns: readonly number[], benchmark: number): number => {
  const variance = exactCentralMoment(returns, 2);
  const skew = exactCentralMoment(returns, 3) / variance ** 1.5;
  const kurtosis = exactCentralMoment(returns, 4) / variance ** 2;
  const ratio = exactRatio(returns);
  const spread = Math.sqrt(1 - skew * ratio + ((kurtosis - 1) / 4) * ratio ** 2);
  return ((ratio - benchmark) * Math.sqrt(returns.length - 1)) / spread;
};

/** Slow: the area under the bell by Simpson's rule. */
const integrate = (end: number): number => {
  const steps = 4000;
  const width = end / steps;
  let total = 0;
  for (let step = 0; step <= steps; step += 1) {
    const weight = step === 0 || step === steps ? 1 : step % 2 === 0 ? 2 : 4;
    total += weight * Math.exp(-((step * width) ** 2) / 2);
  }
  return 0.5 + (total * width) / 3 / Math.sqrt(2 * Math.PI);
};

const repeat = (count: number, ...values: number[]): number[] =>
  Array.from({ length: count }, () => values).flat();

describe("probabilisticSharpe", () => {
  it("is null with fewer than 30 returns and without deviation", () => {
    expect(
      [[], [0.1], repeat(14, 0.03, -0.01), repeat(40, 0.1), repeat(40, 0)].map((returns) =>
        probabilisticSharpe(returns),
      ),
    ).toEqual(Array.from({ length: 5 }, () => null));
  });

  it("is one half for returns around zero, and for a benchmark of the ratio itself", () => {
    expect(probabilisticSharpe(repeat(20, 0.01, -0.01))).toBeCloseTo(0.5, 14);
    const returns = repeat(20, 0.03, -0.01);
    expect(probabilisticSharpe(returns, exactRatio(returns))).toBeCloseTo(0.5, 12);
  });

  it("is Φ(SR · √(T − 1)) where neither skewness nor tails count", () => {
    // Ratio 0.5 · √(T − 1) / √T per day with T = 36, kurtosis 1: Φ(35 / 12).
    expect(probabilisticSharpe(repeat(18, 0.03, -0.01))).toBeCloseTo(0.9982314, 6);
  });

  it("falls as the benchmark rises, and the two sides make 1", () => {
    const returns = manyNumbers(100, 0.1);
    const at = (benchmark: number): number => probabilisticSharpe(returns, benchmark) ?? NaN;
    expect(at(-0.1)).toBeGreaterThan(at(0));
    expect(at(0)).toBeGreaterThan(at(0.1));
    const mirrored = returns.map((value) => -value);
    expect(at(0.05) + (probabilisticSharpe(mirrored, -0.05) ?? NaN)).toBeCloseTo(1, 13);
  });

  it("is near 1 for gains only and near 0 for losses only", () => {
    const gains = Array.from({ length: 40 }, (_, index) => 0.001 * (index + 1));
    expect(probabilisticSharpe(gains)).toBeGreaterThan(0.999);
    expect(probabilisticSharpe(gains.map((value) => -value))).toBeLessThan(0.001);
  });

  it("is the area under the bell up to the distance of the paper", () => {
    const benchmarks = fc.double({ min: -0.3, max: 0.3, noNaN: true });
    fc.assert(
      fc.property(fractions(30), benchmarks, (returns, benchmark) => {
        fc.pre(exactCentralMoment(returns, 2) > 0);
        const distance = exactDistance(returns, benchmark);
        fc.pre(Number.isFinite(distance) && Math.abs(distance) < 30);
        expectClose(probabilisticSharpe(returns, benchmark), integrate(distance), 1);
      }),
    );
  });

  it("is the same for 100 000 returns", () => {
    const returns = manyNumbers(100_000, 0.1);
    const benchmark = exactRatio(returns) - 0.002;
    expectClose(probabilisticSharpe(returns, benchmark), integrate(exactDistance(returns, benchmark)));
  });

  it("never gives NaN", () => {
    expectAlwaysFigure((returns) => probabilisticSharpe(returns));
    fc.assert(
      fc.property(wildNumbers, fc.double(), (returns, benchmark) =>
        expectFigure(probabilisticSharpe(returns, benchmark)),
      ),
    );
  });
});
