import type { ExchangeName } from "./Exchange.interface";

/** Name of a registered strategy. */
export type StrategyName = string;

/** Direction of a position. */
export type SignalPosition = "long" | "short";

/** What `getSignal` returns. Prices are quote currency per unit of base. */
export interface ISignalDto {
  /** Kept when given; a repeat of the last accepted one is ignored. Otherwise a random UUID. */
  id?: string | undefined;
  position: SignalPosition;
  /** Why the signal was given; kept as written. */
  note?: string | undefined;
  /** Limit price of the entry; absent means a market entry. */
  priceOpen?: number | undefined;
  priceTakeProfit: number;
  priceStopLoss: number;
  /** Lifetime of the position in minutes, counted from the entry. */
  minuteEstimatedTime: number;
}

/** A signal the engine has accepted. Frozen. */
export interface ISignalRow extends ISignalDto {
  readonly id: string;
  readonly position: SignalPosition;
  readonly note: string;
  /** The booked entry, or the limit of a waiting order. */
  readonly priceOpen: number;
  readonly priceTakeProfit: number;
  readonly priceStopLoss: number;
  readonly minuteEstimatedTime: number;
  readonly exchangeName: ExchangeName;
  readonly strategyName: StrategyName;
  readonly symbol: string;
  /** Minute in which the signal was produced, ms. */
  readonly scheduledAt: number;
  /** Minute of the entry, ms; equals `scheduledAt` while waiting. */
  readonly pendingAt: number;
  /** `true` only while waiting as a limit order. */
  readonly _isScheduled: boolean;
  /** How it entered: at once, or by the fill of a resting order. */
  readonly entry: "market" | "limit";
}

/** A signal that waits as a limit order. */
export type IScheduledSignalRow = ISignalRow;
