import type { WalkerContract } from "../../../contract/Walker.contract";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import type { BacktestStatisticsModel } from "../../../model/BacktestStatistics.model";
import type { IWalkerFailure } from "../../../model/WalkerStatistics.model";

/** A strategy with a result. */
export type ITestedStrategy = Pick<WalkerContract, "strategyName" | "stats" | "metricValue">;

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
  private readonly results: ITestedStrategy[] = [];

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

  /** Newest first; a copy. */
  public takeResults(): ITestedStrategy[] {
    return this.results.toReversed().map((result) => ({ ...result, stats: copyStatistics(result.stats) }));
  }
}
