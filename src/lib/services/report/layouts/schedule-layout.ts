import type { ScheduledEvent, ScheduleStatisticsModel } from "../../../../model/ScheduleStatistics.model";
import { NOT_AVAILABLE, formatNumber, formatPercent } from "../../../../utils/format-report";
import { escapeText } from "../../../../utils/markdown-table";
import type { ReportLayout } from "../report-layout";

const describeShare = (share: number | null, better: "higher" | "lower"): string =>
  share === null ? NOT_AVAILABLE : `${formatPercent(share, 2)} (${better} is better)`;

const describeMinutes = (minutes: number | null): string =>
  minutes === null ? NOT_AVAILABLE : `${formatNumber(minutes, 2)} minutes`;

/** The report on limit orders. */
export const scheduleLayout: ReportLayout<ScheduleStatisticsModel, ScheduledEvent> = {
  title: "Schedule report",
  directory: "./dump/schedule",
  emptyText: "There was no limit order.",
  nameFile: ({ strategyName }) => `${strategyName}.md`,
  head: ({ strategyName }) => `# Scheduled Signals Report: ${escapeText(strategyName)}`,
  listRows: ({ eventList }) => eventList,
  countRows: ({ totalEvents }) => totalEvents,
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
