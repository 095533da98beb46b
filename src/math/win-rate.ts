import { finiteOrNull } from "./finite-or-null";
import { selectLosses, selectWins } from "./wins-losses";

/**
 * How many trades won. A result of zero is no win.
 * @param results - of trades, percent
 */
export const countWins = (results: readonly number[]): number => selectWins(results).length;

/**
 * How many trades lost. A result of zero is no loss.
 * @param results - of trades, percent
 */
export const countLosses = (results: readonly number[]): number => selectLosses(results).length;

/**
 * Share of the trades that won: 100 · wins / n. Trades of zero count in n.
 * @param results - of trades, percent
 * @returns percent, 0–100; `null` without trades
 */
export const winRate = (results: readonly number[]): number | null =>
  finiteOrNull((100 * countWins(results)) / results.length);
