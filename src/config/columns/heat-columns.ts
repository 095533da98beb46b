import type { ColumnModel } from "../../model/Column.model";
import type { IHeatmapRow } from "../../model/HeatmapStatistics.model";
import {
  formatInteger,
  formatNumber,
  formatPercent,
  formatSignedPercent,
  formatText,
} from "../../utils/format-report";
import { createColumn } from "./create-column";

/** A fall is shown below zero. */
const negate = (value: number | null): number | null => (value === null ? null : -value);

/** Symbols of one strategy. */
export const createHeatColumns = (): ColumnModel<IHeatmapRow>[] => [
  createColumn("symbol", "Symbol", ({ symbol }) => formatText(symbol)),
  createColumn("totalPnl", "Total PNL", ({ totalPnl }) => formatSignedPercent(totalPnl)),
  createColumn("sharpeRatio", "Sharpe", ({ sharpeRatio }) => formatNumber(sharpeRatio, 2)),
  createColumn("profitFactor", "PF", ({ profitFactor }) => formatNumber(profitFactor, 2)),
  createColumn("expectancy", "Expect", ({ expectancy }) => formatSignedPercent(expectancy)),
  createColumn("winRate", "WR", ({ winRate }) => formatPercent(winRate, 1)),
  createColumn("avgWin", "Avg Win", ({ avgWin }) => formatSignedPercent(avgWin)),
  createColumn("avgLoss", "Avg Loss", ({ avgLoss }) => formatSignedPercent(avgLoss)),
  createColumn("maxDrawdown", "Max DD", ({ maxDrawdown }) => formatPercent(negate(maxDrawdown))),
  createColumn("maxWinStreak", "W Streak", ({ maxWinStreak }) => formatInteger(maxWinStreak)),
  createColumn("maxLossStreak", "L Streak", ({ maxLossStreak }) => formatInteger(maxLossStreak)),
  createColumn("totalTrades", "Trades", ({ totalTrades }) => formatInteger(totalTrades)),
];
