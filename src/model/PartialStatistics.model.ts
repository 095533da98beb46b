import type { PartialLevel } from "../interfaces/Partial.interface";
import type { SignalPosition } from "../interfaces/Signal.interface";

/** One milestone. */
export interface PartialEvent {
  /** End of the minute that reached it, ms. */
  timestamp: number;
  /** Towards which level. */
  action: "profit" | "loss";
  /** Trading pair. */
  symbol: string;
  /** Name of the strategy. */
  strategyName: string;
  /** Id of the signal. */
  signalId: string;
  /** Side. */
  position: SignalPosition;
  /** VWAP since the entry. */
  currentPrice: number;
  /** Share of the way to the take profit or the stop loss, percent, positive. */
  level: PartialLevel;
  /** `true` in a back-test, `false` in live. */
  backtest: boolean;
}

/** Milestones of positions. */
export interface PartialStatisticsModel {
  /** The newest 10 000, newest first. */
  eventList: PartialEvent[];
  /** Number of all, also of those no longer in the list. */
  totalEvents: number;
  /** Those towards the take profit. */
  totalProfit: number;
  /** Those towards the stop loss. */
  totalLoss: number;
}
