import type { IEquityPoint } from "./equity-curve";
import { ceilTo, DAY_MS, floorTo } from "./interval";

/** Midnights of UTC, both included, ms. */
export interface MidnightRange {
  readonly first: number;
  readonly last: number;
}

/** The midnights around a curve: from the one at or before its first point to the one at or after its last; `null` without points. */
export const toMidnightRange = (curve: readonly IEquityPoint[]): MidnightRange | null => {
  const [first] = curve;
  const last = curve.at(-1);
  return first === undefined || last === undefined
    ? null
    : { first: floorTo(first.time, DAY_MS), last: ceilTo(last.time, DAY_MS) };
};

/**
 * What an account is worth at each midnight of a range: the last value known at or before it.
 * @param curve - points by time
 * @param range - midnights, ms
 * @param equityBefore - what it is worth before its first point
 */
export const sampleAtMidnights = (
  curve: readonly IEquityPoint[],
  range: MidnightRange,
  equityBefore: number,
): number[] => {
  const samples: number[] = [];
  let equity = equityBefore;
  let next = 0;
  for (let midnight = range.first; midnight <= range.last; midnight += DAY_MS) {
    for (let point = curve[next]; point !== undefined && point.time <= midnight; point = curve[next]) {
      equity = point.equity;
      next += 1;
    }
    samples.push(equity);
  }
  return samples;
};

/**
 * The account at each UTC midnight around the curve; flat before its first point and after its last.
 *
 * A run seldom starts or ends at midnight. The part of a day at each end counts as a whole day: left out, the results in it
 * would be missing in every figure; scaled up, they would be results nobody had. Whole, they are all in, the periods are
 * of one length (which the annual factor of 365 asks for), and the error is two quieter days at most.
 *
 * @param curve - points by time
 * @returns from the midnight at or before the first point to the one at or after the last; empty without points
 */
export const sampleDaily = (curve: readonly IEquityPoint[]): number[] => {
  const range = toMidnightRange(curve);
  return range === null ? [] : sampleAtMidnights(curve, range, curve[0]?.equity ?? 1);
};

/**
 * Return from each value to the next: rₜ = Eₜ / Eₜ₋₁ − 1, and 0 from a value of 0, where there is nothing left to earn on.
 * @param equities - of an account, at equal distances
 * @returns fractions, one fewer than values
 */
export const toReturns = (equities: readonly number[]): number[] =>
  equities.slice(1).map((equity, index) => {
    const previous = equities[index] ?? 0;
    return previous === 0 ? 0 : equity / previous - 1;
  });

/**
 * Return of each UTC day the curve touches, also of days on which nothing happened.
 * @param curve - points by time
 * @returns fractions; empty without points and for a single point at midnight
 */
export const dailyReturns = (curve: readonly IEquityPoint[]): number[] => toReturns(sampleDaily(curve));
