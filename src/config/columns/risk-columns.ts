import type { ColumnModel } from "../../model/Column.model";
import type { RiskEvent } from "../../model/RiskStatistics.model";
import {
  formatInteger,
  formatPrice,
  formatText,
  formatTime,
  formatUpperCase,
} from "../../utils/format-report";
import { createColumn, createNoteColumn } from "./create-column";

/** Refused signals. */
export const createRiskColumns = (): ColumnModel<RiskEvent>[] => [
  createColumn("symbol", "Symbol", ({ symbol }) => formatText(symbol)),
  createColumn("strategyName", "Strategy", ({ strategyName }) => formatText(strategyName)),
  createColumn("signalId", "Signal ID", ({ pendingSignal }) => formatText(pendingSignal.id || undefined)),
  createColumn("position", "Position", ({ pendingSignal }) => formatUpperCase(pendingSignal.position)),
  createNoteColumn(({ pendingSignal }) => pendingSignal.note),
  createColumn("exchangeName", "Exchange", ({ exchangeName }) => formatText(exchangeName)),
  createColumn("openPrice", "Open Price", ({ pendingSignal }) => formatPrice(pendingSignal.priceOpen)),
  createColumn("takeProfit", "Take Profit", ({ pendingSignal }) =>
    formatPrice(pendingSignal.priceTakeProfit),
  ),
  createColumn("stopLoss", "Stop Loss", ({ pendingSignal }) => formatPrice(pendingSignal.priceStopLoss)),
  createColumn("currentPrice", "Current Price", ({ currentPrice }) => formatPrice(currentPrice)),
  createColumn("activePositionCount", "Active Positions", ({ activePositionCount }) =>
    formatInteger(activePositionCount),
  ),
  createColumn("comment", "Reason", ({ comment }) => formatText(comment)),
  createColumn("timestamp", "Timestamp", ({ timestamp }) => formatTime(timestamp)),
];
