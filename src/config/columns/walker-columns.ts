import type { ColumnModel } from "../../model/Column.model";
import type { IStrategyResult, WalkerSignalRow } from "../../model/WalkerStatistics.model";
import {
  formatInteger,
  formatNumber,
  formatPercent,
  formatSignedPercent,
  formatText,
  formatTime,
  formatUpperCase,
} from "../../utils/format-report";
import { createColumn } from "./create-column";

/** Strategies of a walker, best first. */
export const createWalkerStrategyColumns = (): ColumnModel<IStrategyResult>[] => [
  createColumn("rank", "Rank", (_, index) => formatInteger(index + 1)),
  createColumn("strategy", "Strategy", ({ strategyName }) => formatText(strategyName)),
  createColumn("metric", "Metric", ({ metricValue }) => formatNumber(metricValue, 2)),
  createColumn("totalSignals", "Total Signals", ({ stats }) => formatInteger(stats.totalSignals)),
  createColumn("winRate", "Win Rate", ({ stats }) => formatPercent(stats.winRate)),
  createColumn("avgPnl", "Avg PNL", ({ stats }) => formatSignedPercent(stats.avgPnl)),
  createColumn("totalPnl", "Total PNL", ({ stats }) => formatSignedPercent(stats.totalPnl)),
  createColumn("sharpeRatio", "Sharpe Ratio", ({ stats }) => formatNumber(stats.sharpeRatio, 3)),
  createColumn("stdDev", "Std Dev", ({ stats }) => formatPercent(stats.stdDev, 3)),
  createColumn("deflatedSharpe", "Deflated Sharpe", ({ deflatedSharpe }) => formatNumber(deflatedSharpe, 3)),
];

/** Trades of all strategies of a walker. */
export const createWalkerPnlColumns = (): ColumnModel<WalkerSignalRow>[] => [
  createColumn("strategy", "Strategy", ({ strategyName }) => formatText(strategyName)),
  createColumn("signalId", "Signal ID", ({ signalId }) => formatText(signalId)),
  createColumn("symbol", "Symbol", ({ symbol }) => formatText(symbol)),
  createColumn("position", "Position", ({ position }) => formatUpperCase(position)),
  createColumn("pnl", "PNL (net)", ({ pnl }) => formatSignedPercent(pnl)),
  createColumn("closeReason", "Close Reason", ({ closeReason }) => formatText(closeReason)),
  createColumn("openTime", "Open Time", ({ openTime }) => formatTime(openTime)),
  createColumn("closeTime", "Close Time", ({ closeTime }) => formatTime(closeTime)),
];
