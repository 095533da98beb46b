import fc from "fast-check";
import { expect } from "vitest";
import type { TradeResult } from "../../../src/math/trade-result";

/** Results of the check values in the specification, chronological, percent. */
export const EXAMPLE = [2, -1, 0, 3, -5, 4];

const STEPS = 1e6;

/** A number on a grid of a millionth, small ones and zero among them. */
const onGrid = (limit: number): fc.Arbitrary<number> =>
  fc
    .oneof(
      fc.constant(0),
      fc.integer({ min: -5, max: 5 }),
      fc.integer({ min: -limit * STEPS, max: limit * STEPS }),
    )
    .map((steps) => steps / STEPS);

/** Results of trades, percent: whole ones, small ones, zeros, equal ones. */
export const percents = (minLength = 0): fc.Arbitrary<number[]> =>
  fc.array(fc.oneof(onGrid(50), fc.integer({ min: -3, max: 3 })), { minLength, maxLength: 60 });

/** Returns as fractions, above −1. */
export const fractions = (minLength = 0): fc.Arbitrary<number[]> =>
  fc.array(fc.oneof(onGrid(0.5), fc.constantFrom(-0.01, 0.01)), { minLength, maxLength: 90 });

/** Numbers of any size, the infinities and NaN among them. */
export const wildNumbers = fc.oneof(
  fc.array(fc.double()),
  fc.array(fc.double(), { minLength: 30, maxLength: 40 }),
  fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 30, maxLength: 40 }),
  fc.array(fc.constantFrom(0, -0, 5e-324, -5e-324, 1e-200, Number.MAX_VALUE, -Number.MAX_VALUE, 1), {
    maxLength: 40,
  }),
);

/** Trades of which everything may be anything. */
export const wildTrades: fc.Arbitrary<TradeResult[]> = fc.array(
  fc.record({
    openTime: fc.double(),
    closeTime: fc.double(),
    pnlPercentage: fc.double(),
    priceOpen: fc.double(),
    priceStopLoss: fc.double(),
  }),
);

/** A figure is a finite number that is not −0, or `null`. */
export const expectFigure = (figure: number | null): void => {
  if (figure !== null) {
    expect(Number.isFinite(figure)).toBe(true);
    expect(Object.is(figure, -0)).toBe(false);
  }
};

/** Whatever the numbers are, the metric gives a figure. */
export const expectAlwaysFigure = (metric: (values: number[]) => number | null): void =>
  fc.assert(fc.property(wildNumbers, (values) => expectFigure(metric(values))));

/**
 * Equal to 1e-9 of the expected figure, or of `scale` when the figure is the small rest of numbers of that size.
 * `null` equals `null` only.
 */
export const expectClose = (actual: number | null, expected: number | null, scale = 0): void => {
  if (actual === null || expected === null) {
    expect(actual).toBe(expected);
    return;
  }
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(expected), scale));
};

/** The same irregular numbers at every call, on the grid, between −limit and limit. */
export const manyNumbers = (count: number, limit: number): number[] => {
  let state = 20_250_101;
  return Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.round((state / 2_147_483_647 - 0.48) * limit * STEPS) / STEPS;
  });
};

/** One trade; by default a result of 0 in the first minute, with a stop 10 % away. */
export const trade = (changes: Partial<TradeResult> = {}): TradeResult => ({
  openTime: 0,
  closeTime: 60_000,
  pnlPercentage: 0,
  priceOpen: 100,
  priceStopLoss: 90,
  ...changes,
});

/** Slow and exact: the central moment of numbers on the grid, Σ (x − mean)^power / n, in integers to the last division. */
export const exactCentralMoment = (values: readonly number[], power: number): number => {
  const steps = values.map((value) => BigInt(Math.round(value * STEPS)));
  const count = BigInt(values.length);
  const total = steps.reduce((sum, step) => sum + step, 0n);
  const powers = steps.reduce((sum, step) => sum + (count * step - total) ** BigInt(power), 0n);
  const unit = values.length * STEPS;
  return Number(powers) / unit ** power / values.length;
};

/** Slow and exact: the mean of numbers on the grid. */
export const exactMean = (values: readonly number[]): number =>
  Number(values.reduce((sum, value) => sum + BigInt(Math.round(value * STEPS)), 0n)) / STEPS / values.length;
