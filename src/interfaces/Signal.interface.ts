import type { ExchangeName } from "./Exchange.interface";

/** Name of a registered strategy. */
export type StrategyName = string;

/** Direction of a position. */
export type SignalPosition = "long" | "short";

/** What `getSignal` returns. Prices are quote currency per unit of base. */
export interface ISignalDto {
  /** Kept when given; a repeat of the last accepted one is ignored. Otherwise a random UUID. */
  id?: string | undefined;
  /** `"long"` earns when the price rises, `"short"` when it falls. */
  position: SignalPosition;
  /** Why the signal was given; kept as written. */
  note?: string | undefined;
  /** Limit price of the entry; absent means a market entry. */
  priceOpen?: number | undefined;
  /** Where the position closes with a profit: above the entry of a long, below that of a short. */
  priceTakeProfit: number;
  /** Where it closes with a loss: below the entry of a long, above that of a short. */
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
  /** Name of the exchange. */
  readonly exchangeName: ExchangeName;
  /** Name of the strategy. */
  readonly strategyName: StrategyName;
  /** Trading pair, such as `"BTCUSDT"`. */
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
