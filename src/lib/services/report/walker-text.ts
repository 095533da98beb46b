import type { ColumnModel } from "../../../model/Column.model";
import type {
  IStrategyResult,
  WalkerSignalRow,
  WalkerStatisticsModel,
} from "../../../model/WalkerStatistics.model";
import { toErrorMessage } from "../../../utils/error-message";
import { formatNumber } from "../../../utils/format-report";
import { escapeText, renderTable } from "../../../utils/markdown-table";
import { renderRows } from "./report-layout";
import { listSignals, rankResults } from "./walker-results";

/** Strategies in the table that compares them. */
const COMPARISON_LIMIT = 10;

const describeWalker = (statistics: WalkerStatisticsModel): string[] => [
  `# Walker Comparison Report: ${escapeText(statistics.walkerName)}`,
  "",
  `**Symbol:** ${escapeText(statistics.symbol)}`,
  `**Exchange:** ${escapeText(statistics.exchangeName)}`,
  `**Frame:** ${escapeText(statistics.frameName)}`,
  `**Optimization Metric:** ${statistics.metric}`,
  `**Strategies Tested:** ${statistics.testedStrategies}`,
  `**Strategies Failed:** ${statistics.failedStrategies.length}`,
  `**Strategies Total:** ${statistics.totalStrategies}`,
  "",
  `## Best Strategy: ${escapeText(String(statistics.bestStrategy))}`,
  "",
  `**Best ${statistics.metric}:** ${formatNumber(statistics.bestMetric, 2)}`,
  `**Total Signals:** ${statistics.bestStats?.totalSignals ?? 0}`,
  "",
];

const renderComparison = async (
  { strategyResults }: WalkerStatisticsModel,
  columns: readonly ColumnModel<IStrategyResult>[],
): Promise<string[]> => {
  const ranked = rankResults(strategyResults);
  const table = await renderRows(columns, ranked.slice(0, COMPARISON_LIMIT));
  return ranked.length > COMPARISON_LIMIT
    ? [...table, `The best ${COMPARISON_LIMIT} of ${ranked.length} strategies.`, ""]
    : table;
};

const listFailures = ({ failedStrategies }: WalkerStatisticsModel): string[] =>
  failedStrategies.length === 0
    ? []
    : [
        "## Failed Strategies",
        "",
        ...failedStrategies.map(
          ({ strategyName, error }) => `- ${escapeText(strategyName)}: ${escapeText(toErrorMessage(error))}`,
        ),
        "",
      ];

const renderSignals = async (
  { strategyResults }: WalkerStatisticsModel,
  columns: readonly ColumnModel<WalkerSignalRow>[],
): Promise<string[]> => {
  const signals = listSignals(strategyResults);
  return signals.length === 0 ? ["No trade has closed.", ""] : [await renderTable(columns, signals), ""];
};

/**
 * The text of a comparison.
 * @param compared - columns of the strategies
 * @param listed - columns of the trades
 * @throws what a column throws
 */
export const renderWalker = async (
  statistics: WalkerStatisticsModel,
  compared: readonly ColumnModel<IStrategyResult>[],
  listed: readonly ColumnModel<WalkerSignalRow>[],
): Promise<string> =>
  [
    ...describeWalker(statistics),
    "## Top Strategies Comparison",
    "",
    ...(await renderComparison(statistics, compared)),
    ...listFailures(statistics),
    "## All Signals (PNL Table)",
    "",
    ...(await renderSignals(statistics, listed)),
    "**Note:** larger is better in every column of a metric but the deviation. The best of many tries is better than it deserves: the deflated Sharpe ratio takes that into account.",
  ].join("\n");
