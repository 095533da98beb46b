import type { ColumnModel } from "../../model/Column.model";
import type { PartialEvent } from "../../model/PartialStatistics.model";
import { formatPrice, formatText, formatTime, formatUpperCase } from "../../utils/format-report";
import { createColumn } from "./create-column";

/** Milestones of positions. */
export const createPartialColumns = (): ColumnModel<PartialEvent>[] => [
  createColumn("action", "Action", ({ action }) => formatUpperCase(action)),
  createColumn("symbol", "Symbol", ({ symbol }) => formatText(symbol)),
  createColumn("strategyName", "Strategy", ({ strategyName }) => formatText(strategyName)),
  createColumn("signalId", "Signal ID", ({ signalId }) => formatText(signalId)),
  createColumn("position", "Position", ({ position }) => formatUpperCase(position)),
  createColumn("level", "Level %", ({ action, level }) => `${action === "profit" ? "+" : "-"}${level}%`),
  createColumn("currentPrice", "Current Price", ({ currentPrice }) => formatPrice(currentPrice)),
  createColumn("timestamp", "Timestamp", ({ timestamp }) => formatTime(timestamp)),
  createColumn("mode", "Mode", ({ backtest }) => (backtest ? "Backtest" : "Live")),
];
