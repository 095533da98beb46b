import type { IReportPair } from "../../../interfaces/Report.interface";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import type { ColumnModel } from "../../../model/Column.model";
import { modeName } from "../../../utils/keys";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import type { BucketStore, IReportBucket } from "./BucketStore";
import { defaultDirectory, writeReport } from "./report-file";
import type { ReportLayout } from "./report-layout";
import { renderReport } from "./report-layout";

/**
 * A report per (symbol, strategy, mode): a bucket that collects what happens in a run, the statistics made of it, and how they
 * are laid out.
 */
export abstract class MarkdownReport<Bucket extends IReportBucket, Statistics, Row> {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);

  /** What runs have given. */
  public abstract readonly collected: BucketStore<Bucket>;
  protected abstract readonly layout: ReportLayout<Statistics, Row>;
  protected abstract summarize(bucket: Bucket, pair: IReportPair): Statistics;

  /**
   * The statistics of a pair; those of nothing for one that never ran.
   * @param symbol - trading pair
   * @param strategyName - name of the strategy
   * @param backtest - the mode; without it live if there is anything, else the back-test
   */
  public async getData(symbol: string, strategyName: StrategyName, backtest?: boolean): Promise<Statistics> {
    const pair = this.collected.select(symbol, strategyName, backtest);
    this.loggerService.log(`${this.layout.topic} getData`, { ...pair });
    return this.summarize(this.collected.read(pair), pair);
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
    this.loggerService.log(`${this.layout.topic} getReport`, { ...pair });
    return await renderReport(this.layout, this.summarize(this.collected.read(pair), pair), pair, columns);
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
    const { title, directory, nameFile } = this.layout;
    const folder = path ?? defaultDirectory(directory, modeName(pair.backtest), symbol);
    await writeReport(title, folder, nameFile(pair), text);
  }

  /**
   * Forgets what was collected.
   * @param pair - whose; without it everybody's
   */
  public async clear(pair?: IReportPair): Promise<void> {
    this.loggerService.log(`${this.layout.topic} clear`, { ...pair });
    this.collected.clear(pair);
  }
}
