import type { ColumnConfig } from "../../../config/columns";
import type { ColumnModel } from "../../../model/Column.model";
import type { LiveStatisticsModel, TickEvent } from "../../../model/LiveStatistics.model";
import { LiveBook } from "./LiveBook";
import { loadReportWork, type ReportWork } from "./load-report-work";
import type { ReportLayout } from "./report-layout";
import { TradeReport } from "./TradeReport";
import { TradeBooks } from "./TradeBooks";

/** How live runs stand, and what they have earned. */
export class LiveMarkdownService extends TradeReport<LiveBook, LiveStatisticsModel, TickEvent> {
  public readonly collected = new TradeBooks((run) => new LiveBook(run));

  protected readonly topic = "liveMarkdownService";

  protected selectLayout(work: ReportWork): ReportLayout<LiveStatisticsModel, TickEvent> {
    return work.liveLayout;
  }

  protected selectColumns(config: ColumnConfig): readonly ColumnModel<TickEvent>[] {
    return config.live_columns;
  }

  protected async summarize(book: LiveBook): Promise<LiveStatisticsModel> {
    const account = book.takeAccount();
    const rows = { eventList: book.listRows(), totalEvents: book.rowCount };
    const run = book.describeRun();
    const { summarizeTrades } = await loadReportWork();
    return { ...rows, totalClosed: account.trades.length, ...summarizeTrades(account), run };
  }
}
