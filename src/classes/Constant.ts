/**
 * Levels at which a position may be closed in parts: shares of the way from the entry to the take profit or the stop loss,
 * percent. Milestones are multiples of ten, so `listenPartialProfit` and `listenPartialLoss` report each of them.
 */
export const Constant = Object.freeze({
  /** First part of a profit. */
  TP_LEVEL1: 30,
  /** Second part of a profit. */
  TP_LEVEL2: 60,
  /** Last part of a profit. */
  TP_LEVEL3: 90,
  /** First part of a loss. */
  SL_LEVEL1: 40,
  /** Last part of a loss. */
  SL_LEVEL2: 80,
} as const);
