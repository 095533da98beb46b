import type { WalkerMetric } from "../interfaces/Walker.interface";
import type { BacktestStatisticsModel } from "../model/BacktestStatistics.model";

/** A walker has finished one of its strategies. */
export interface WalkerContract {
  walkerName: string;
  exchangeName: string;
  frameName: string;
  symbol: string;
  strategyName: string;
  stats: BacktestStatisticsModel;
  metricValue: number | null;
  metric: WalkerMetric;
  bestMetric: number | null;
  bestStrategy: string | null;
  strategiesTested: number;
  totalStrategies: number;
}

/** A walker has finished all of its strategies. */
export interface WalkerCompleteContract {
  walkerName: string;
  symbol: string;
  exchangeName: string;
  frameName: string;
  metric: WalkerMetric;
  totalStrategies: number;
  bestStrategy: string | null;
  bestMetric: number | null;
  bestStats: BacktestStatisticsModel | null;
}

/** A walker was asked to stop one of its strategies. */
export interface WalkerStopContract {
  symbol: string;
  strategyName: string;
  walkerName: string;
}
