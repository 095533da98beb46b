import type { PartialProfitContract } from "../contract/Partial.contract";
import type { PerformanceContract } from "../contract/Performance.contract";
import type { RiskContract } from "../contract/Risk.contract";
import type { GlobalConfig } from "./Config.interface";
import type { ExchangeName, ICandleData } from "./Exchange.interface";
import type { FrameName } from "./Frame.interface";
import type { ISignalRow, StrategyName } from "./Signal.interface";
import type { IStrategyTickResult } from "./Strategy.interface";

/** Whose report something belongs into. */
export interface IReportPair {
  readonly symbol: string;
  readonly strategyName: StrategyName;
  readonly backtest: boolean;
}

/** A run that begins. */
export interface IRunStart extends IReportPair {
  readonly exchangeName: ExchangeName;
  /** Empty in live. */
  readonly frameName: FrameName;
  readonly settings: Readonly<GlobalConfig>;
  /** First live tick, ms; `null` in a back-test, whose frame is not known yet. */
  readonly startTime: number | null;
}

/** What an open position is worth at one instant. */
export interface IPositionMark {
  /** ms */
  readonly time: number;
  /** Quote currency per unit of base. */
  readonly price: number;
  readonly signal: ISignalRow;
}

/** Minutes without a candle, ms. */
export interface IMissingMinutes {
  readonly since: number;
  readonly until: number;
}

/**
 * What a run gives to the reports, beside its public events and before them. Nothing here is awaited, and nothing throws:
 * reports cannot slow a run down or change it, and they do not count as listeners.
 */
export interface IRunCollector {
  /** A run of the pair begins: what is known of earlier ones is over. */
  start(run: IRunStart): void;
  /** The first tick of a back-test, ms. */
  frame(pair: IReportPair, startTime: number): void;
  /** A back-test has come to the end of its frame, or to the frame at which it was stopped, ms. */
  finish(pair: IReportPair, endTime: number): void;
  /** Something was found; called right before the callbacks of the strategy. */
  result(result: IStrategyTickResult): void;
  /** A position is open at a UTC midnight. */
  mark(pair: IReportPair, mark: IPositionMark): void;
  /** One-minute candles the run has come to, ascending; some may come twice. */
  minutes(pair: IReportPair, candles: readonly ICandleData[]): void;
  /** A hole in the one-minute candles, each once. */
  gap(pair: IReportPair, gap: IMissingMinutes): void;
  /** A call of `getSignal` has ended; `failure` is `null` when it gave an answer that could be used, or none. */
  signalCall(pair: IReportPair, failure: { readonly error: unknown } | null): void;
  /** A tick or a walk has failed. */
  stepFailure(pair: IReportPair, error: unknown): void;
  /** A position has reached a milestone. */
  milestone(action: "profit" | "loss", event: PartialProfitContract): void;
  /** A risk profile has refused a signal. */
  refusal(event: RiskContract): void;
  /** Something was timed. */
  timing(event: PerformanceContract): void;
}
