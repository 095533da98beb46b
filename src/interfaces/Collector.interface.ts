import type { PartialProfitContract } from "../contract/Partial.contract";
import type { PerformanceContract } from "../contract/Performance.contract";
import type { RiskContract } from "../contract/Risk.contract";
import type { GlobalConfig } from "./Config.interface";
import type { ExchangeName, IMinuteCollector } from "./Exchange.interface";
import type { FrameName } from "./Frame.interface";
import type { IReportPair } from "./Report.interface";
import type { IResultCollector } from "./Strategy.interface";

/** A run that begins. */
export interface IRunStart extends IReportPair {
  readonly exchangeName: ExchangeName;
  /** Empty in live. */
  readonly frameName: FrameName;
  readonly settings: Readonly<GlobalConfig>;
  /** First live tick, ms; `null` in a back-test, whose frame is not known yet. */
  readonly startTime: number | null;
}

/**
 * What a run gives to the reports, beside its public events and before them. Nothing here is awaited, and nothing throws:
 * reports cannot slow a run down or change it, and they do not count as listeners.
 */
export interface IRunCollector extends IMinuteCollector, IResultCollector {
  /** A run of the pair begins: what is known of earlier ones is over. */
  start(run: IRunStart): void;
  /** The first tick of a back-test, ms. */
  frame(pair: IReportPair, startTime: number): void;
  /** A back-test has come to the end of its frame, or to the frame at which it was stopped, ms. */
  finish(pair: IReportPair, endTime: number): void;
  /** A tick or a walk has failed. */
  stepFailure(pair: IReportPair, error: unknown): void;
  /** A position has reached a milestone. */
  milestone(action: "profit" | "loss", event: PartialProfitContract): void;
  /** A risk profile has refused a signal. */
  refusal(event: RiskContract): void;
  /** Something was timed. */
  timing(event: PerformanceContract): void;
}
