import type { PartialEvent, PartialStatisticsModel } from "../../../model/PartialStatistics.model";
import { escapeText } from "../../../utils/markdown-table";
import { Milestones } from "./Milestones";
import { BucketStore } from "./BucketStore";
import { MarkdownReport } from "./MarkdownReport";
import type { ReportLayout } from "./report-layout";

/** Which milestones positions have reached. */
export class PartialMarkdownService extends MarkdownReport<Milestones, PartialStatisticsModel, PartialEvent> {
  public readonly collected = new BucketStore(() => new Milestones());

  protected readonly layout: ReportLayout<PartialStatisticsModel, PartialEvent> = {
    topic: "partialMarkdownService",
    title: "Partial report",
    directory: "./dump/partial",
    emptyText: "No position has reached a milestone.",
    nameFile: ({ symbol, strategyName }) => `${symbol}_${strategyName}.md`,
    head: ({ symbol, strategyName }) =>
      `# Partial Profit/Loss Report: ${escapeText(symbol)}:${escapeText(strategyName)}`,
    listRows: ({ eventList }) => eventList,
    countRows: ({ totalEvents }) => totalEvents,
    selectColumns: (config) => config.partial_columns,
    after: ({ totalEvents, totalProfit, totalLoss }) => [
      `**Total events:** ${totalEvents}`,
      `**Profit events:** ${totalProfit}`,
      `**Loss events:** ${totalLoss}`,
    ],
  };

  protected summarize(milestones: Milestones): PartialStatisticsModel {
    return milestones.summarize();
  }
}
