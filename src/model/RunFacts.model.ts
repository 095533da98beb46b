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
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** The run that statistics are about. */
export interface IRunFacts {
  readonly exchangeName: ExchangeName;
  /** Empty in live. */
  readonly frameName: FrameName;
  /** Start of the frame, or the first live tick, ms. */
  readonly startTime: number;
  /** End of the frame or of the last trade, whichever is later; in live the newest tick, ms. */
  readonly endTime: number;
  /** Settings at its start: costs, fill policy and the rest. */
  readonly settings: Readonly<GlobalConfig>;
  /** Calls of `getSignal` that came back. */
  readonly answeredSignalCalls: number;
  /** Calls of `getSignal` that threw, ran over, or gave a signal that was refused as faulty. */
  readonly failedSignalCalls: number;
  /** Holes in the candles it read. */
  readonly gaps: readonly ICandleGapSpan[];
  /** At most 2 000 bars of equal length over the candles it read. */
  readonly priceOutline: readonly IPriceBar[];
}
