import { resultOf } from "./format";
import type { ITradeColumn } from "./trade-columns";
import type { WireTrade } from "./wire";

/** Which trades to show; an empty text lets all of them through. */
export interface ITradeFilter {
  /** Part of a text of the trade, in any case; several words must all be found. */
  readonly text: string;
  readonly position: string;
  readonly closeReason: string;
  readonly result: string;
  readonly strategyName: string;
}

/** Every trade. */
export const NO_FILTER: ITradeFilter = {
  text: "",
  position: "",
  closeReason: "",
  result: "",
  strategyName: "",
};

/** Which way a column is sorted. */
export type SortDirection = "ascending" | "descending";

const matches = (wanted: string, value: string): boolean => wanted === "" || wanted === value;

const hasWords = (trade: WireTrade, words: readonly string[]): boolean => {
  const { strategyName, signalId, symbol, position, closeReason, note } = trade;
  const text = [strategyName, signalId, symbol, position, closeReason, note].join("\n").toLowerCase();
  return words.every((word) => text.includes(word));
};

/** The trades a filter lets through, in the order they came. */
export const filterTrades = (trades: readonly WireTrade[], filter: ITradeFilter): WireTrade[] => {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return trades.filter(
    (trade) =>
      matches(filter.position, trade.position) &&
      matches(filter.closeReason, trade.closeReason) &&
      matches(filter.strategyName, trade.strategyName) &&
      matches(filter.result, resultOf(trade.pnl)) &&
      hasWords(trade, words),
  );
};

type SortValue = number | string | null;

const collator = new Intl.Collator("en", { numeric: true });

const compareValues = (one: number | string, other: number | string): number =>
  typeof one === "number" && typeof other === "number"
    ? one - other
    : collator.compare(String(one), String(other));

/** Numbers by size, texts as people order them. What has no value comes last, whichever way. */
export const compareCells = (one: SortValue, other: SortValue, direction: SortDirection): number => {
  if (one === null || other === null) {
    return Number(one === null) - Number(other === null);
  }
  return direction === "ascending" ? compareValues(one, other) : compareValues(other, one);
};

/** The trades in the order of a column; those alike stay as they were. */
export const sortTrades = (
  trades: readonly WireTrade[],
  column: ITradeColumn,
  direction: SortDirection,
): WireTrade[] =>
  trades
    .map((trade) => ({ trade, value: column.value(trade) }))
    .sort((one, other) => compareCells(one.value, other.value, direction))
    .map(({ trade }) => trade);

/** Different values of a text of the trades, ordered. */
export const distinctValues = (
  trades: readonly WireTrade[],
  field: "closeReason" | "strategyName" | "position",
): string[] => [...new Set(trades.map((trade) => trade[field]))].sort(collator.compare);
