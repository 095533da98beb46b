import type { StrategyName } from "../../../interfaces/Signal.interface";
import type { IStrategyTickResultClosed } from "../../../interfaces/Strategy.interface";
import type { BacktestStatisticsModel } from "../../../model/BacktestStatistics.model";
import { escapeText } from "../../../utils/markdown-table";
import type { ReportLayout } from "./report-layout";
import { summarizeTrades } from "./trade-statistics";
import { describeTrades } from "./trade-summary";
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

  protected readonly layout: ReportLayout<BacktestStatisticsModel, IStrategyTickResultClosed> = {
    topic: "backtestMarkdownService",
    title: "Backtest report",
    directory: "./dump/backtest",
    emptyText: "No trade has closed.",
    nameFile: ({ strategyName }) => `${strategyName}.md`,
    head: ({ strategyName }) => `# Backtest Report: ${escapeText(strategyName)}`,
    listRows: ({ signalList }) => signalList,
    selectColumns: (config) => config.backtest_columns,
    after: (statistics) => [
      `**Total signals:** ${statistics.totalSignals}`,
      `**Closed signals:** ${statistics.totalSignals}`,
      ...describeTrades(statistics, statistics.run),
    ],
  };

  /** What the newest run failed with, if `getSignal` never came back and something failed; `null` otherwise. */
  public findSteadyFailure(symbol: string, strategyName: StrategyName): { readonly error: unknown } | null {
    return this.collected.read({ symbol, strategyName, backtest: true }).steadyFailure;
  }

  protected summarize(book: TradeBook): BacktestStatisticsModel {
    return {
      signalList: book.trades.toReversed(),
      totalSignals: book.trades.length,
      ...summarizeTrades(book),
      run: book.describeRun(),
    };
  }
}
