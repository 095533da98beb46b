import type { StrategyCancelReason } from "../interfaces/Outcome.interface";
import type { SignalPosition } from "../interfaces/Signal.interface";

/** One row of the report on limit orders. */
export interface ScheduledEvent {
  /** Of the event, ms. */
  timestamp: number;
  /** What happened to the order. */
  action: "scheduled" | "opened" | "cancelled";
  /** Trading pair. */
  symbol: string;
  /** Id of the signal. */
  signalId: string;
  /** Side. */
  position: SignalPosition;
  /** Of the signal. */
  note?: string;
  /** Price of the event. */
  currentPrice: number;
  /** Limit price. */
  priceOpen: number;
  /** Take profit of the signal, quote currency per unit of base. */
  takeProfit: number;
  /** Stop loss of the signal, quote currency per unit of base. */
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
  /** Orders that were created. */
  totalScheduled: number;
  /** Orders that filled. */
  totalOpened: number;
  /** Orders that ended without a position. */
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
