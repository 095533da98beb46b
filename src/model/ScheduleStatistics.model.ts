import type { StrategyCancelReason } from "../interfaces/Outcome.interface";
import type { SignalPosition } from "../interfaces/Signal.interface";

/** One row of the report on limit orders. */
export interface ScheduledEvent {
  /** Of the event, ms. */
  timestamp: number;
  action: "scheduled" | "opened" | "cancelled";
  symbol: string;
  signalId: string;
  position: SignalPosition;
  note?: string;
  currentPrice: number;
  /** Limit price. */
  priceOpen: number;
  takeProfit: number;
  stopLoss: number;
  /** Cancelled rows only, ms. */
  closeTimestamp?: number;
  /** Minutes from its creation to its end; not in scheduled rows. */
  duration?: number;
  /** Why it ended; cancelled rows only. */
  reason?: StrategyCancelReason;
}

/** What became of limit orders. */
export interface ScheduleStatisticsModel {
  /** The newest 10 000 rows, newest first. */
  eventList: ScheduledEvent[];
  /** Number of all rows, also of those no longer in the list. */
  totalEvents: number;
  totalScheduled: number;
  totalOpened: number;
  totalCancelled: number;
  /** Cancelled orders, percent of the created ones; `null` without any. */
  cancellationRate: number | null;
  /** Filled orders, percent of the created ones; `null` without any. */
  activationRate: number | null;
  /** Minutes a cancelled order has waited. */
  avgWaitTime: number | null;
  /** Minutes a filled order has waited. */
  avgActivationTime: number | null;
  /** Filled orders, percent of those that have ended. */
  fillRate: number | null;
  /** Orders that still wait. */
  totalWaiting: number;
  /** Cancelled orders by reason. */
  byReason: Record<string, number>;
}
