import { chooseColumns, getColumns } from "../../../config/columns";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import type { ColumnModel } from "../../../model/Column.model";
import type { HeatmapStatisticsModel, IHeatmapRow } from "../../../model/HeatmapStatistics.model";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import { loadReportWork } from "./load-report-work";
import { type ITradeAccount, TradeBook } from "./TradeBook";
import { TradeBooks } from "./TradeBooks";

const DIRECTORY = "./dump/heatmap";

/** One strategy on all its symbols. A symbol that trades live shows its live trades, another one its back-test. */
export class HeatMarkdownService {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);

  /** What runs have given. */
  public readonly collected = new TradeBooks((run) => new TradeBook(run));

  /** The statistics of a strategy; those of nothing for one that never traded. */
  public async getData(strategyName: StrategyName): Promise<HeatmapStatisticsModel> {
    this.loggerService.log("heatMarkdownService getData", { strategyName });
    const accounts = this.takeAccounts(strategyName);
    const { summarizeHeat } = await loadReportWork();
    return summarizeHeat(accounts);
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
    const chosen = [...chooseColumns(columns, getColumns().heat_columns)];
    const statistics = await this.getData(strategyName);
    const { renderHeat } = await loadReportWork();
    return await renderHeat(strategyName, statistics, chosen);
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
    const { writeReport } = await loadReportWork();
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

  /** One account per symbol that has closed a trade, live before back-test. */
  private takeAccounts(strategyName: StrategyName): ReadonlyMap<string, ITradeAccount> {
    const accounts = new Map<string, ITradeAccount>();
    for (const { pair, bucket } of this.collected.listOf(strategyName)) {
      if (bucket.trades.length > 0 && !(accounts.has(pair.symbol) && pair.backtest)) {
        accounts.set(pair.symbol, bucket.takeAccount());
      }
    }
    return accounts;
  }
}
