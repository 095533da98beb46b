import type { SignalPosition } from "../interfaces/Signal.interface";
import type { StrategyCloseReason } from "../interfaces/Outcome.interface";
import type { IRunFacts } from "./RunFacts.model";
import type { ITradeStatistics } from "./TradeStatistics.model";

/** One row of the live report. */
export interface TickEvent {
  /** Of the event, ms: the opening, the close, or the tick. */
  timestamp: number;
  /** What the tick found. */
  action: "idle" | "opened" | "active" | "closed";
  /** Trading pair; not in idle rows. */
  symbol?: string;
  /** Id of the signal. */
  signalId?: string;
  /** Side. */
  position?: SignalPosition;
  /** Of the signal. */
  note?: string;
  /** Price of the event. */
  currentPrice: number;
  /** Booked entry, quote currency per unit of base. */
  openPrice?: number;
  /** Take profit of the signal, quote currency per unit of base. */
  takeProfit?: number;
  /** Stop loss of the signal, quote currency per unit of base. */
  stopLoss?: number;
  /** Share of the way to the take profit, percent; active rows only. */
  percentTp?: number;
  /** Share of the way to the stop loss, percent; active rows only. */
  percentSl?: number;
  /** Percent; closed rows only. */
  pnl?: number;
  /** Closed rows only. */
  closeReason?: StrategyCloseReason;
  /** Minutes; closed rows only. */
  duration?: number;
}

/** How a live run stands. */
export interface LiveStatisticsModel extends ITradeStatistics {
  /** Newest first: all closed trades, and the newest 1 000 other rows. */
  eventList: TickEvent[];
  /** Number of all rows, also of those no longer in the list. */
  totalEvents: number;
  /** Closed trades. */
  totalClosed: number;
  /** What the figures are about; `null` when there was no run. */
  run: IRunFacts | null;
}
