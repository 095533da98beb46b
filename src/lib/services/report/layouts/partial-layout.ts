import type { PartialEvent, PartialStatisticsModel } from "../../../../model/PartialStatistics.model";
import { escapeText } from "../../../../utils/markdown-table";
import type { ReportLayout } from "../report-layout";

/** The report on milestones. */
export const partialLayout: ReportLayout<PartialStatisticsModel, PartialEvent> = {
  title: "Partial report",
  directory: "./dump/partial",
  emptyText: "No position has reached a milestone.",
  nameFile: ({ symbol, strategyName }) => `${symbol}_${strategyName}.md`,
  head: ({ symbol, strategyName }) =>
    `# Partial Profit/Loss Report: ${escapeText(symbol)}:${escapeText(strategyName)}`,
  listRows: ({ eventList }) => eventList,
  countRows: ({ totalEvents }) => totalEvents,
  after: ({ totalEvents, totalProfit, totalLoss }) => [
    `**Total events:** ${totalEvents}`,
    `**Profit events:** ${totalProfit}`,
    `**Loss events:** ${totalLoss}`,
  ],
};
