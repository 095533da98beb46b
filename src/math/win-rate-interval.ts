/** An interval of a share. */
export interface ShareInterval {
  /** Lower end, percent. */
  readonly low: number;
  /** Upper end, percent. */
  readonly high: number;
}

/** 97.5 % quantile of the normal distribution: 2.5 % lie outside at either end. */
const Z = 1.959963984540054;

/**
 * 95 % interval of the true win rate (E. B. Wilson, 1927): with p = wins / n, the centre is
 * (p + z²/2n) / (1 + z²/n) and the half width z / (1 + z²/n) · √(p(1 − p)/n + z²/4n²).
 * @param wins - trades that won
 * @param total - all trades
 * @returns frozen; `null` without trades, and for numbers that are no such counts
 */
export const winRateInterval = (wins: number, total: number): ShareInterval | null => {
  if (!(Number.isInteger(wins) && Number.isInteger(total) && total > 0 && wins >= 0 && wins <= total)) {
    return null;
  }
  const share = wins / total;
  const spread = (Z * Z) / total;
  const center = (share + spread / 2) / (1 + spread);
  const root = Math.sqrt((share * (1 - share)) / total + spread / (4 * total));
  const halfWidth = (Z / (1 + spread)) * root;
  // At the ends the two terms are equal; what rounding leaves of their difference is no rate.
  return Object.freeze({
    low: wins === 0 ? 0 : Math.max(0, 100 * (center - halfWidth)),
    high: wins === total ? 100 : Math.min(100, 100 * (center + halfWidth)),
  });
};
