import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalCdf, normalQuantile } from "../../../src/math/normal-distribution";
import { expectFigure } from "./metric-fixtures";

/** Computed in 50 digits: z, Φ(z). */
const CDF = [
  [-37, 5.725571222524577e-300],
  [-30, 4.906713927148187e-198],
  [-20, 2.7536241186062337e-89],
  [-10, 7.619853024160525e-24],
  [-8, 6.220960574271784e-16],
  [-6, 9.86587645037698e-10],
  [-5.7, 5.990371401063528e-9],
  [-5.6, 1.071759025831093e-8],
  [-5, 2.866515718791939e-7],
  [-4, 0.00003167124183311992],
  [-3, 0.0013498980316300946],
  [-2.5, 0.006209665325776135],
  [-2, 0.02275013194817921],
  [-1.5, 0.06680720126885807],
  [-1, 0.15865525393145705],
  [-0.7, 0.24196365222307303],
  [-0.67, 0.2514288950953101],
  [-0.5, 0.3085375387259869],
  [-0.1, 0.460172162722971],
  [-1e-9, 0.4999999996010577],
  [0, 0.5],
  [0.25, 0.5987063256829237],
  [0.67, 0.7485711049046899],
  [0.68, 0.7517477695464294],
  [1, 0.841344746068543],
  [1.96, 0.9750021048517796],
  [3, 0.9986501019683699],
  [5, 0.9999997133484281],
  [6, 0.9999999990134123],
  [8, 0.9999999999999994],
] as const;

/** Computed in 50 digits: p, Φ⁻¹(p). */
const QUANTILES = [
  [1e-300, -37.0470962993612],
  [1e-100, -21.273453560965326],
  [1e-30, -11.464024688443617],
  [1e-12, -7.034483825301132],
  [1e-11, -6.706023155495136],
  [1e-10, -6.361340902404056],
  [1e-6, -4.753424308822899],
  [0.001, -3.090232306167813],
  [0.01, -2.326347874040841],
  [0.025, -1.9599639845400543],
  [0.05, -1.6448536269514726],
  [0.074, -1.4466320671589783],
  [0.075, -1.439531470938456],
  [0.1, -1.2815515655446004],
  [0.25, -0.6744897501960817],
  [0.4, -0.2533471031357997],
  [0.49999, -0.00002506628274896001],
  [0.50001, 0.000025066282748820864],
  [0.6, 0.2533471031357997],
  [0.75, 0.6744897501960817],
  [0.9, 1.2815515655446006],
  [0.92, 1.4050715603096329],
  [0.93, 1.475791028179171],
  [0.975, 1.9599639845400538],
  [0.99, 2.3263478740408408],
  [0.999, 3.090232306167813],
  [0.9999, 3.7190164854557084],
] as const;

const expectWithin = (actual: number | null, expected: number, tolerance: number): void => {
  expect(Math.abs((actual ?? NaN) / expected - 1)).toBeLessThanOrEqual(tolerance);
};

/** Slow: the series of Φ around 0, z·φ(z)·(1 + z²/3 + z⁴/15 + …) (G. Marsaglia, 2004). */
const series = (z: number): number => {
  let term = z;
  let total = z;
  for (let divisor = 3; divisor < 400; divisor += 2) {
    term *= (z * z) / divisor;
    total += term;
  }
  return 0.5 + (total * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
};

describe("normalCdf", () => {
  it("is Φ to 1e-12 of its value, in the far tail as well", () => {
    for (const [z, probability] of CDF) {
      expectWithin(normalCdf(z), probability, z < -10 ? 1e-12 : 1e-14);
    }
  });

  it("is the sum of the series around 0", () => {
    const point = fc.double({ min: -4, max: 9, noNaN: true });
    fc.assert(fc.property(point, (z) => expectWithin(normalCdf(z), series(z), 1e-9)));
  });

  it("is 1/2 at the mean, and what is above z is below -z", () => {
    expect(normalCdf(0)).toBe(0.5);
    fc.assert(
      fc.property(fc.double({ min: -40, max: 40, noNaN: true }), (z) => {
        expect((normalCdf(z) ?? NaN) + (normalCdf(-z) ?? NaN)).toBeCloseTo(1, 14);
      }),
    );
  });

  it("does not step where one quotient follows another", () => {
    for (const border of [0.67448975, Math.sqrt(32)]) {
      expectWithin(normalCdf(-border * (1 + 1e-15)), normalCdf(-border) ?? NaN, 1e-13);
    }
  });

  it("is 0 and 1 at the infinities", () => {
    expect([-Infinity, -1e300, -40, 40, 1e300, Infinity].map(normalCdf)).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it("is a figure of 0 to 1 for any number, and null for NaN", () => {
    expect(normalCdf(NaN)).toBeNull();
    fc.assert(
      fc.property(fc.double(), (z) => {
        const probability = normalCdf(z);
        expectFigure(probability);
        expect(Number.isNaN(z) || (probability !== null && probability >= 0 && probability <= 1)).toBe(true);
      }),
    );
  });
});

describe("normalQuantile", () => {
  it("is Φ⁻¹ to 1e-12 of its value, in the far tails as well", () => {
    for (const [probability, z] of QUANTILES) {
      expectWithin(normalQuantile(probability), z, 1e-12);
    }
  });

  it("is 0 for one half", () => {
    expect(normalQuantile(0.5)).toBe(0);
  });

  it("gives back what the distribution function was given", () => {
    fc.assert(
      fc.property(fc.double({ min: -37, max: 3, noNaN: true }), (z) => {
        const back = normalQuantile(normalCdf(z) ?? NaN);
        expect(Math.abs((back ?? NaN) - z)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(z)));
      }),
    );
  });

  it("is null for what is no probability between 0 and 1", () => {
    expect([0, 1, -0.1, 1.1, NaN, Infinity].map(normalQuantile)).toEqual(
      Array.from({ length: 6 }, () => null),
    );
  });

  it("never gives NaN", () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1 }), (value) => expectFigure(normalQuantile(value))));
  });
});
