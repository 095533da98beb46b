import type { IReportPair } from "../interfaces/Report.interface";
import type { StrategyName } from "../interfaces/Signal.interface";
import { lib } from "../lib/index";
import type { ColumnModel } from "../model/Column.model";

/** A report service, as its facade uses it. */
interface IMarkdownReport<Statistics, Row> {
  getData(symbol: string, strategyName: StrategyName, backtest?: boolean): Promise<Statistics>;
  getReport(
    symbol: string,
    strategyName: StrategyName,
    backtest?: boolean,
    columns?: readonly ColumnModel<Row>[],
  ): Promise<string>;
  dump(
    symbol: string,
    strategyName: StrategyName,
    backtest?: boolean,
    path?: string,
    columns?: readonly ColumnModel<Row>[],
  ): Promise<void>;
  clear(pair?: IReportPair): Promise<void>;
}

/** A report per (symbol, strategy, mode), as users read it. */
export class PairReport<Statistics, Row> {
  /**
   * @param name - what messages call the facade, such as `ScheduleUtils`
   * @param service - where the report comes from
   */
  public constructor(
    private readonly name: string,
    private readonly service: IMarkdownReport<Statistics, Row>,
  ) {}

  /**
   * The statistics; those of nothing for a symbol the strategy never ran on.
   *
   * @param symbol - trading pair
   * @param strategyName - name of the strategy
   * @param backtest - `true` for the back-test, `false` for live; left out, live if there is anything, else the back-test
   * @throws NotFoundError for an unknown strategy
   */
  public getData = async (
    symbol: string,
    strategyName: StrategyName,
    backtest?: boolean,
  ): Promise<Statistics> => {
    this.check("getData", strategyName);
    return await this.service.getData(symbol, strategyName, backtest);
  };

  /**
   * The statistics as Markdown.
   *
   * @param symbol - trading pair
   * @param strategyName - name of the strategy
   * @param backtest - as for `getData`
   * @param columns - take the place of those of `setColumns`
   * @throws NotFoundError for an unknown strategy; what a column throws
   */
  public getReport = async (
    symbol: string,
    strategyName: StrategyName,
    backtest?: boolean,
    columns?: readonly ColumnModel<Row>[],
  ): Promise<string> => {
    this.check("getReport", strategyName);
    return await this.service.getReport(symbol, strategyName, backtest, columns);
  };

  /**
   * Writes the Markdown to a file and prints where it is.
   *
   * @param symbol - trading pair
   * @param strategyName - name of the strategy
   * @param backtest - as for `getData`
   * @param path - folder, relative to the working directory; by default one of mode and symbol below `./dump`
   * @param columns - take the place of those of `setColumns`
   * @throws NotFoundError for an unknown strategy; ReportError `REPORT_WRITE_FAILED`; what a column throws
   */
  public dump = async (
    symbol: string,
    strategyName: StrategyName,
    backtest?: boolean,
    path?: string,
    columns?: readonly ColumnModel<Row>[],
  ): Promise<void> => {
    this.check("dump", strategyName);
    await this.service.dump(symbol, strategyName, backtest, path, columns);
  };

  private check(method: string, strategyName: StrategyName): void {
    const source = `${this.name}.${method}`;
    lib.loggerService.info(source, { strategyName });
    lib.strategyValidationService.validate(strategyName, source);
  }
}
