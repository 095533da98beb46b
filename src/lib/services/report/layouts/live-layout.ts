import type { LiveStatisticsModel, TickEvent } from "../../../../model/LiveStatistics.model";
import { escapeText } from "../../../../utils/markdown-table";
import type { ReportLayout } from "../report-layout";
import { describeTrades } from "../trade-summary";

/** The report on a live run. */
export const liveLayout: ReportLayout<LiveStatisticsModel, TickEvent> = {
  title: "Live report",
  directory: "./dump/live",
  emptyText: "Nothing has happened yet.",
  nameFile: ({ strategyName }) => `${strategyName}.md`,
  head: ({ strategyName }) => `# Live Trading Report: ${escapeText(strategyName)}`,
  listRows: ({ eventList }) => eventList,
  countRows: ({ totalEvents }) => totalEvents,
  after: (statistics) => [
    `**Total events:** ${statistics.totalEvents}`,
    `**Closed signals:** ${statistics.totalClosed}`,
    ...describeTrades(statistics, statistics.run),
  ],
};
