import { dailyReturns } from "../../../math/daily-equity";
import { deflatedSharpe } from "../../../math/deflated-sharpe";
import type { IStrategyResult, WalkerSignalRow } from "../../../model/WalkerStatistics.model";
import type { ITestedStrategy } from "./WalkerRecord";

/**
 * How good each strategy is once it is known how many were tried.
 * @param tested - all that have a result, newest first
 */
export const judgeResults = (tested: readonly ITestedStrategy[]): IStrategyResult[] => {
  const sharpes = tested.toReversed().flatMap(({ stats }) => stats.sharpePeriodic ?? []);
  return tested.map((result) => ({
    ...result,
    deflatedSharpe: deflatedSharpe(sharpes, dailyReturns(result.stats.equityCurve)),
  }));
};

/** Best first, those without a value last; equal ones the newest first. */
export const rankResults = (results: readonly IStrategyResult[]): IStrategyResult[] =>
  [...results].sort((left, right) => {
    const leftValue = left.metricValue ?? Number.NEGATIVE_INFINITY;
    const rightValue = right.metricValue ?? Number.NEGATIVE_INFINITY;
    return leftValue === rightValue ? 0 : rightValue - leftValue;
  });

/** All trades: strategies newest first, in each the trades newest first. */
export const listSignals = (results: readonly IStrategyResult[]): WalkerSignalRow[] =>
  results.flatMap(({ strategyName, stats }) =>
    stats.signalList.map(({ signal, pnl, closeReason, closeTimestamp }) => ({
      strategyName,
      signalId: signal.id,
      symbol: signal.symbol,
      position: signal.position,
      pnl: pnl.pnlPercentage,
      closeReason,
      openTime: signal.pendingAt,
      closeTime: closeTimestamp,
    })),
  );
