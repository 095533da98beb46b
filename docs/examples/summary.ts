import type { IStrategyTickResultCancelled, IStrategyTickResultClosed } from "backtest-connection-kit";

/** The part of a closed result that the summary looks at. */
export type ClosedTrade = Pick<IStrategyTickResultClosed, "closeReason" | "closeTimestamp"> & {
  readonly pnl: Pick<IStrategyTickResultClosed["pnl"], "pnlPercentage">;
  readonly signal: Pick<IStrategyTickResultClosed["signal"], "position" | "entry">;
};

/** The part of a cancelled result that the summary looks at. */
export type CancelledOrder = Pick<IStrategyTickResultCancelled, "reason">;

/** What a list of trades comes to. Percentages are 0–100 numbers; `null` where there is nothing to divide by. */
export interface TradeSummary {
  readonly trades: number;
  readonly longTrades: number;
  readonly shortTrades: number;
  readonly marketEntries: number;
  readonly limitEntries: number;
  readonly takeProfits: number;
  readonly stopLosses: number;
  readonly expiries: number;
  readonly cancelledOrders: number;
  /** How many orders were cancelled for each reason, by name of the reason. */
  readonly cancelReasons: ReadonlyMap<CancelledOrder["reason"], number>;
  /** Trades with a PnL above 0. */
  readonly wins: number;
  /** Share of the trades that won. */
  readonly winRate: number | null;
  /** Sum of the PnL percentages. */
  readonly totalPnl: number;
  /** Mean of the PnL percentages. */
  readonly averagePnl: number | null;
  readonly bestPnl: number | null;
  readonly worstPnl: number | null;
  /** Deepest fall of the compounded equity below its earlier peak, in percent of that peak. */
  readonly maxDrawdown: number;
  /** Sum of the gains over the sum of the losses; `null` without a losing trade. */
  readonly profitFactor: number | null;
}

/**
 * Deepest fall of an equity curve that puts everything into each trade: `1 − equity / earlier peak`, in percent.
 *
 * @param percentages - results of the trades in the order they closed, percent
 * @returns 0–100
 */
export const calculateMaxDrawdown = (percentages: readonly number[]): number => {
  let equity = 1;
  let peak = 1;
  let deepest = 0;
  for (const percentage of percentages) {
    equity = Math.max(0, equity * (1 + percentage / 100));
    peak = Math.max(peak, equity);
    deepest = Math.max(deepest, 1 - equity / peak);
  }
  return deepest * 100;
};

const calculateProfitFactor = (percentages: readonly number[]): number | null => {
  const gains = percentages.reduce((sum, value) => sum + Math.max(0, value), 0);
  const losses = percentages.reduce((sum, value) => sum + Math.max(0, -value), 0);
  return losses > 0 ? gains / losses : null;
};

const countReasons = (cancelled: readonly CancelledOrder[]): Map<CancelledOrder["reason"], number> => {
  const counts = new Map<CancelledOrder["reason"], number>();
  for (const { reason } of cancelled) {
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return counts;
};

/**
 * Sums up trades and cancelled orders.
 *
 * @param closed - closed results, in any order
 * @param cancelled - cancelled results
 */
export const summarizeTrades = (
  closed: readonly ClosedTrade[],
  cancelled: readonly CancelledOrder[],
): TradeSummary => {
  const ordered = [...closed].sort((left, right) => left.closeTimestamp - right.closeTimestamp);
  const percentages = ordered.map(({ pnl }) => pnl.pnlPercentage);
  const count = (matches: (trade: ClosedTrade) => boolean): number => ordered.filter(matches).length;
  const trades = ordered.length;
  const wins = count(({ pnl }) => pnl.pnlPercentage > 0);
  const totalPnl = percentages.reduce((sum, value) => sum + value, 0);
  return {
    trades,
    longTrades: count(({ signal }) => signal.position === "long"),
    shortTrades: count(({ signal }) => signal.position === "short"),
    marketEntries: count(({ signal }) => signal.entry === "market"),
    limitEntries: count(({ signal }) => signal.entry === "limit"),
    takeProfits: count(({ closeReason }) => closeReason === "take_profit"),
    stopLosses: count(({ closeReason }) => closeReason === "stop_loss"),
    expiries: count(({ closeReason }) => closeReason === "time_expired"),
    cancelledOrders: cancelled.length,
    cancelReasons: countReasons(cancelled),
    wins,
    winRate: trades > 0 ? (wins / trades) * 100 : null,
    totalPnl,
    averagePnl: trades > 0 ? totalPnl / trades : null,
    bestPnl: trades > 0 ? Math.max(...percentages) : null,
    worstPnl: trades > 0 ? Math.min(...percentages) : null,
    maxDrawdown: calculateMaxDrawdown(percentages),
    profitFactor: calculateProfitFactor(percentages),
  };
};
