import type { MetricStats, PerformanceStatisticsModel } from "../../../../model/PerformanceStatistics.model";
import { escapeText } from "../../../../utils/markdown-table";
import type { ReportLayout } from "../report-layout";

/** The kinds that took most of the time first. */
const listMetrics = ({ metricStats }: PerformanceStatisticsModel): MetricStats[] =>
  Object.values(metricStats).sort((left, right) => right.totalDuration - left.totalDuration);

const formatPart = (part: number, whole: number): string =>
  whole > 0 ? `${((100 * part) / whole).toFixed(1)}%` : "N/A";

/** The report on timings. */
export const performanceLayout: ReportLayout<PerformanceStatisticsModel, MetricStats> = {
  title: "Performance report",
  directory: "./dump/performance",
  emptyText: "Nothing was timed.",
  nameFile: ({ strategyName }) => `${strategyName}.md`,
  head: ({ strategyName }) => `# Performance Report: ${escapeText(strategyName)}`,
  listRows: listMetrics,
  before: (statistics) => {
    const { totalEvents, totalDuration } = statistics;
    const metrics = listMetrics(statistics);
    return [
      `**Total events:** ${totalEvents}`,
      `**Total execution time:** ${totalDuration.toFixed(2)}ms`,
      `**Number of metric types:** ${metrics.length}`,
      "",
      "## Time Distribution",
      "",
      ...metrics.map(
        (metric) =>
          `- **${metric.metricType}**: ${formatPart(metric.totalDuration, totalDuration)} (${metric.totalDuration.toFixed(2)}ms total)`,
      ),
      "",
      "## Detailed Metrics",
      "",
    ];
  },
  after: () => [
    "**Note:** all times are milliseconds. A frame counts in its run, and the walk of a signal in its frame. Percentiles are exact to 1 %. Wait is the time since the event of the run before.",
  ],
};
