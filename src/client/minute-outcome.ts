import type { FillPolicyName } from "../interfaces/Config.interface";
import type { ICandleData } from "../interfaces/Exchange.interface";
import type { IScheduledSignalRow, ISignalRow } from "../interfaces/Signal.interface";
import type { StrategyCloseReason } from "../interfaces/Outcome.interface";

/** One closed minute: its candle and the prices known at its end. */
export interface MinuteObservation {
  /** Open of the minute, ms. */
  readonly openTime: number;
  /** Whether it has a candle; without one it is a gap. */
  readonly hasCandle: boolean;
  /** `null`: a gap. */
  readonly candle: ICandleData | null;
  /** VWAP of the window that ends with this minute; `null` when the window is empty. */
  averagePrice(): number | null;
  /** The same over the candles of the window that open at or after `time` (ms). */
  averagePriceSince(time: number): number | null;
  /** The last close in the window, else the last one before it; `null` when nothing was seen yet. */
  lastClose(): number | null;
}

/** The settings the machine depends on. */
export interface MachineSettings {
  readonly fillPolicy: FillPolicyName;
  /** How long an order waits from `scheduledAt`, ms. */
  readonly scheduleAwaitMs: number;
}

/** A limit order waits. */
export interface ScheduledState {
  readonly kind: "scheduled";
  readonly row: IScheduledSignalRow;
  /** Open of the next minute to be fed, ms. */
  readonly nextMinute: number;
}

/** A position is open. */
export interface PendingState {
  readonly kind: "pending";
  readonly row: ISignalRow;
  /** Open of the next minute to be fed, ms. */
  readonly nextMinute: number;
}

/** What the machine holds between two minutes. */
export type HeldState = ScheduledState | PendingState;

/** The order waits on. */
export interface WaitingOutcome {
  readonly kind: "waiting";
  readonly state: ScheduledState;
}

/** The position runs on. */
export interface RunningOutcome {
  readonly kind: "running";
  readonly state: PendingState;
  /** VWAP of the window's candles since the entry; `null` when there is none. */
  readonly runningPrice: number | null;
  /** Share of the way to the take profit, 0–100; 0 on the loss side. */
  readonly percentTp: number;
  /** Share of the way to the stop loss, 0–100; 0 on the profit side. */
  readonly percentSl: number;
}

/** The order filled; its candle is to be fed once more, as entry candle. */
export interface ActivatedOutcome {
  readonly kind: "activated";
  readonly state: PendingState;
}

/** The order ended without a position. */
export interface CancelledOutcome<Reason extends string = "price" | "timeout"> {
  readonly kind: "cancelled";
  readonly reason: Reason;
  /** Open of the candle that ended it, or the instant, ms. */
  readonly time: number;
  /** VWAP then, else the last close before it. */
  readonly price: number;
}

/** The position ended. */
export interface ClosedOutcome {
  readonly kind: "closed";
  readonly closeReason: StrategyCloseReason;
  /** Open of the closing candle, or the instant of expiry, ms. */
  readonly time: number;
  /** The booked exit. */
  readonly price: number;
}

/** What one minute did. */
export type MinuteOutcome =
  WaitingOutcome | RunningOutcome | ActivatedOutcome | CancelledOutcome | ClosedOutcome;

/** What the end of all data did. */
export type EndOfDataOutcome = CancelledOutcome<"end_of_data"> | ClosedOutcome;
