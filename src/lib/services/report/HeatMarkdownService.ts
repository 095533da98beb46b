import { chooseColumns, getColumns } from "../../../config/columns";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import type { ColumnModel } from "../../../model/Column.model";
import type { HeatmapStatisticsModel, IHeatmapRow } from "../../../model/HeatmapStatistics.model";
import { formatNumber, formatPercent, formatSignedPercent } from "../../../utils/format-report";
import { escapeText } from "../../../utils/markdown-table";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import { summarizeHeat } from "./heat-statistics";
import { writeReport } from "./report-file";
import { renderRows } from "./report-layout";
import { TradeBook } from "./TradeBook";
import { TradeBooks } from "./TradeBooks";

const DIRECTORY = "./dump/heatmap";

const describeTotals = (statistics: HeatmapStatisticsModel): string =>
  [
    `**Total Symbols:** ${statistics.totalSymbols}`,
    `**Portfolio PNL:** ${formatSignedPercent(statistics.portfolioTotalPnl)}`,
    `**Portfolio Sharpe:** ${formatNumber(statistics.portfolioSharpeRatio, 2)}`,
    `**Total Trades:** ${statistics.portfolioTotalTrades}`,
    `**Portfolio Sharpe of daily returns, annualized (√365):** ${formatNumber(statistics.portfolioSharpePeriodicAnnualized, 2)}`,
    `**Portfolio Max DD:** ${formatPercent(statistics.portfolioMaxDrawdown, 2)}`,
  ].join(" | ");

/** One strategy on all its symbols. A symbol that trades live shows its live trades, another one its back-test. */
export class HeatMarkdownService {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);

  /** What runs have given. */
  public readonly collected = new TradeBooks((run) => new TradeBook(run));

  /** The statistics of a strategy; those of nothing for one that never traded. */
  public async getData(strategyName: StrategyName): Promise<HeatmapStatisticsModel> {
    this.loggerService.log("heatMarkdownService getData", { strategyName });
    return summarizeHeat(this.selectBooks(strategyName));
  }

  /**
   * The statistics as Markdown.
   * @param columns - take the place of those in force
   * @throws ConfigurationError `COLUMNS_INVALID`; what a `format` or `isVisible` of a column throws
   */
  public async getReport(
    strategyName: StrategyName,
    columns?: readonly ColumnModel<IHeatmapRow>[],
  ): Promise<string> {
    const chosen = chooseColumns(columns, getColumns().heat_columns);
    const statistics = await this.getData(strategyName);
    const head = [`# Portfolio Heatmap: ${escapeText(strategyName)}`, ""];
    if (statistics.totalSymbols === 0) {
      return [...head, "No trade has closed."].join("\n");
    }
    const { symbols, totalSymbols } = statistics;
    const table = await renderRows(chosen, symbols, totalSymbols, "best");
    return [...head, describeTotals(statistics), "", ...table.slice(0, -1)].join("\n");
  }

  /**
   * Writes the Markdown to a file.
   * @param path - its folder; relative to the working directory
   * @param columns - take the place of those in force
   * @throws ReportError `REPORT_WRITE_FAILED`; as `getReport`
   */
  public async dump(
    strategyName: StrategyName,
    path?: string,
    columns?: readonly ColumnModel<IHeatmapRow>[],
  ): Promise<void> {
    const text = await this.getReport(strategyName, columns);
    await writeReport("Heatmap report", path ?? DIRECTORY, `${strategyName}.md`, text);
  }

  /** Forgets what was collected of a strategy; without a name, of all. */
  public async clear(strategyName?: StrategyName): Promise<void> {
    this.loggerService.log("heatMarkdownService clear", { strategyName });
    if (!strategyName) {
      this.collected.clear();
      return;
    }
    for (const { pair } of this.collected.listOf(strategyName)) {
      this.collected.clear(pair);
    }
  }

  /** One book per symbol that has closed a trade, live before back-test. */
  private selectBooks(strategyName: StrategyName): ReadonlyMap<string, TradeBook> {
    const books = new Map<string, TradeBook>();
    for (const { pair, bucket } of this.collected.listOf(strategyName)) {
      if (bucket.trades.length > 0 && !(books.has(pair.symbol) && pair.backtest)) {
        books.set(pair.symbol, bucket);
      }
    }
    return books;
  }
}
