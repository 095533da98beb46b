import type { WalkerMetric } from "../../../contract/Walker.contract";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import { finiteOrNull } from "../../../math/finite-or-null";
import type { BacktestStatisticsModel } from "../../../model/BacktestStatistics.model";

/** Which strategy of a walker is the best so far: larger is better, and the first of equal ones stays. */
export class WalkerRanking {
  public testedCount = 0;
  public bestStrategy: StrategyName | null = null;
  public bestMetric: number | null = null;
  public bestStats: BacktestStatisticsModel | null = null;

  public constructor(public readonly metric: WalkerMetric) {}

  /** @returns the strategy's value of the metric; `null` when that cannot be computed */
  public add(strategyName: StrategyName, stats: BacktestStatisticsModel): number | null {
    const value = finiteOrNull(stats[this.metric] ?? NaN);
    this.testedCount += 1;
    if (value !== null && (this.bestMetric === null || value > this.bestMetric)) {
      this.bestStrategy = strategyName;
      this.bestMetric = value;
      this.bestStats = stats;
    }
    return value;
  }
}
