import type { ColumnConfig } from "../../../config/columns";
import type { ColumnModel } from "../../../model/Column.model";
import type { ScheduledEvent, ScheduleStatisticsModel } from "../../../model/ScheduleStatistics.model";
import { OrderBook } from "./OrderBook";
import { BucketStore } from "./BucketStore";
import type { ReportWork } from "./load-report-work";
import { MarkdownReport } from "./MarkdownReport";
import type { ReportLayout } from "./report-layout";

/** What became of limit orders. */
export class ScheduleMarkdownService extends MarkdownReport<
  OrderBook,
  ScheduleStatisticsModel,
  ScheduledEvent
> {
  public readonly collected = new BucketStore(() => new OrderBook());

  protected readonly topic = "scheduleMarkdownService";

  protected selectLayout(work: ReportWork): ReportLayout<ScheduleStatisticsModel, ScheduledEvent> {
    return work.scheduleLayout;
  }

  protected selectColumns(config: ColumnConfig): readonly ColumnModel<ScheduledEvent>[] {
    return config.schedule_columns;
  }

  protected summarize(orders: OrderBook): ScheduleStatisticsModel {
    return orders.summarize();
  }
}
