/** A source of numbers that are evenly spread over `[0, 1)`. */
export type RandomSource = () => number;

const UINT32_RANGE = 2 ** 32;

/**
 * A small seeded generator (mulberry32, public domain, by Tommy Ettinger). It uses 32-bit integer arithmetic only, so the
 * same seed gives the same numbers on every machine.
 *
 * @param seed - any integer; its low 32 bits count
 * @returns the next number at each call
 */
export const createRandom = (seed: number): RandomSource => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / UINT32_RANGE;
  };
};

/** The sum of two uniform numbers has variance 1/6; this scales it to 1. */
const TRIANGLE_SCALE = Math.sqrt(6);

/**
 * A random shock with mean 0 and variance 1, triangular between ±2.45. Sums of a few are close to normal, without the
 * logarithm and cosine of the usual methods, whose last bits differ between machines.
 *
 * @param random - where the numbers come from; two are taken
 */
export const drawShock = (random: RandomSource): number => (random() + random() - 1) * TRIANGLE_SCALE;
