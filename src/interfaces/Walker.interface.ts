import type { WalkerCompleteContract, WalkerMetric } from "../contract/Walker.contract";
import type { BacktestStatisticsModel } from "../model/BacktestStatistics.model";
import type { ExchangeName } from "./Exchange.interface";
import type { FrameName } from "./Frame.interface";
import type { StrategyName } from "./Signal.interface";

/** Name of a registered walker. */
export type WalkerName = string;

/** What a walker has found. */
export type IWalkerResults = WalkerCompleteContract;

/** One strategy among those of a walker. */
export interface IWalkerStrategyResult {
  /** Name of the strategy. */
  strategyName: StrategyName;
  /** How good it was. */
  stats: BacktestStatisticsModel;
  /** Its value of the metric; `null` when that cannot be computed. */
  metric: number | null;
  /** Its place, from 1. */
  rank: number;
}

/** Told of what a walker does; all optional. What they throw goes to `listenError`. */
export interface IWalkerCallbacks {
  /** A strategy is about to be back-tested. */
  onStrategyStart(strategyName: StrategyName, symbol: string): void | Promise<void>;
  /** A strategy has a result; the walker waits for the callback. */
  onStrategyComplete(
    strategyName: StrategyName,
    symbol: string,
    stats: BacktestStatisticsModel,
    metric: number | null,
  ): void | Promise<void>;
  /** A strategy has failed. */
  onStrategyError(strategyName: StrategyName, symbol: string, error: unknown): void | Promise<void>;
  /** The walker is through: it has finished its strategies, or was stopped before the rest of them. */
  onComplete(results: IWalkerResults): void | Promise<void>;
}

/** A walker as users register it with `addWalker`. */
export interface IWalkerSchema {
  /** Unique name. */
  walkerName: WalkerName;
  /** Documentation only. */
  note?: string;
  /** The exchange of all its strategies. */
  exchangeName: ExchangeName;
  /** The period of all its strategies. */
  frameName: FrameName;
  /** Tested one after the other, in this order; at least one. */
  strategies: StrategyName[];
  /** What they are compared by; `sharpeRatio` by default. */
  metric?: WalkerMetric;
  /** Told of what the walker does; all optional. */
  callbacks?: Partial<IWalkerCallbacks>;
}
