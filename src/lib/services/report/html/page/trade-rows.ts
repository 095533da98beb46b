import { button, element } from "./dom";
import { resultOf } from "./format";
import { TRADE_COLUMNS, type ITradeColumn } from "./trade-columns";
import type { WireTrade } from "./wire";

const classOf = (column: ITradeColumn, trade: WireTrade): string => {
  if (column.id === "pnl") {
    return `number result-${resultOf(trade.pnl)}`;
  }
  return column.isNumber ? "number" : "text";
};

const createCell = (column: ITradeColumn, trade: WireTrade): HTMLTableCellElement => {
  const text = column.text(trade);
  const isLong = !column.isNumber && text.length > 24;
  return element("td", { class: classOf(column, trade), title: isLong && text }, text);
};

/** The neighbouring row's button gets the focus. */
const moveFocus = (row: HTMLTableRowElement, key: string): boolean => {
  const next = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[key];
  const target = next?.querySelector("button");
  target?.focus();
  return target !== null && target !== undefined;
};

/**
 * A row of the table of trades; its first cell is a button that stands for it.
 * @param select - called with the row when a reader wants to see the trade in the chart
 */
export const createTradeRow = (
  trade: WireTrade,
  select: (trade: WireTrade, row: HTMLTableRowElement) => void,
): HTMLTableRowElement => {
  const [first, ...others] = TRADE_COLUMNS;
  const row = element("tr", { class: "trade" });
  // The click of the button goes up to the row, which alone listens.
  const control = button(first?.text(trade) ?? "", () => undefined, { title: "Show in the chart" });
  control.classList.add("row-button");
  row.append(
    element("th", { scope: "row", class: "number" }, control),
    ...others.map((column) => createCell(column, trade)),
  );
  row.addEventListener("click", () => select(trade, row));
  row.addEventListener("keydown", (event) => {
    if (moveFocus(row, event.key)) {
      event.preventDefault();
    }
  });
  return row;
};
