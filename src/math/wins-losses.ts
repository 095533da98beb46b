/**
 * Results above zero.
 * @param results - of trades, percent
 * @returns in the same order
 */
export const selectWins = (results: readonly number[]): number[] => results.filter((result) => result > 0);

/**
 * Results below zero.
 * @param results - of trades, percent
 * @returns in the same order
 */
export const selectLosses = (results: readonly number[]): number[] => results.filter((result) => result < 0);
