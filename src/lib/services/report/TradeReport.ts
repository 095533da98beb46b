import type { IReportPair } from "../../../interfaces/Report.interface";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import type { IRunFacts } from "../../../model/RunFacts.model";
import type { ITradeStatistics } from "../../../model/TradeStatistics.model";
import { modeName } from "../../../utils/keys";
import { loadPages } from "./html/load-pages";
import type { ITradePageSource } from "./html/trade-page";
import { loadReportWork } from "./load-report-work";
import { MarkdownReport } from "./MarkdownReport";
import type { TradeBook } from "./TradeBook";

/** A report on closed trades, which can also be read as a page. */
export abstract class TradeReport<
  Book extends TradeBook,
  Statistics extends ITradeStatistics & { readonly run: IRunFacts | null },
  Row,
> extends MarkdownReport<Book, Statistics, Row> {
  /** The report as one HTML file that needs nothing else. */
  public async getHtml(symbol: string, strategyName: StrategyName, backtest: boolean): Promise<string> {
    const pair: IReportPair = { symbol, strategyName, backtest };
    this.loggerService.log(`${this.topic} getHtml`, { ...pair });
    const book = this.collected.read(pair);
    // What the page shows is what there is now, also when it has to be loaded first.
    const summary = this.summarize(book, pair);
    const trades = [...book.trades];
    const openSignal = book.open?.signal ?? null;
    const statistics = await summary;
    const source: ITradePageSource = {
      title: `${strategyName} on ${symbol}, ${modeName(backtest)}`,
      facts: [
        { label: "Strategy", value: strategyName },
        { label: "Symbol", value: symbol },
      ],
      curveLabel: strategyName,
      trades,
      statistics,
      run: statistics.run,
      openSignal,
    };
    const { renderTradePage } = await loadPages();
    return renderTradePage(source);
  }

  /**
   * Writes the HTML to a file.
   * @param path - its folder; relative to the working directory. By default one of the symbol and mode.
   * @returns the file, absolute
   * @throws ReportError `REPORT_WRITE_FAILED`
   */
  public async dumpHtml(
    symbol: string,
    strategyName: StrategyName,
    backtest: boolean,
    path?: string,
  ): Promise<string> {
    const text = await this.getHtml(symbol, strategyName, backtest);
    const work = await loadReportWork();
    const { title, directory } = this.selectLayout(work);
    const folder = path ?? work.defaultDirectory(directory, modeName(backtest), symbol);
    return await work.writeReport(title, folder, `${strategyName}.html`, text);
  }
}
