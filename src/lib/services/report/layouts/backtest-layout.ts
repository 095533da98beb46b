import type { IStrategyTickResultClosed } from "../../../../interfaces/Strategy.interface";
import type { BacktestStatisticsModel } from "../../../../model/BacktestStatistics.model";
import { escapeText } from "../../../../utils/markdown-table";
import type { ReportLayout } from "../report-layout";
import { describeTrades } from "../trade-summary";

/** The report on a back-test. */
export const backtestLayout: ReportLayout<BacktestStatisticsModel, IStrategyTickResultClosed> = {
  title: "Backtest report",
  directory: "./dump/backtest",
  emptyText: "No trade has closed.",
  nameFile: ({ strategyName }) => `${strategyName}.md`,
  head: ({ strategyName }) => `# Backtest Report: ${escapeText(strategyName)}`,
  listRows: ({ signalList }) => signalList,
  after: (statistics) => [
    `**Total signals:** ${statistics.totalSignals}`,
    `**Closed signals:** ${statistics.totalSignals}`,
    ...describeTrades(statistics, statistics.run),
  ],
};
