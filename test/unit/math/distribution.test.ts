import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distribute } from "../../../src/math/distribution";

/** The bins that hold something. */
const filled = (values: readonly number[], binCount?: number): number[][] =>
  distribute(values, binCount)
    .filter(({ count }) => count > 0)
    .map(({ from, to, count }) => [from, to, count]);

describe("distribute", () => {
  it("is empty without values", () => {
    expect(distribute([])).toEqual([]);
    expect(distribute([NaN, Infinity])).toEqual([]);
  });

  it("takes the smallest round width that needs no more bins than allowed", () => {
    expect(distribute([0, 3.9], 4).map(({ from }) => from)).toEqual([0, 1, 2, 3]);
    expect(distribute([0, 3.9], 3).map(({ from }) => from)).toEqual([0, 2]);
    expect(distribute([0, 4], 4).map(({ from }) => from)).toEqual([0, 2, 4]);
    expect(distribute([0, 399], 4).map(({ from }) => from)).toEqual([0, 100, 200, 300]);
    expect(distribute([0, 18], 4).map(({ from }) => from)).toEqual([0, 5, 10, 15]);
  });

  it("counts a value on an edge in the bin that starts there", () => {
    expect(distribute([0.1, 0.2, 0.3, 0.3, 0.35], 4)).toEqual([
      { from: 0, to: 0.1, count: 0 },
      { from: 0.1, to: 0.2, count: 1 },
      { from: 0.2, to: 0.3, count: 1 },
      { from: 0.3, to: 0.4, count: 3 },
    ]);
  });

  it("parts gains from losses at zero, and counts zero with the gains", () => {
    expect(filled([-0.001, 0, 0.001, -3, 3], 8)).toEqual([
      [-3, -2, 1],
      [-1, 0, 1],
      [0, 1, 2],
      [3, 4, 1],
    ]);
  });

  it("has both sides of zero apart whatever is allowed", () => {
    expect(filled([-7, 8], 1)).toEqual([
      [-10, 0, 1],
      [0, 10, 1],
    ]);
  });

  it("reaches to zero when all values lie on one side of it", () => {
    expect(distribute([100, 101])[0]).toEqual({ from: 0, to: 5, count: 0 });
    expect(distribute([-100, -99]).at(-1)).toEqual({ from: -5, to: 0, count: 0 });
    expect(filled([-10, -9, -0.5], 10)).toEqual([
      [-10, -9, 1],
      [-9, -8, 1],
      [-1, 0, 1],
    ]);
  });

  it("has one bin for zeros", () => {
    expect(distribute([0, -0, 0])).toEqual([{ from: 0, to: 1, count: 3 }]);
  });

  it("has edges without noise of rounding", () => {
    const edges = distribute([-0.29, 0.7]).flatMap(({ from, to }) => [from, to]);
    expect(edges).toContain(0.3);
    expect(edges).toEqual(edges.map((edge) => Number(edge.toPrecision(12))));
  });

  it("leaves out what is no finite number", () => {
    expect(filled([NaN, 5, Infinity, -Infinity], 2)).toEqual([[5, 10, 1]]);
  });

  it("ends for the largest and the smallest numbers there are", () => {
    expect(filled([-Number.MAX_VALUE, Number.MAX_VALUE]).map(([, , count]) => count)).toEqual([1, 1]);
    expect(filled([Number.MIN_VALUE, -Number.MIN_VALUE]).map(([, , count]) => count)).toEqual([1, 1]);
  });

  const value = fc.oneof(
    fc.double({ min: -100, max: 100, noNaN: true }),
    fc.integer({ min: -1_000, max: 1_000 }).map((tenths) => tenths / 10),
    fc.double({ min: -1e-3, max: 1e-3, noNaN: true }),
  );
  const cases = fc.tuple(fc.array(value, { minLength: 1, maxLength: 60 }), fc.integer({ min: 2, max: 60 }));

  it("counts each value once, between the edges of its bin, in at most so many bins", () => {
    fc.assert(
      fc.property(cases, ([values, binCount]) => {
        const bins = distribute(values, binCount);
        expect(bins.length).toBeLessThanOrEqual(binCount);
        for (const { from, to, count } of bins) {
          expect(count).toBe(values.filter((each) => from <= each && each < to).length);
        }
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
      }),
      { numRuns: 500 },
    );
  });

  it("has bins of one round width, side by side, with zero for an edge", () => {
    fc.assert(
      fc.property(cases, ([values, binCount]) => {
        const bins = distribute(values, binCount);
        const width = Number(((bins[0]?.to ?? NaN) - (bins[0]?.from ?? NaN)).toPrecision(9));
        expect(width.toExponential()).toMatch(/^[125]e/);
        expect(bins.some(({ from, to }) => from === 0 || to === 0)).toBe(true);
        for (const [index, { from, to }] of bins.entries()) {
          expect(Math.abs((to - from) / width - 1)).toBeLessThanOrEqual(1e-9);
          expect(from).toBe(index === 0 ? from : bins[index - 1]?.to);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("has no smaller round width that would do", () => {
    const smaller: Readonly<Record<string, number>> = { "1": 0.5, "2": 0.5, "5": 0.4 };
    fc.assert(
      fc.property(cases, ([values, binCount]) => {
        const [bin] = distribute(values, binCount);
        const width = Number(((bin?.to ?? NaN) - (bin?.from ?? NaN)).toPrecision(9));
        fc.pre(width > 1e-11 && values.some((each) => each !== 0));
        const next = width * (smaller[width.toExponential().charAt(0)] ?? NaN);
        const needed = Math.max(0, ...values) / next - Math.min(0, ...values) / next;
        expect(needed).toBeGreaterThan(binCount - 2);
      }),
    );
  });
});
