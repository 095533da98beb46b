import type { ScheduledEvent, ScheduleStatisticsModel } from "../../../model/ScheduleStatistics.model";
import { NOT_AVAILABLE, formatNumber, formatPercent } from "../../../utils/format-report";
import { escapeText } from "../../../utils/markdown-table";
import { OrderBook } from "./OrderBook";
import { BucketStore } from "./BucketStore";
import { MarkdownReport } from "./MarkdownReport";
import type { ReportLayout } from "./report-layout";

const describeShare = (share: number | null, better: "higher" | "lower"): string =>
  share === null ? NOT_AVAILABLE : `${formatPercent(share, 2)} (${better} is better)`;

const describeMinutes = (minutes: number | null): string =>
  minutes === null ? NOT_AVAILABLE : `${formatNumber(minutes, 2)} minutes`;

/** What became of limit orders. */
export class ScheduleMarkdownService extends MarkdownReport<
  OrderBook,
  ScheduleStatisticsModel,
  ScheduledEvent
> {
  public readonly collected = new BucketStore(() => new OrderBook());

  protected readonly layout: ReportLayout<ScheduleStatisticsModel, ScheduledEvent> = {
    topic: "scheduleMarkdownService",
    title: "Schedule report",
    directory: "./dump/schedule",
    emptyText: "There was no limit order.",
    nameFile: ({ strategyName }) => `${strategyName}.md`,
    head: ({ strategyName }) => `# Scheduled Signals Report: ${escapeText(strategyName)}`,
    listRows: ({ eventList }) => eventList,
    countRows: ({ totalEvents }) => totalEvents,
    selectColumns: (config) => config.schedule_columns,
    after: (statistics) => [
      `**Total events:** ${statistics.totalEvents}`,
      `**Scheduled signals:** ${statistics.totalScheduled}`,
      `**Opened signals:** ${statistics.totalOpened}`,
      `**Cancelled signals:** ${statistics.totalCancelled}`,
      `**Activation rate:** ${describeShare(statistics.activationRate, "higher")}`,
      `**Cancellation rate:** ${describeShare(statistics.cancellationRate, "lower")}`,
      `**Average activation time:** ${describeMinutes(statistics.avgActivationTime)}`,
      `**Average wait time (cancelled):** ${describeMinutes(statistics.avgWaitTime)}`,
      `**Fill rate (of ended orders):** ${describeShare(statistics.fillRate, "higher")}`,
      `**Waiting orders:** ${statistics.totalWaiting}`,
    ],
  };

  protected summarize(orders: OrderBook): ScheduleStatisticsModel {
    return orders.summarize();
  }
}
