/** A source of numbers in `[0, 1)`. */
export type RandomSource = () => number;

const MULBERRY_INCREMENT = 0x6d2b79f5;
const TWO_TO_THE_32 = 2 ** 32;

/**
 * A repeatable random source: the same seed gives the same numbers (algorithm: Mulberry32 by Tommy Ettinger).
 * @param seed - any number; its lowest 32 bits count
 * @returns uniform numbers in `[0, 1)`
 */
export const createSeededRandom = (seed: number): RandomSource => {
  let state = seed >>> 0;
  return () => {
    state = (state + MULBERRY_INCREMENT) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / TWO_TO_THE_32;
  };
};

const UUID_PATTERN = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";

/**
 * A UUID (version 4) drawn from a random source.
 * @param random - where the digits come from
 */
export const createSeededUuid = (random: RandomSource): string =>
  UUID_PATTERN.replaceAll(/[xy]/g, (place) => {
    const digit = Math.floor(random() * 16);
    return (place === "x" ? digit : (digit & 0b0011) | 0b1000).toString(16);
  });
