/** Longest runs of trades, each 0 when there is none. */
export interface Streaks {
  readonly wins: number;
  readonly losses: number;
}

/**
 * Longest run of wins and longest run of losses. A win ends the run of losses and a loss the run of wins; a trade of zero
 * does nothing to either.
 * @param results - of trades, percent, chronological
 * @returns frozen
 */
export const longestStreaks = (results: readonly number[]): Streaks => {
  const longest = { wins: 0, losses: 0 };
  let wins = 0;
  let losses = 0;
  for (const result of results) {
    if (result > 0) {
      wins += 1;
      losses = 0;
      longest.wins = Math.max(longest.wins, wins);
    } else if (result < 0) {
      losses += 1;
      wins = 0;
      longest.losses = Math.max(longest.losses, losses);
    }
  }
  return Object.freeze(longest);
};
