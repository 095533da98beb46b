import type { IStrategyTickResultClosed } from "../interfaces/Strategy.interface";

/** How good a back-test was. `null` where a figure cannot be computed. */
export interface BacktestStatisticsModel {
  /** Closed trades, newest first. */
  signalList: IStrategyTickResultClosed[];
  totalSignals: number;
  winCount: number;
  lossCount: number;
  /** Percent. */
  winRate: number | null;
  /** Percent per trade. */
  avgPnl: number | null;
  /** Sum of percents. */
  totalPnl: number | null;
  stdDev: number | null;
  sharpeRatio: number | null;
  annualizedSharpeRatio: number | null;
  certaintyRatio: number | null;
  expectedYearlyReturns: number | null;
}
