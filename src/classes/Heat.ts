import type { StrategyName } from "../interfaces/Signal.interface";
import { lib } from "../lib/index";
import type { ColumnModel } from "../model/Column.model";
import type { HeatmapStatisticsModel, IHeatmapRow } from "../model/HeatmapStatistics.model";

/** One strategy on all its symbols. Use the {@link Heat} singleton. */
export class HeatUtils {
  /**
   * The statistics of a strategy over all symbols on which it has closed a trade. A symbol that trades live shows its live
   * trades, another one those of its newest back-test.
   *
   * @param strategyName - name of the strategy
   * @throws NotFoundError for an unknown strategy
   */
  public getData = async (strategyName: StrategyName): Promise<HeatmapStatisticsModel> => {
    this.check("HeatUtils.getData", strategyName);
    return await lib.heatMarkdownService.getData(strategyName);
  };

  /**
   * The statistics as Markdown.
   *
   * @param strategyName - name of the strategy
   * @param columns - take the place of those of `setColumns`
   * @throws NotFoundError for an unknown strategy; what a column throws
   */
  public getReport = async (
    strategyName: StrategyName,
    columns?: readonly ColumnModel<IHeatmapRow>[],
  ): Promise<string> => {
    this.check("HeatUtils.getReport", strategyName);
    return await lib.heatMarkdownService.getReport(strategyName, columns);
  };

  /**
   * Writes the Markdown to a file and prints where it is.
   *
   * @param strategyName - name of the strategy
   * @param path - folder, relative to the working directory; `./dump/heatmap` by default
   * @param columns - take the place of those of `setColumns`
   * @throws NotFoundError for an unknown strategy; ReportError `REPORT_WRITE_FAILED`; what a column throws
   */
  public dump = async (
    strategyName: StrategyName,
    path?: string,
    columns?: readonly ColumnModel<IHeatmapRow>[],
  ): Promise<void> => {
    this.check("HeatUtils.dump", strategyName);
    await lib.heatMarkdownService.dump(strategyName, path, columns);
  };

  private check(source: string, strategyName: StrategyName): void {
    lib.loggerService.info(source, { strategyName });
    lib.strategyValidationService.validate(strategyName, source);
  }
}

/** One strategy on all its symbols. */
export const Heat = new HeatUtils();
