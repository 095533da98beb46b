import type { IEquityPoint } from "./equity-curve";

/** Results of one calendar year, UTC. */
export interface MonthlyReturnsRow {
  readonly year: number;
  /** January first, percent; `null` for a month outside of the run. */
  readonly months: readonly (number | null)[];
  /** Of the months of the run together, percent. */
  readonly total: number;
}

const MONTHS_PER_YEAR = 12;

/** Months since the year 0, UTC. */
const toMonthNumber = (time: number): number => {
  const date = new Date(time);
  return date.getUTCFullYear() * MONTHS_PER_YEAR + date.getUTCMonth();
};

/** From 0 there is nothing to earn on. */
const toPercentage = (before: number, after: number): number =>
  before === 0 ? 0 : (after / before - 1) * 100;

/** The account at the end of each month of the run, keyed by month; the month before the first has its start. */
const toMonthEnds = (curve: readonly IEquityPoint[], first: IEquityPoint): ReadonlyMap<number, number> => {
  const firstMonth = toMonthNumber(first.time);
  const ends = new Map([[firstMonth - 1, first.equity]]);
  let month = firstMonth;
  let equity = first.equity;
  for (const point of curve) {
    // A value at midnight closes the day before, as in daily returns; the start alone opens its own.
    const pointMonth = Math.max(firstMonth, toMonthNumber(point.time - 1));
    for (; month < pointMonth; month += 1) {
      ends.set(month, equity);
    }
    equity = point.equity;
  }
  return ends.set(month, equity);
};

const toRow = (year: number, ends: ReadonlyMap<number, number>): MonthlyReturnsRow => {
  const january = year * MONTHS_PER_YEAR;
  let before: number | undefined;
  let after: number | undefined;
  const months = Array.from({ length: MONTHS_PER_YEAR }, (_, index) => {
    const opening = ends.get(january + index - 1);
    const closing = ends.get(january + index);
    if (opening === undefined || closing === undefined) {
      return null;
    }
    before ??= opening;
    after = closing;
    return toPercentage(opening, closing);
  });
  return { year, months, total: toPercentage(before ?? 1, after ?? 1) };
};

/**
 * Result of each UTC month of a run: what the account is worth at its end over what it was at its start, and of each year
 * likewise, so that months compound to years and years to the whole curve. A month in which nothing happened is 0; so is all
 * that follows an account of 0. The month of the first and of the last point may be parts of months.
 * @param curve - points by time
 * @returns one row a year, ascending, none left out; empty without points
 */
export const monthlyReturns = (curve: readonly IEquityPoint[]): readonly MonthlyReturnsRow[] => {
  const [first] = curve;
  const last = curve.at(-1);
  if (first === undefined || last === undefined) {
    return [];
  }
  const ends = toMonthEnds(curve, first);
  const firstYear = Math.floor(toMonthNumber(first.time) / MONTHS_PER_YEAR);
  const lastYear = Math.floor(toMonthNumber(Math.max(first.time, last.time - 1)) / MONTHS_PER_YEAR);
  return Array.from({ length: lastYear - firstYear + 1 }, (_, index) => toRow(firstYear + index, ends));
};
