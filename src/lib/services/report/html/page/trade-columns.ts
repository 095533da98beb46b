import { formatNumber, MISSING, resultOf } from "./format";
import type { WireTrade } from "./wire";

/** A column of the table of trades. */
export interface ITradeColumn {
  readonly id: string;
  readonly label: string;
  readonly isNumber: boolean;
  /** What the column sorts by. */
  readonly value: (trade: WireTrade) => number | string | null;
  readonly text: (trade: WireTrade) => string;
}

type NumberField = {
  [Key in keyof WireTrade]: WireTrade[Key] extends number | null ? Key : never;
}[keyof WireTrade];

type TextField = Exclude<keyof WireTrade, NumberField>;

const numberColumn = (
  id: NumberField,
  label: string,
  format: Parameters<typeof formatNumber>[1],
): ITradeColumn => ({
  id,
  label,
  isNumber: true,
  value: (trade) => trade[id],
  text: (trade) => formatNumber(trade[id], format),
});

const textColumn = (id: TextField, label: string): ITradeColumn => ({
  id,
  label,
  isNumber: false,
  value: (trade) => trade[id],
  text: (trade) => trade[id],
});

const SIDES = { long: "\u25b2 long", short: "\u25bc short" } as const;

const SIGNS = { win: "\u25b2", loss: "\u25bc", flat: "\u25a0", unknown: "" } as const;

const sideColumn: ITradeColumn = {
  ...textColumn("position", "Side"),
  text: ({ position }) => SIDES[position] ?? MISSING,
};

const resultColumn: ITradeColumn = {
  ...numberColumn("pnl", "Result", "signedPercent"),
  text: ({ pnl }) => `${SIGNS[resultOf(pnl)]} ${formatNumber(pnl, "signedPercent")}`.trim(),
};

/** What matters most stands first, where a phone shows it. */
export const TRADE_COLUMNS: readonly ITradeColumn[] = [
  numberColumn("entryTime", "Entry (UTC)", "time"),
  sideColumn,
  resultColumn,
  textColumn("closeReason", "Closed by"),
  numberColumn("durationMinutes", "Held", "duration"),
  numberColumn("entryPrice", "Entry price", "price"),
  numberColumn("exitPrice", "Exit price", "price"),
  numberColumn("takeProfit", "Take profit", "price"),
  numberColumn("stopLoss", "Stop loss", "price"),
  numberColumn("exitTime", "Exit (UTC)", "time"),
  textColumn("symbol", "Symbol"),
  textColumn("strategyName", "Strategy"),
  textColumn("signalId", "Signal"),
  textColumn("note", "Note"),
];
