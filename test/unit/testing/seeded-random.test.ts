import { describe, expect, it } from "vitest";
import { createSeededRandom, createSeededUuid } from "../../../src/testing/seeded-random";

const draw = (seed: number, count: number): number[] => {
  const random = createSeededRandom(seed);
  return Array.from({ length: count }, () => random());
};

describe("createSeededRandom", () => {
  it("gives the same numbers for the same seed", () => {
    expect(draw(42, 100)).toEqual(draw(42, 100));
  });

  it("gives other numbers for another seed", () => {
    expect(draw(42, 5)).not.toEqual(draw(43, 5));
  });

  it("stays in [0, 1) and spreads evenly over it", () => {
    const numbers = draw(7, 100_000);
    const tenths = new Array<number>(10).fill(0);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    for (const number of numbers) {
      const tenth = Math.floor(number * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) {
      expect(Math.abs(count - 10_000)).toBeLessThan(500);
    }
  });

  it("starts as published for the seed 0", () => {
    expect(draw(0, 2)).toEqual([0.26642920868471265, 0.0003297457005828619]);
  });
});

describe("createSeededUuid", () => {
  it("has the form of a version 4 UUID and repeats with its source", () => {
    const first = createSeededUuid(createSeededRandom(1));
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(createSeededUuid(createSeededRandom(1))).toBe(first);
  });

  it("does not repeat itself within one source", () => {
    const random = createSeededRandom(1);
    expect(new Set(Array.from({ length: 1_000 }, () => createSeededUuid(random))).size).toBe(1_000);
  });
});
