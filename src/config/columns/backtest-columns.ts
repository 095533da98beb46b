import type { IStrategyTickResultClosed } from "../../interfaces/Strategy.interface";
import type { ColumnModel } from "../../model/Column.model";
import {
  formatMinutesBetween,
  formatPrice,
  formatSignedPercent,
  formatText,
  formatTime,
  formatUpperCase,
} from "../../utils/format-report";
import { createColumn, createNoteColumn } from "./create-column";

type Row = IStrategyTickResultClosed;

/** Closed trades of a back-test. */
export const createBacktestColumns = (): ColumnModel<Row>[] => [
  createColumn("signalId", "Signal ID", ({ signal }) => formatText(signal.id)),
  createColumn("symbol", "Symbol", ({ signal }) => formatText(signal.symbol)),
  createColumn("position", "Position", ({ signal }) => formatUpperCase(signal.position)),
  createNoteColumn(({ signal }) => signal.note),
  createColumn("openPrice", "Open Price", ({ signal }) => formatPrice(signal.priceOpen)),
  createColumn("closePrice", "Close Price", ({ currentPrice }) => formatPrice(currentPrice)),
  createColumn("takeProfit", "Take Profit", ({ signal }) => formatPrice(signal.priceTakeProfit)),
  createColumn("stopLoss", "Stop Loss", ({ signal }) => formatPrice(signal.priceStopLoss)),
  createColumn("pnl", "PNL (net)", ({ pnl }) => formatSignedPercent(pnl.pnlPercentage)),
  createColumn("closeReason", "Close Reason", ({ closeReason }) => formatText(closeReason)),
  createColumn("duration", "Duration (min)", ({ signal, closeTimestamp }) =>
    formatMinutesBetween(signal.pendingAt, closeTimestamp),
  ),
  createColumn("openTimestamp", "Open Time", ({ signal }) => formatTime(signal.pendingAt)),
  createColumn("closeTimestamp", "Close Time", ({ closeTimestamp }) => formatTime(closeTimestamp)),
];
