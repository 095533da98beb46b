import type { PartialLevel } from "../interfaces/Partial.interface";
import type { SignalPosition } from "../interfaces/Signal.interface";

/** One milestone. */
export interface PartialEvent {
  /** End of the minute that reached it, ms. */
  timestamp: number;
  action: "profit" | "loss";
  symbol: string;
  strategyName: string;
  signalId: string;
  position: SignalPosition;
  currentPrice: number;
  /** Share of the way to the take profit or the stop loss, percent, positive. */
  level: PartialLevel;
  backtest: boolean;
}

/** Milestones of positions. */
export interface PartialStatisticsModel {
  /** The newest 10 000, newest first. */
  eventList: PartialEvent[];
  /** Number of all, also of those no longer in the list. */
  totalEvents: number;
  totalProfit: number;
  totalLoss: number;
}
