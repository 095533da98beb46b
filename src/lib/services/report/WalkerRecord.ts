import type { WalkerContract } from "../../../contract/Walker.contract";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import { dailyReturns } from "../../../math/daily-equity";
import { deflatedSharpe } from "../../../math/deflated-sharpe";
import type { BacktestStatisticsModel } from "../../../model/BacktestStatistics.model";
import type { IStrategyResult, IWalkerFailure, WalkerSignalRow } from "../../../model/WalkerStatistics.model";

/** Statistics of one's own: what a reader does to his changes nobody else's. */
const copyStatistics = (stats: BacktestStatisticsModel): BacktestStatisticsModel => ({
  ...stats,
  signalList: [...stats.signalList],
});

/** What one run of a walker has come to so far. */
export class WalkerRecord {
  public readonly failures: IWalkerFailure[] = [];
  public bestStrategy: StrategyName | null = null;
  public bestMetric: number | null = null;
  public totalStrategies = 0;
  /** Oldest first. */
  private readonly results: Pick<WalkerContract, "strategyName" | "stats" | "metricValue">[] = [];

  /** How good the best strategy was. */
  public get bestStats(): BacktestStatisticsModel | null {
    const best = this.results.find(({ strategyName }) => strategyName === this.bestStrategy);
    return best === undefined ? null : copyStatistics(best.stats);
  }

  /** How many strategies have a result. */
  public get resultCount(): number {
    return this.results.length;
  }

  public addResult(event: WalkerContract): void {
    const { strategyName, stats, metricValue } = event;
    this.results.push({ strategyName, stats: copyStatistics(stats), metricValue });
    this.totalStrategies = event.totalStrategies;
    this.bestMetric = event.bestMetric;
    this.bestStrategy = event.bestStrategy;
  }

  public addFailure(strategyName: StrategyName, error: unknown, totalStrategies: number): void {
    this.failures.push({ strategyName, error });
    this.totalStrategies = totalStrategies;
  }

  /** Newest first. */
  public listResults(): IStrategyResult[] {
    const sharpes = this.results.flatMap(({ stats }) => stats.sharpePeriodic ?? []);
    return this.results.toReversed().map((result) => ({
      ...result,
      stats: copyStatistics(result.stats),
      deflatedSharpe: deflatedSharpe(sharpes, dailyReturns(result.stats.equityCurve)),
    }));
  }
}

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
