import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countLevels } from "../../../src/client/partial-levels";

describe("how many milestones a share of the way has reached", () => {
  it.each([
    [0, 0],
    [9.99, 0],
    [10, 1],
    [19.9, 1],
    [45, 4],
    [99.999, 9],
    [100, 10],
    [250, 10],
    [-30, 0],
    [Number.NaN, 0],
  ])("%s % of the way is level number %s", (percent, count) => {
    expect(countLevels(percent)).toBe(count);
  });

  it("a level that is reached exactly counts, whatever binary fractions make of the share", () => {
    expect(((100.8 - 100) / (104 - 100)) * 100).toBeLessThan(20);
    expect(countLevels(((100.8 - 100) / (104 - 100)) * 100)).toBe(2);
  });

  it("property: prices written in decimals reach the level they lie at, and not the one a tick before it", () => {
    const prices = fc.record({
      open: fc.integer({ min: 1_000, max: 10_000_000 }),
      step: fc.integer({ min: 1, max: 10_000 }),
      level: fc.integer({ min: 1, max: 10 }),
    });
    fc.assert(
      fc.property(prices, ({ open, step, level }) => {
        const toPrice = (ticks: number): number => ticks / 100;
        const way = (ticks: number): number =>
          ((toPrice(open + ticks) - toPrice(open)) / (toPrice(open + 10 * step) - toPrice(open))) * 100;
        expect(countLevels(way(level * step))).toBe(level);
        expect(countLevels(way(level * step - 1))).toBe(Math.floor((level * step - 1) / step));
      }),
      { numRuns: 2_000 },
    );
  });
});
