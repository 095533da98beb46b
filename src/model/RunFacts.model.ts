import type { GlobalConfig } from "../interfaces/Config.interface";
import type { ExchangeName } from "../interfaces/Exchange.interface";
import type { FrameName } from "../interfaces/Frame.interface";

/** Minutes the source had no candle for. */
export interface ICandleGapSpan {
  /** Open of the first missing minute, ms. */
  readonly since: number;
  /** Open of the first minute after it, ms. */
  readonly until: number;
}

/** One bar of the outline of the price. */
export interface IPriceBar {
  /** Open time, ms. */
  readonly time: number;
  /** First price. */
  readonly open: number;
  /** Highest price. */
  readonly high: number;
  /** Lowest price. */
  readonly low: number;
  /** Last price. */
  readonly close: number;
}

/** The run that statistics are about. */
export interface IRunFacts {
  /** Name of the exchange. */
  readonly exchangeName: ExchangeName;
  /** Empty in live. */
  readonly frameName: FrameName;
  /** Start of the frame, or the first live tick, ms. */
  readonly startTime: number;
  /**
   * How far the figures reach, ms: the last tick of the frame, or where the run was left, or the last close behind it; in live
   * the newest tick.
   */
  readonly endTime: number;
  /** Costs, fill policy and the rest: in a back-test those of its start, in live the newest. */
  readonly settings: Readonly<GlobalConfig>;
  /** Whether they were others earlier in the run; only in live. */
  readonly hasSettingsChanged: boolean;
  /** Calls of `getSignal` that came back. */
  readonly answeredSignalCalls: number;
  /** Calls of `getSignal` that threw, ran over, or gave a signal that was refused as faulty. */
  readonly failedSignalCalls: number;
  /**
   * Minutes from `startTime` to `endTime` whose candle it read, each once. With frames wider than what a tick reads most of
   * the period is not read; then `gaps` and `priceOutline` know the minutes that were, and nothing of the others.
   */
  readonly minutesRead: number;
  /** Holes in the candles it read, those `gaps` no longer lists included. */
  readonly gapCount: number;
  /** The newest 10 000 of the holes, each whole, by time. */
  readonly gaps: readonly ICandleGapSpan[];
  /**
   * At most 2 000 bars of equal length over the candles it read: with fewer `minutesRead` than the period has, the price went
   * higher and lower than they show.
   */
  readonly priceOutline: readonly IPriceBar[];
}
