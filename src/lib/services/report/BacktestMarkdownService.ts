import type { ColumnConfig } from "../../../config/columns";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import type { IStrategyTickResultClosed } from "../../../interfaces/Strategy.interface";
import type { BacktestStatisticsModel } from "../../../model/BacktestStatistics.model";
import type { ColumnModel } from "../../../model/Column.model";
import { loadReportWork, type ReportWork } from "./load-report-work";
import type { ReportLayout } from "./report-layout";
import { TradeBook } from "./TradeBook";
import { TradeReport } from "./TradeReport";
import { TradeBooks } from "./TradeBooks";

/** What back-tests have earned. */
export class BacktestMarkdownService extends TradeReport<
  TradeBook,
  BacktestStatisticsModel,
  IStrategyTickResultClosed
> {
  public readonly collected = new TradeBooks((run) => new TradeBook(run));

  protected readonly topic = "backtestMarkdownService";

  /** What the newest run failed with, if `getSignal` never came back and something failed; `null` otherwise. */
  public findSteadyFailure(symbol: string, strategyName: StrategyName): { readonly error: unknown } | null {
    return this.collected.read({ symbol, strategyName, backtest: true }).steadyFailure;
  }

  protected selectLayout(work: ReportWork): ReportLayout<BacktestStatisticsModel, IStrategyTickResultClosed> {
    return work.backtestLayout;
  }

  protected selectColumns(config: ColumnConfig): readonly ColumnModel<IStrategyTickResultClosed>[] {
    return config.backtest_columns;
  }

  protected async summarize(book: TradeBook): Promise<BacktestStatisticsModel> {
    const account = book.takeAccount();
    const run = book.describeRun();
    const { summarizeTrades } = await loadReportWork();
    const { trades } = account;
    return {
      signalList: trades.toReversed(),
      totalSignals: trades.length,
      ...summarizeTrades(account),
      run,
    };
  }
}
