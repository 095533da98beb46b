import { chooseColumns, type ColumnConfig, getColumns } from "../../../config/columns";
import type { IReportPair } from "../../../interfaces/Report.interface";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import type { ColumnModel } from "../../../model/Column.model";
import { modeName } from "../../../utils/keys";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import type { BucketStore, IReportBucket } from "./BucketStore";
import { loadReportWork, type ReportWork } from "./load-report-work";
import type { ReportLayout } from "./report-layout";

/**
 * A report per (symbol, strategy, mode): a bucket that collects what happens in a run, the statistics made of it, and how they
 * are laid out.
 */
export abstract class MarkdownReport<Bucket extends IReportBucket, Statistics, Row> {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);

  /** What runs have given. */
  public abstract readonly collected: BucketStore<Bucket>;
  /** Of the log. */
  protected abstract readonly topic: string;
  protected abstract selectLayout(work: ReportWork): ReportLayout<Statistics, Row>;
  protected abstract selectColumns(config: ColumnConfig): readonly ColumnModel<Row>[];
  /** Takes what it needs before it waits for anything: the figures are those of the moment of the call. */
  protected abstract summarize(bucket: Bucket, pair: IReportPair): Statistics | Promise<Statistics>;

  /**
   * The statistics of a pair; those of nothing for one that never ran.
   * @param symbol - trading pair
   * @param strategyName - name of the strategy
   * @param backtest - the mode; without it live if there is anything, else the back-test
   */
  public async getData(symbol: string, strategyName: StrategyName, backtest?: boolean): Promise<Statistics> {
    const pair = this.collected.select(symbol, strategyName, backtest);
    this.loggerService.log(`${this.topic} getData`, { ...pair });
    return await this.summarize(this.collected.read(pair), pair);
  }

  /**
   * The statistics as Markdown.
   * @param columns - take the place of those in force
   * @throws ConfigurationError `COLUMNS_INVALID`; what a `format` or `isVisible` of a column throws
   */
  public async getReport(
    symbol: string,
    strategyName: StrategyName,
    backtest?: boolean,
    columns?: readonly ColumnModel<Row>[],
  ): Promise<string> {
    const pair = this.collected.select(symbol, strategyName, backtest);
    this.loggerService.log(`${this.topic} getReport`, { ...pair });
    const chosen = [...chooseColumns(columns, this.selectColumns(getColumns()))];
    const statistics = await this.summarize(this.collected.read(pair), pair);
    const work = await loadReportWork();
    return await work.renderReport(this.selectLayout(work), statistics, pair, chosen);
  }

  /**
   * Writes the Markdown to a file.
   * @param path - its folder; relative to the working directory. By default one of the symbol and mode.
   * @param columns - take the place of those in force
   * @throws ReportError `REPORT_WRITE_FAILED`; as `getReport`
   */
  public async dump(
    symbol: string,
    strategyName: StrategyName,
    backtest?: boolean,
    path?: string,
    columns?: readonly ColumnModel<Row>[],
  ): Promise<void> {
    const pair = this.collected.select(symbol, strategyName, backtest);
    const text = await this.getReport(symbol, strategyName, pair.backtest, columns);
    const work = await loadReportWork();
    const { title, directory, nameFile } = this.selectLayout(work);
    const folder = path ?? work.defaultDirectory(directory, modeName(pair.backtest), symbol);
    await work.writeReport(title, folder, nameFile(pair), text);
  }

  /**
   * Forgets what was collected.
   * @param pair - whose; without it everybody's
   */
  public async clear(pair?: IReportPair): Promise<void> {
    this.loggerService.log(`${this.topic} clear`, { ...pair });
    this.collected.clear(pair);
  }
}
