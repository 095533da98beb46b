import { resultOf } from "./format";
import { findBar, type ChartBar } from "./series";
import type { WireTrade } from "./wire";

/** What happened at a bar. */
export type MarkKind = "longEntry" | "shortEntry" | "gain" | "loss";

/** A trade's entry or exit at its bar. */
export interface IMark {
  /** Index of the bar. */
  readonly bar: number;
  readonly kind: MarkKind;
}

/** Entries or exits of one kind that share a sign in the chart. */
export interface ICluster extends IMark {
  readonly count: number;
}

/** Signs at one bar, from the candle outwards. */
const STACK: readonly MarkKind[] = ["longEntry", "shortEntry", "gain", "loss"];

/** Entries and exits of trades, by bar ascending. Those before the first bar or without a time are left out. */
export const toMarks = (trades: readonly WireTrade[], bars: readonly ChartBar[]): IMark[] =>
  trades
    .flatMap((trade): IMark[] => {
      const [entry, exit] = [findBar(bars, trade.entryTime), findBar(bars, trade.exitTime)];
      const entryKind = trade.position === "long" ? "longEntry" : "shortEntry";
      const exitKind = resultOf(trade.pnl) === "loss" ? "loss" : "gain";
      return [
        ...(entry === null ? [] : [{ bar: entry, kind: entryKind } as const]),
        ...(exit === null ? [] : [{ bar: exit, kind: exitKind } as const]),
      ];
    })
    .sort((one, other) => one.bar - other.bar);

/**
 * Signs for the bars in view: one per kind and group of neighbouring bars, the groups wider the more bars there are. They
 * stand at the middle of their group, where signs of different kinds stack and do not hide each other.
 * @param marks - by bar, ascending
 * @param from - first bar in view
 * @param to - last bar in view
 * @param groups - how many groups of bars the view has room for
 */
export const clusterMarks = (
  marks: readonly IMark[],
  from: number,
  to: number,
  groups: number,
): ICluster[] => {
  const width = Math.max(1, Math.ceil((to - from + 1) / Math.max(1, groups)));
  const clusters = new Map<string, ICluster>();
  for (const { bar, kind } of marks) {
    if (bar >= from && bar <= to) {
      const group = Math.floor(bar / width);
      const key = `${kind}:${group}`;
      const middle = Math.min(Math.max(group * width + Math.floor(width / 2), from), to);
      clusters.set(key, { bar: middle, kind, count: (clusters.get(key)?.count ?? 0) + 1 });
    }
  }
  return [...clusters.values()].sort(
    (one, other) => one.bar - other.bar || STACK.indexOf(one.kind) - STACK.indexOf(other.kind),
  );
};
