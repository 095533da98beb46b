import type { IStrategyTickResultClosed } from "../interfaces/Strategy.interface";
import type { IRunFacts } from "./RunFacts.model";
import type { ITradeStatistics } from "./TradeStatistics.model";

/** How good a back-test was. */
export interface BacktestStatisticsModel extends ITradeStatistics {
  /** Closed trades, newest first. */
  signalList: IStrategyTickResultClosed[];
  /** Number of closed trades. */
  totalSignals: number;
  /** What the figures are about; `null` when there was no run. */
  run: IRunFacts | null;
}
