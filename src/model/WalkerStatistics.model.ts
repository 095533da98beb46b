import type { WalkerCompleteContract } from "../contract/Walker.contract";
import type { SignalPosition, StrategyName } from "../interfaces/Signal.interface";
import type { StrategyCloseReason } from "../interfaces/Outcome.interface";
import type { BacktestStatisticsModel } from "./BacktestStatistics.model";

/** What came of one strategy of a walker. */
export interface IStrategyResult {
  /** Name of the strategy. */
  strategyName: StrategyName;
  /** How good it was. */
  stats: BacktestStatisticsModel;
  /** Its value of the metric; `null` when that cannot be computed. */
  metricValue: number | null;
  /** Probability that its daily Sharpe ratio is more than the luck of the best of so many tries, 0–1. */
  deflatedSharpe: number | null;
}

/** A strategy of a walker that failed. */
export interface IWalkerFailure {
  /** Name of the strategy. */
  strategyName: StrategyName;
  /** What it failed with. */
  error: unknown;
}

/** One trade in the report of a walker. */
export interface WalkerSignalRow {
  /** Name of the strategy. */
  strategyName: StrategyName;
  /** Id of the signal. */
  signalId: string;
  /** Trading pair. */
  symbol: string;
  /** Side. */
  position: SignalPosition;
  /** Percent. */
  pnl: number;
  /** Why it was closed. */
  closeReason: StrategyCloseReason;
  /** ms */
  openTime: number;
  /** ms */
  closeTime: number;
}

/** How the strategies of a walker compare. */
export interface WalkerStatisticsModel extends WalkerCompleteContract {
  /** Newest first. */
  strategyResults: IStrategyResult[];
  /** Strategies with a result. */
  testedStrategies: number;
  /** Strategies without one, and why. */
  failedStrategies: IWalkerFailure[];
}
