import type { BacktestStatisticsModel } from "../model/BacktestStatistics.model";

/** The figure a walker ranks by; larger is better. */
export type WalkerMetric =
  | "sharpeRatio"
  | "annualizedSharpeRatio"
  | "winRate"
  | "totalPnl"
  | "certaintyRatio"
  | "avgPnl"
  | "expectedYearlyReturns";

/** A walker has finished one of its strategies. */
export interface WalkerContract {
  /** Name of the walker. */
  walkerName: string;
  /** Name of the exchange. */
  exchangeName: string;
  /** Name of the frame. */
  frameName: string;
  /** Trading pair, such as `"BTCUSDT"`. */
  symbol: string;
  /** Name of the finished strategy. */
  strategyName: string;
  /** How good it was. */
  stats: BacktestStatisticsModel;
  /** Its value of the metric; `null` when that cannot be computed. */
  metricValue: number | null;
  /** What strategies are compared by. */
  metric: WalkerMetric;
  /** The best value so far; `null` when there is none. */
  bestMetric: number | null;
  /** Name of the strategy that has it; `null` when there is none. */
  bestStrategy: string | null;
  /** Strategies finished so far, this one included. */
  strategiesTested: number;
  /** Strategies of the walker. */
  totalStrategies: number;
}

/** A walker is through: it has finished its strategies, or was stopped before the rest of them. */
export interface WalkerCompleteContract {
  /** Name of the walker. */
  walkerName: string;
  /** Trading pair, such as `"BTCUSDT"`. */
  symbol: string;
  /** Name of the exchange. */
  exchangeName: string;
  /** Name of the frame. */
  frameName: string;
  /** What strategies are compared by. */
  metric: WalkerMetric;
  /** Strategies of the walker. */
  totalStrategies: number;
  /** Name of the strategy that has it; `null` when there is none. */
  bestStrategy: string | null;
  /** The best value; `null` when there is none. */
  bestMetric: number | null;
  /** How good that strategy was; `null` when there is none. */
  bestStats: BacktestStatisticsModel | null;
}

/** A walker was asked to stop one of its strategies. */
export interface WalkerStopContract {
  /** Trading pair, such as `"BTCUSDT"`. */
  symbol: string;
  /** Name of the strategy to stop. */
  strategyName: string;
  /** Name of the walker. */
  walkerName: string;
}
