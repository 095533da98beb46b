import type { IEquityPoint } from "./equity-curve";

/** The deepest fall of an account, and the longest. */
export interface IDrawdown {
  /** Deepest fall, percent of the highest value before it, positive; 0 when it never fell. */
  readonly depth: number;
  /** When the account last stood highest before it, ms; `null` when it never fell. */
  readonly startTime: number | null;
  /** When it was deepest, ms; `null` when it never fell. */
  readonly bottomTime: number | null;
  /** When the account stood as high again, ms; `null` when it never fell, or never recovered. */
  readonly recoveryTime: number | null;
  /** Longest time from a high to the first value as high, over all falls, ms; an unfinished one lasts to the end of the curve. */
  readonly longestDuration: number;
}

const NO_FALL: IDrawdown = Object.freeze({
  depth: 0,
  startTime: null,
  bottomTime: null,
  recoveryTime: null,
  longestDuration: 0,
});

/** Takes the fall that may have lasted since the high until `time` into account. */
const endFall = (found: IDrawdown, high: IEquityPoint, time: number, hasRecovered: boolean): IDrawdown => ({
  ...found,
  recoveryTime: hasRecovered && found.startTime === high.time ? time : found.recoveryTime,
  longestDuration: Math.max(found.longestDuration, time - high.time),
});

/** Takes a value below the high into account. */
const deepenFall = (found: IDrawdown, high: IEquityPoint, point: IEquityPoint): IDrawdown => {
  const depth = (1 - point.equity / high.equity) * 100;
  return depth > found.depth
    ? { ...found, depth, startTime: high.time, bottomTime: point.time, recoveryTime: null }
    : found;
};

/**
 * The deepest fall of an account: max over t of 1 − Eₜ / max(Eᵤ, u ≤ t), in the order of time (Magdon-Ismail and Atiya, 2004).
 * Of falls equally deep, and of points equally deep in one, the earliest.
 * @param curve - points by time
 * @returns `null` without points
 */
export const maximumDrawdown = (curve: readonly IEquityPoint[]): IDrawdown | null => {
  const [first] = curve;
  if (first === undefined) {
    return null;
  }
  let high = first;
  let last = first;
  let found = NO_FALL;
  for (const point of curve) {
    if (point.equity < high.equity) {
      found = deepenFall(found, high, point);
    } else {
      found = last.equity < high.equity ? endFall(found, high, point.time, true) : found;
      high = point;
    }
    last = point;
  }
  return last.equity < high.equity ? endFall(found, high, last.time, false) : found;
};
