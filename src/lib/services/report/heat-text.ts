import type { StrategyName } from "../../../interfaces/Signal.interface";
import type { ColumnModel } from "../../../model/Column.model";
import type { HeatmapStatisticsModel, IHeatmapRow } from "../../../model/HeatmapStatistics.model";
import { formatNumber, formatPercent, formatSignedPercent } from "../../../utils/format-report";
import { escapeText } from "../../../utils/markdown-table";
import { renderRows } from "./report-layout";

const describeTotals = (statistics: HeatmapStatisticsModel): string =>
  [
    `**Total Symbols:** ${statistics.totalSymbols}`,
    `**Portfolio PNL:** ${formatSignedPercent(statistics.portfolioTotalPnl)}`,
    `**Portfolio Sharpe:** ${formatNumber(statistics.portfolioSharpeRatio, 2)}`,
    `**Total Trades:** ${statistics.portfolioTotalTrades}`,
    `**Portfolio Sharpe of daily returns, annualized (√365):** ${formatNumber(statistics.portfolioSharpePeriodicAnnualized, 2)}`,
    `**Portfolio Max DD:** ${formatPercent(statistics.portfolioMaxDrawdown, 2)}`,
  ].join(" | ");

/** The text of a heatmap. @throws what a column throws */
export const renderHeat = async (
  strategyName: StrategyName,
  statistics: HeatmapStatisticsModel,
  columns: readonly ColumnModel<IHeatmapRow>[],
): Promise<string> => {
  const head = [`# Portfolio Heatmap: ${escapeText(strategyName)}`, ""];
  if (statistics.totalSymbols === 0) {
    return [...head, "No trade has closed."].join("\n");
  }
  const { symbols, totalSymbols } = statistics;
  const table = await renderRows(columns, symbols, totalSymbols, "best");
  return [...head, describeTotals(statistics), "", ...table.slice(0, -1)].join("\n");
};
