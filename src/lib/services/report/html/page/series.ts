import type { UTCTimestamp } from "lightweight-charts";
import type { IPriceBar } from "../../../../../model/RunFacts.model";
import type { IEquityPoint } from "../../../../../model/TradeStatistics.model";
import type { IHtmlCurve, Wire } from "../html-model";

/** One value of a line in a chart. */
export interface ILinePoint {
  /** UTC, seconds. */
  readonly time: UTCTimestamp;
  readonly value: number;
}

/** One candle in a chart. */
export interface ChartBar extends Omit<IPriceBar, "time"> {
  /** UTC, seconds. */
  readonly time: UTCTimestamp;
}

/** Charts refuse numbers beyond this. */
const LARGEST_VALUE = 9e13;

/** Charts know whole seconds; these are the dates there are. */
const LAST_SECOND = 8.64e12;

const isUsable = (value: number | null | undefined): value is number =>
  typeof value === "number" && Math.abs(value) <= LARGEST_VALUE;

const isTimestamp = (second: number): second is UTCTimestamp => Math.abs(second) <= LAST_SECOND;

const toSecond = (time: number | null | undefined): UTCTimestamp | null => {
  const second = typeof time === "number" ? Math.floor(time / 1000) : Number.NaN;
  return isTimestamp(second) ? second : null;
};

/** Charts want each instant once, ascending; of several values at one second the last one holds. */
const ascendingOnce = <Item extends { readonly time: number }>(items: readonly Item[]): Item[] => [
  ...new Map(
    [...items].sort((one, other) => one.time - other.time).map((item) => [item.time, item]),
  ).values(),
];

/** The result of an account over time: percent above its start, without points that cannot be drawn. */
export const toReturns = (points: readonly Wire<IEquityPoint>[]): ILinePoint[] =>
  ascendingOnce(
    points.flatMap(({ time, equity }) => {
      const second = toSecond(time);
      const value = typeof equity === "number" ? (equity - 1) * 100 : null;
      return second !== null && isUsable(value) ? [{ time: second, value }] : [];
    }),
  );

/**
 * How far an account stands below its highest value before, percent, zero or negative: (E_t / max_{u≤t} E_u − 1) · 100
 * (Magdon-Ismail and Atiya, 2004).
 */
export const toDrawdowns = (returns: readonly ILinePoint[]): ILinePoint[] => {
  let peak = Number.NEGATIVE_INFINITY;
  return returns.map(({ time, value }) => {
    const equity = 1 + value / 100;
    peak = Math.max(peak, equity);
    return { time, value: peak > 0 ? (equity / peak - 1) * 100 : 0 };
  });
};

/** An account in the chart: its result and its drawdown. */
export interface IAccount {
  readonly label: string;
  readonly returns: readonly ILinePoint[];
  readonly drawdowns: readonly ILinePoint[];
}

/** Curves without points that cannot be drawn, each with its drawdown. */
export const toAccounts = (curves: readonly Wire<IHtmlCurve>[]): IAccount[] =>
  curves.map(({ label, points }) => {
    const returns = toReturns(points);
    return { label, returns, drawdowns: toDrawdowns(returns) };
  });

/** Where an account stood lowest below its peak. */
export const deepest = (drawdowns: readonly ILinePoint[]): ILinePoint | undefined =>
  drawdowns.reduce<ILinePoint | undefined>(
    (lowest, point) => (lowest === undefined || point.value < lowest.value ? point : lowest),
    undefined,
  );

/** Bars that can be drawn, ascending. */
export const toBars = (outline: readonly Wire<IPriceBar>[]): ChartBar[] =>
  ascendingOnce(
    outline.flatMap(({ time, open, high, low, close }) => {
      const second = toSecond(time);
      const isSound = isUsable(open) && isUsable(high) && isUsable(low) && isUsable(close);
      return second !== null && isSound ? [{ time: second, open, high, low, close }] : [];
    }),
  );

/**
 * The bar an instant falls into.
 * @param bars - ascending
 * @param time - ms
 * @returns index of the last bar that had opened by then; `null` before the first one
 */
export const findBar = (bars: readonly ChartBar[], time: number | null): number | null => {
  if (time === null) {
    return null;
  }
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bars[middle]?.time ?? 0) * 1000 <= time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low === 0 ? null : low - 1;
};

/** At most so many of the items, evenly spread, first and last among them. */
export const thinOut = <Item>(items: readonly Item[], limit: number): Item[] => {
  if (items.length <= limit) {
    return [...items];
  }
  const step = (items.length - 1) / (limit - 1);
  return Array.from({ length: limit }, (_, index) => items[Math.round(index * step)]).filter(
    (item) => item !== undefined,
  );
};
