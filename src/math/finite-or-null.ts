/**
 * A figure as reports show it: what is no finite number cannot be computed, and there is no negative zero.
 * @param value - any number
 * @returns the number, or `null` for NaN and the infinities
 */
export const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value + 0 : null);
