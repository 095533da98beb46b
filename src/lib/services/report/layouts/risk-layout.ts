import type { RiskEvent, RiskStatisticsModel } from "../../../../model/RiskStatistics.model";
import { escapeText } from "../../../../utils/markdown-table";
import type { ReportLayout } from "../report-layout";

const listCounts = (counts: Readonly<Record<string, number>>): string[] =>
  Object.entries(counts).map(([name, count]) => `- ${escapeText(name)}: ${count}`);

/** The report on refusals. */
export const riskLayout: ReportLayout<RiskStatisticsModel, RiskEvent> = {
  title: "Risk report",
  directory: "./dump/risk",
  emptyText: "No signal was refused.",
  nameFile: ({ symbol, strategyName }) => `${symbol}_${strategyName}.md`,
  head: ({ symbol, strategyName }) =>
    `# Risk Rejection Report: ${escapeText(symbol)}:${escapeText(strategyName)}`,
  listRows: ({ eventList }) => eventList,
  countRows: ({ totalRejections }) => totalRejections,
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
