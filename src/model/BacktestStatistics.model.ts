import type { IStrategyTickResultClosed } from "../interfaces/Strategy.interface";

/** How good a back-test was. `null` where a figure cannot be computed. */
export interface BacktestStatisticsModel {
  /** Closed trades, newest first. */
  signalList: IStrategyTickResultClosed[];
  /** Number of closed trades. */
  totalSignals: number;
  /** Trades with a result above zero. */
  winCount: number;
  /** Trades with a result below zero. */
  lossCount: number;
  /** Percent. */
  winRate: number | null;
  /** Percent per trade. */
  avgPnl: number | null;
  /** Sum of percents. */
  totalPnl: number | null;
  /** Deviation of the results, percent. */
  stdDev: number | null;
  /** Mean result over its deviation, per trade. */
  sharpeRatio: number | null;
  /** The same, scaled to a year. */
  annualizedSharpeRatio: number | null;
  /** Mean win over mean loss. */
  certaintyRatio: number | null;
  /** Percent a year at this pace. */
  expectedYearlyReturns: number | null;
}
