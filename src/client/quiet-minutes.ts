import type { IMinuteCursor, IQuietBand } from "../interfaces/Exchange.interface";
import { CANDLE_NUMBERS, CLOSE, HIGH, LOW, OPEN, TIME, VOLUME } from "../math/candle-numbers";
import { MINUTE_MS } from "../math/interval";
import { computeVwap } from "../math/vwap";

/** Products and sums of numbers within these keep their digits, so that an average lies between what it is taken of. */
const SMALLEST = 1e-100;
const LARGEST = 1e100;

/** Whether all prices of a candle lie inside of a band, and its volume is one of which averages are exact. */
const isInside = (numbers: Float64Array, offset: number, lowest: number, highest: number): boolean => {
  const open = numbers[offset + OPEN] ?? NaN;
  const high = numbers[offset + HIGH] ?? NaN;
  const low = numbers[offset + LOW] ?? NaN;
  const close = numbers[offset + CLOSE] ?? NaN;
  const volume = numbers[offset + VOLUME] ?? NaN;
  return (
    low > lowest &&
    high < highest &&
    open > lowest &&
    open < highest &&
    close > lowest &&
    close < highest &&
    high > lowest &&
    low < highest &&
    (volume === 0 || (volume >= SMALLEST && volume <= LARGEST))
  );
};

/** Whether any price of a candle is at an edge of a band or beyond; open and close count, as for the fill policies. */
const touchesEdge = (numbers: Float64Array, offset: number, lowest: number, highest: number): boolean => {
  const open = numbers[offset + OPEN] ?? NaN;
  const high = numbers[offset + HIGH] ?? NaN;
  const low = numbers[offset + LOW] ?? NaN;
  const close = numbers[offset + CLOSE] ?? NaN;
  return (
    low <= lowest ||
    high >= highest ||
    open <= lowest ||
    open >= highest ||
    close <= lowest ||
    close >= highest
  );
};

/**
 * Moves a cursor on over quiet minutes, as a tape does one by one: most minutes of most positions are quiet, and what is made and
 * asked for one of them takes many times as long as looking at its numbers.
 *
 * The running VWAP lies between the prices of its candles, up to a rounding for which the edges of the band leave room. So it is
 * taken only while a candle of its window reaches an edge.
 *
 * @param numbers - of many candles
 * @param last - index after the last candle that may be looked at
 * @param cursor - at the minute before the first one to look at; indices in the list. Left at the last quiet minute
 */
export const passQuietMinutes = (
  numbers: Float64Array,
  last: number,
  cursor: IMinuteCursor,
  windowMinutes: number,
  band: IQuietBand,
): void => {
  const { lowest, highest, lowestAverage, highestAverage, averageSince, until } = band;
  const innerLowest = Math.max(lowest, lowestAverage, SMALLEST);
  const innerHighest = Math.min(highest, highestAverage, LARGEST);
  const windowMs = (windowMinutes - 1) * MINUTE_MS;
  let { start, end } = cursor;
  /** Index after the newest candle that is not inside of the band. */
  let outsideEnd = -1;
  for (let index = start; index < end; index += 1) {
    if (!isInside(numbers, index * CANDLE_NUMBERS, innerLowest, innerHighest)) {
      outsideEnd = index + 1;
    }
  }
  for (let minute = cursor.openTime + MINUTE_MS; minute + MINUTE_MS < until; minute += MINUTE_MS) {
    while (end < last && (numbers[end * CANDLE_NUMBERS + TIME] ?? NaN) < minute + 1) {
      end += 1;
      if (!isInside(numbers, (end - 1) * CANDLE_NUMBERS, innerLowest, innerHighest)) {
        outsideEnd = end;
      }
    }
    while (start < last && (numbers[start * CANDLE_NUMBERS + TIME] ?? NaN) < minute - windowMs) {
      start += 1;
    }
    if (outsideEnd > start) {
      const newest = (end - 1) * CANDLE_NUMBERS;
      const isOfMinute = numbers[newest + TIME] === minute;
      if (outsideEnd === end && isOfMinute && touchesEdge(numbers, newest, lowest, highest)) {
        return;
      }
      let since = start;
      while (since < end && (numbers[since * CANDLE_NUMBERS + TIME] ?? NaN) < averageSince) {
        since += 1;
      }
      const average = computeVwap(numbers, since, end);
      if (average !== null && (average <= lowestAverage || average >= highestAverage)) {
        return;
      }
    }
    cursor.openTime = minute;
    cursor.start = start;
    cursor.end = end;
  }
};
