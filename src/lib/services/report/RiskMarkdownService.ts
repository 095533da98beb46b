import type { RiskEvent, RiskStatisticsModel } from "../../../model/RiskStatistics.model";
import { escapeText } from "../../../utils/markdown-table";
import { BucketStore } from "./BucketStore";
import { MarkdownReport } from "./MarkdownReport";
import { Refusals } from "./Refusals";
import type { ReportLayout } from "./report-layout";

const listCounts = (counts: Readonly<Record<string, number>>): string[] =>
  Object.entries(counts).map(([name, count]) => `- ${escapeText(name)}: ${count}`);

/** What risk profiles have refused. */
export class RiskMarkdownService extends MarkdownReport<Refusals, RiskStatisticsModel, RiskEvent> {
  public readonly collected = new BucketStore(() => new Refusals());

  protected readonly layout: ReportLayout<RiskStatisticsModel, RiskEvent> = {
    topic: "riskMarkdownService",
    title: "Risk report",
    directory: "./dump/risk",
    emptyText: "No signal was refused.",
    nameFile: ({ symbol, strategyName }) => `${symbol}_${strategyName}.md`,
    head: ({ symbol, strategyName }) =>
      `# Risk Rejection Report: ${escapeText(symbol)}:${escapeText(strategyName)}`,
    listRows: ({ eventList }) => eventList,
    countRows: ({ totalRejections }) => totalRejections,
    selectColumns: (config) => config.risk_columns,
    after: ({ totalRejections, bySymbol, byStrategy, byComment }) => [
      `**Total rejections:** ${totalRejections}`,
      "",
      "## Rejections by Symbol",
      ...listCounts(bySymbol),
      "",
      "## Rejections by Strategy",
      ...listCounts(byStrategy),
      "",
      "## Rejections by Reason",
      ...listCounts(byComment),
    ],
  };

  protected summarize(refusals: Refusals): RiskStatisticsModel {
    return refusals.summarize();
  }
}
