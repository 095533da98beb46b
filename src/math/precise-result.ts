/** The smallest double with all its digits; the smaller a number below it, the fewer are left. */
const SMALLEST_PRECISE = 2 ** -1022;

const isPrecise = (value: number): boolean => value >= SMALLEST_PRECISE && value <= Number.MAX_VALUE;

/**
 * The result of a calculation with positive numbers, if it can be relied on: once a step is infinite, or so small that digits
 * are lost, what comes behind it may be any number.
 * @param steps - what was worked out one after the other, ending with the result
 * @returns the last step; `NaN` when one of them is outside of the range in which doubles keep all their digits
 */
export const takePreciseResult = (...steps: readonly number[]): number =>
  steps.every(isPrecise) ? (steps.at(-1) ?? Number.NaN) : Number.NaN;
