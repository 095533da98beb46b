import type { ColumnModel } from "../../../../model/Column.model";
import type { IStrategyResult, WalkerStatisticsModel } from "../../../../model/WalkerStatistics.model";
import { distribute } from "../../../../math/distribution";
import { monthlyReturns } from "../../../../math/monthly-returns";
import { toErrorMessage } from "../../../../utils/error-message";
import { formatCount, formatNumber } from "../../../../utils/format-report";
import type { IHtmlComparison, IHtmlFact, IHtmlReport } from "./html-model";
import { groupStatistics } from "./statistics-groups";
import { listRunFacts, listRunWarnings, toHtmlTrade } from "./trade-page";

const readComparison = async (
  ranked: readonly IStrategyResult[],
  columns: readonly ColumnModel<IStrategyResult>[],
  failures: WalkerStatisticsModel["failedStrategies"],
): Promise<IHtmlComparison> => {
  const visible: ColumnModel<IStrategyResult>[] = [];
  for (const column of columns) {
    if (await column.isVisible()) {
      visible.push(column);
    }
  }
  return {
    columns: visible.map(({ label }) => label),
    rows: await Promise.all(
      ranked.map((result, index) =>
        Promise.all(visible.map(async (column) => await column.format(result, index))),
      ),
    ),
    failures: failures.map(({ strategyName, error }) => ({ strategyName, error: toErrorMessage(error) })),
  };
};

/** Which part of the page is about whom. */
const SHOWN: IHtmlFact = {
  label: "Shown",
  value:
    "trades, their signs in the price, and distribution of all strategies; figures, months, period, gaps, and the candles of the price of the best",
};

const listWarnings = (statistics: WalkerStatisticsModel): string[] => {
  const { testedStrategies, failedStrategies } = statistics;
  const warnings: string[] = [];
  if (testedStrategies > 1) {
    warnings.push(
      `The best of ${testedStrategies} tries looks better than it is: see its deflated Sharpe ratio, and test it on another period.`,
    );
  }
  if (failedStrategies.length > 0) {
    warnings.push(
      `${formatCount(failedStrategies.length, "strategy", "strategies")} failed, and not compared.`,
    );
  }
  return warnings;
};

/**
 * A page that compares the strategies of a walker; what is not compared is about the best one.
 * @param ranked - best first
 * @param columns - of the comparison
 */
export const createWalkerPage = async (
  statistics: WalkerStatisticsModel,
  ranked: readonly IStrategyResult[],
  columns: readonly ColumnModel<IStrategyResult>[],
): Promise<IHtmlReport> => {
  const { walkerName, symbol, metric, bestStrategy, bestMetric, failedStrategies } = statistics;
  const best = statistics.bestStats ?? ranked[0]?.stats ?? null;
  const run = best?.run ?? null;
  return {
    title: `${walkerName} on ${symbol}, comparison`,
    facts: [
      { label: "Walker", value: walkerName },
      { label: "Symbol", value: symbol },
      { label: "Metric", value: metric },
      { label: "Best strategy", value: `${bestStrategy ?? "none"} (${formatNumber(bestMetric, 3)})` },
      ...(best === null ? [] : [SHOWN]),
      ...listRunFacts(run),
    ],
    curves: ranked.map(({ strategyName, stats }) => ({ label: strategyName, points: stats.equityCurve })),
    priceOutline: run?.priceOutline ?? [],
    trades: ranked.flatMap(({ stats }) => stats.signalList.toReversed().map(toHtmlTrade)),
    statistics: best === null ? [] : groupStatistics(best.totalSignals, best),
    monthly: best === null ? [] : monthlyReturns(best.equityCurve),
    distribution: distribute(
      ranked.flatMap(({ stats }) => stats.signalList.map(({ pnl }) => pnl.pnlPercentage)),
    ),
    gaps: run?.gaps ?? [],
    warnings: [...listWarnings(statistics), ...(run === null ? [] : listRunWarnings(run))],
    comparison: await readComparison(ranked, columns, failedStrategies),
  };
};
