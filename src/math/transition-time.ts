import type { IStrategyTickResult } from "../interfaces/Strategy.interface";
import { MINUTE_MS } from "./interval";

/**
 * The `when` of the context in which a transition is made known: a price is known at the end of its candle, everything
 * else at its own instant.
 * @param fallback - for results without an instant of their own (idle, active), ms
 */
export const transitionTime = (result: IStrategyTickResult, fallback: number): number => {
  switch (result.action) {
    case "closed":
      return result.closeReason === "time_expired"
        ? result.closeTimestamp
        : result.closeTimestamp + MINUTE_MS;
    case "cancelled":
      return result.reason === "price" || result.reason === "risk"
        ? result.closeTimestamp + MINUTE_MS
        : result.closeTimestamp;
    case "opened":
      return result.signal.entry === "limit" ? result.signal.pendingAt + MINUTE_MS : result.signal.pendingAt;
    case "scheduled":
      return result.signal.scheduledAt;
    case "idle":
    case "active":
      return fallback;
  }
};
