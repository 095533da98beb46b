import { createHash } from "node:crypto";
import type { IStrategyBacktestResult } from "backtest-connection-kit";

/** How a signal ended, in a form that two programs can be compared by. */
export interface Trade {
  readonly outcome: string;
  readonly position: "long" | "short";
  /** Entry minute of a closed position, creation of a cancelled order, ms. */
  readonly since: number;
  readonly priceOpen: number;
  readonly until: number;
  /** Booked exit, or the price an order was cancelled at. */
  readonly price: number;
}

/** What one run did. */
export interface RunOutcome {
  readonly trades: readonly Trade[];
}

/** A result of the library as a trade. */
export const toTrade = (result: IStrategyBacktestResult): Trade => ({
  outcome: result.action === "closed" ? result.closeReason : `cancelled`,
  position: result.signal.position,
  since: result.action === "closed" ? result.signal.pendingAt : result.signal.scheduledAt,
  priceOpen: result.signal.priceOpen,
  until: result.closeTimestamp,
  price: result.currentPrice,
});

/** The same trades give the same hash: every bit of every price counts. */
export const hashTrades = (trades: readonly Trade[]): string => {
  const lines = trades.map((trade) =>
    [trade.outcome, trade.position, trade.since, trade.priceOpen, trade.until, trade.price].join(" "),
  );
  return createHash("sha256").update(lines.join("\n")).digest("hex");
};

/** Share of the time in which no position was open, 0–1. */
export const findFlatShare = (trades: readonly Trade[], durationMs: number): number => {
  const held = trades.filter(({ outcome }) => outcome !== "cancelled");
  return 1 - held.reduce((sum, { since, until }) => sum + until - since, 0) / durationMs;
};
