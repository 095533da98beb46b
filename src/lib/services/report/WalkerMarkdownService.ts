import { chooseColumns, getColumns } from "../../../config/columns";
import type { WalkerContract, WalkerMetric } from "../../../contract/Walker.contract";
import { ReportError } from "../../../errors/ReportError";
import type { ExchangeName } from "../../../interfaces/Exchange.interface";
import type { FrameName } from "../../../interfaces/Frame.interface";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import type { WalkerName } from "../../../interfaces/Walker.interface";
import type { ColumnModel } from "../../../model/Column.model";
import type {
  IStrategyResult,
  IWalkerFailure,
  WalkerSignalRow,
  WalkerStatisticsModel,
} from "../../../model/WalkerStatistics.model";
import { toErrorMessage } from "../../../utils/error-message";
import { createPairKey } from "../../../utils/keys";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import { loadPages } from "./html/load-pages";
import { loadReportWork } from "./load-report-work";
import { WalkerRecord } from "./WalkerRecord";

const DIRECTORY = "./dump/walker";

/** Where a walker works. */
export interface IWalkerReportContext {
  readonly exchangeName: ExchangeName;
  readonly frameName: FrameName;
}

/** How the strategies of walkers compare, by symbol and walker. */
export class WalkerMarkdownService {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);

  private readonly records = new Map<
    string,
    { readonly walkerName: WalkerName; readonly record: WalkerRecord }
  >();

  /** A run of the walker begins: what is known of earlier ones is over. */
  public start(symbol: string, walkerName: WalkerName): void {
    this.records.set(createPairKey(symbol, walkerName), { walkerName, record: new WalkerRecord() });
  }

  /** A strategy has a result. */
  public addResult(event: WalkerContract): void {
    this.open(event.symbol, event.walkerName).addResult(event);
  }

  /** A strategy has failed. */
  public addFailure(
    symbol: string,
    walkerName: WalkerName,
    strategyName: StrategyName,
    error: unknown,
    totalStrategies: number,
  ): void {
    this.open(symbol, walkerName).addFailure(strategyName, error, totalStrategies);
  }

  /**
   * How the strategies compare.
   * @throws ReportError `REPORT_EMPTY` when no strategy has a result
   */
  public async getData(
    walkerName: WalkerName,
    symbol: string,
    metric: WalkerMetric,
    context: IWalkerReportContext,
  ): Promise<WalkerStatisticsModel> {
    this.loggerService.log("walkerMarkdownService getData", { walkerName, symbol, metric });
    const record = this.records.get(createPairKey(symbol, walkerName))?.record;
    if (record === undefined || record.resultCount === 0) {
      throw createEmptyError(walkerName, symbol, record?.failures ?? []);
    }
    const { exchangeName, frameName } = context;
    const { totalStrategies, bestStrategy, bestMetric, bestStats, resultCount } = record;
    const failedStrategies = [...record.failures];
    const results = record.takeResults();
    const { judgeResults } = await loadReportWork();
    return {
      walkerName,
      symbol,
      exchangeName,
      frameName,
      metric,
      totalStrategies,
      bestStrategy,
      bestMetric,
      bestStats,
      strategyResults: judgeResults(results),
      testedStrategies: resultCount,
      failedStrategies,
    };
  }

  /**
   * The comparison as Markdown.
   * @param strategyColumns - take the place of those in force
   * @param pnlColumns - take the place of those in force
   * @throws as `getData`; what a `format` or `isVisible` of a column throws
   */
  public async getReport(
    walkerName: WalkerName,
    symbol: string,
    metric: WalkerMetric,
    context: IWalkerReportContext,
    strategyColumns?: readonly ColumnModel<IStrategyResult>[],
    pnlColumns?: readonly ColumnModel<WalkerSignalRow>[],
  ): Promise<string> {
    const inForce = getColumns();
    const compared = [...chooseColumns(strategyColumns, inForce.walker_strategy_columns)];
    const listed = [...chooseColumns(pnlColumns, inForce.walker_pnl_columns)];
    const statistics = await this.getData(walkerName, symbol, metric, context);
    const { renderWalker } = await loadReportWork();
    return await renderWalker(statistics, compared, listed);
  }

  /**
   * Writes the Markdown to a file.
   * @param path - its folder; relative to the working directory. By default one of the symbol.
   * @throws ReportError `REPORT_WRITE_FAILED`; as `getReport`
   */
  public async dump(
    walkerName: WalkerName,
    symbol: string,
    metric: WalkerMetric,
    context: IWalkerReportContext,
    path?: string,
    strategyColumns?: readonly ColumnModel<IStrategyResult>[],
    pnlColumns?: readonly ColumnModel<WalkerSignalRow>[],
  ): Promise<void> {
    const text = await this.getReport(walkerName, symbol, metric, context, strategyColumns, pnlColumns);
    const { defaultDirectory, writeReport } = await loadReportWork();
    const folder = path ?? defaultDirectory(DIRECTORY, "backtest", symbol);
    await writeReport("Walker report", folder, `${walkerName}.md`, text);
  }

  /**
   * The comparison as one HTML file that needs nothing else.
   * @throws as `getReport`
   */
  public async getHtml(
    walkerName: WalkerName,
    symbol: string,
    metric: WalkerMetric,
    context: IWalkerReportContext,
  ): Promise<string> {
    const columns = [...getColumns().walker_strategy_columns];
    const statistics = await this.getData(walkerName, symbol, metric, context);
    const { rankResults } = await loadReportWork();
    const { renderWalkerPage } = await loadPages();
    return await renderWalkerPage(statistics, rankResults(statistics.strategyResults), columns);
  }

  /**
   * Writes the HTML to a file.
   * @param path - its folder; relative to the working directory. By default one of the symbol.
   * @returns the file, absolute
   * @throws ReportError `REPORT_WRITE_FAILED`; as `getReport`
   */
  public async dumpHtml(
    walkerName: WalkerName,
    symbol: string,
    metric: WalkerMetric,
    context: IWalkerReportContext,
    path?: string,
  ): Promise<string> {
    const text = await this.getHtml(walkerName, symbol, metric, context);
    const { defaultDirectory, writeReport } = await loadReportWork();
    const folder = path ?? defaultDirectory(DIRECTORY, "backtest", symbol);
    return await writeReport("Walker report", folder, `${walkerName}.html`, text);
  }

  /** Forgets what is known of a walker on all symbols; without a name, of all. */
  public async clear(walkerName?: WalkerName): Promise<void> {
    this.loggerService.log("walkerMarkdownService clear", { walkerName });
    for (const [key, stored] of this.records) {
      if (!walkerName || stored.walkerName === walkerName) {
        this.records.delete(key);
      }
    }
  }

  private open(symbol: string, walkerName: WalkerName): WalkerRecord {
    const key = createPairKey(symbol, walkerName);
    const known = this.records.get(key)?.record;
    if (known !== undefined) {
      return known;
    }
    this.start(symbol, walkerName);
    return this.open(symbol, walkerName);
  }
}

const createEmptyError = (
  walkerName: WalkerName,
  symbol: string,
  failures: readonly IWalkerFailure[],
): ReportError => {
  const reasons = failures.map(({ strategyName, error }) => `${strategyName}: ${toErrorMessage(error)}`);
  const advice =
    reasons.length === 0
      ? "run it, and look again when a strategy has finished"
      : `all strategies that were tried have failed (${reasons.join("; ")})`;
  return new ReportError(
    "REPORT_EMPTY",
    `walker ${walkerName} on ${symbol} has no result: ${advice}`,
    reasons.length === 0 ? {} : { cause: failures[0]?.error },
  );
};
