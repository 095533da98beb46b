import type { LiveStatisticsModel, TickEvent } from "../../../model/LiveStatistics.model";
import { escapeText } from "../../../utils/markdown-table";
import { LiveBook } from "./LiveBook";
import type { ReportLayout } from "./report-layout";
import { summarizeTrades } from "./trade-statistics";
import { describeTrades } from "./trade-summary";
import { TradeReport } from "./TradeReport";
import { TradeBooks } from "./TradeBooks";

/** How live runs stand, and what they have earned. */
export class LiveMarkdownService extends TradeReport<LiveBook, LiveStatisticsModel, TickEvent> {
  public readonly collected = new TradeBooks((run) => new LiveBook(run));

  protected readonly layout: ReportLayout<LiveStatisticsModel, TickEvent> = {
    topic: "liveMarkdownService",
    title: "Live report",
    directory: "./dump/live",
    emptyText: "Nothing has happened yet.",
    nameFile: ({ strategyName }) => `${strategyName}.md`,
    head: ({ strategyName }) => `# Live Trading Report: ${escapeText(strategyName)}`,
    listRows: ({ eventList }) => eventList,
    countRows: ({ totalEvents }) => totalEvents,
    selectColumns: (config) => config.live_columns,
    after: (statistics) => [
      `**Total events:** ${statistics.totalEvents}`,
      `**Closed signals:** ${statistics.totalClosed}`,
      ...describeTrades(statistics, statistics.run),
    ],
  };

  protected summarize(book: LiveBook): LiveStatisticsModel {
    return {
      eventList: book.listRows(),
      totalEvents: book.rowCount,
      totalClosed: book.trades.length,
      ...summarizeTrades(book),
      run: book.describeRun(),
    };
  }
}
