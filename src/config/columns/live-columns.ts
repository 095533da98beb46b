import type { ColumnModel } from "../../model/Column.model";
import type { TickEvent } from "../../model/LiveStatistics.model";
import {
  formatInteger,
  formatPercent,
  formatPrice,
  formatSignedPercent,
  formatText,
  formatTime,
  formatUpperCase,
} from "../../utils/format-report";
import { createColumn, createNoteColumn } from "./create-column";

/** What a live run has seen. The two percents are shares of the way that is done. */
export const createLiveColumns = (): ColumnModel<TickEvent>[] => [
  createColumn("timestamp", "Timestamp", ({ timestamp }) => formatTime(timestamp)),
  createColumn("action", "Action", ({ action }) => formatUpperCase(action)),
  createColumn("symbol", "Symbol", ({ symbol }) => formatText(symbol)),
  createColumn("signalId", "Signal ID", ({ signalId }) => formatText(signalId)),
  createColumn("position", "Position", ({ position }) => formatUpperCase(position)),
  createNoteColumn(({ note }) => note),
  createColumn("currentPrice", "Current Price", ({ currentPrice }) => formatPrice(currentPrice)),
  createColumn("openPrice", "Open Price", ({ openPrice }) => formatPrice(openPrice)),
  createColumn("takeProfit", "Take Profit", ({ takeProfit }) => formatPrice(takeProfit)),
  createColumn("stopLoss", "Stop Loss", ({ stopLoss }) => formatPrice(stopLoss)),
  createColumn("percentTp", "% to TP", ({ percentTp }) => formatPercent(percentTp)),
  createColumn("percentSl", "% to SL", ({ percentSl }) => formatPercent(percentSl)),
  createColumn("pnl", "PNL (net)", ({ pnl }) => formatSignedPercent(pnl)),
  createColumn("closeReason", "Close Reason", ({ closeReason }) => formatText(closeReason)),
  createColumn("duration", "Duration (min)", ({ duration }) => formatInteger(duration)),
];
