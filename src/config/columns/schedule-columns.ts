import type { ColumnModel } from "../../model/Column.model";
import type { ScheduledEvent } from "../../model/ScheduleStatistics.model";
import {
  formatInteger,
  formatPrice,
  formatText,
  formatTime,
  formatUpperCase,
} from "../../utils/format-report";
import { createColumn, createNoteColumn } from "./create-column";

/** What became of limit orders. */
export const createScheduleColumns = (): ColumnModel<ScheduledEvent>[] => [
  createColumn("timestamp", "Timestamp", ({ timestamp }) => formatTime(timestamp)),
  createColumn("action", "Action", ({ action }) => formatUpperCase(action)),
  createColumn("symbol", "Symbol", ({ symbol }) => formatText(symbol)),
  createColumn("signalId", "Signal ID", ({ signalId }) => formatText(signalId)),
  createColumn("position", "Position", ({ position }) => formatUpperCase(position)),
  createNoteColumn(({ note }) => note),
  createColumn("currentPrice", "Current Price", ({ currentPrice }) => formatPrice(currentPrice)),
  createColumn("priceOpen", "Entry Price", ({ priceOpen }) => formatPrice(priceOpen)),
  createColumn("takeProfit", "Take Profit", ({ takeProfit }) => formatPrice(takeProfit)),
  createColumn("stopLoss", "Stop Loss", ({ stopLoss }) => formatPrice(stopLoss)),
  createColumn("duration", "Wait Time (min)", ({ duration }) => formatInteger(duration)),
  createColumn("reason", "Reason", ({ reason }) => formatText(reason)),
];
