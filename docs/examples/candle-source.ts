import type { CandleInterval, ICandleData } from "backtest-connection-kit";

const MINUTE_MS = 60_000;

const INTERVAL_MINUTES: Readonly<Record<CandleInterval, number>> = {
  "1m": 1,
  "3m": 3,
  "5m": 5,
  "15m": 15,
  "30m": 30,
  "1h": 60,
  "2h": 120,
  "4h": 240,
  "6h": 360,
  "8h": 480,
};

/** Candles of every interval, read from memory. */
export interface CandleSource {
  /**
   * Candles that open in `[since, since + limit · interval)`, oldest first.
   *
   * @param since - UTC ms
   * @param limit - most candles wanted
   */
  read(interval: CandleInterval, since: number, limit: number): ICandleData[];
}

/** Position of the first candle that opens at or after `time` (ms). */
const findFirstFrom = (candles: readonly ICandleData[], time: number): number => {
  let low = 0;
  let high = candles.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const candle = candles[middle];
    if (candle !== undefined && candle.timestamp < time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
};

/**
 * Puts one-minute candles together to longer ones, which open at whole multiples of their length.
 *
 * @param minutes - one-minute candles, oldest first; a missing minute is left out of its candle
 * @param intervalMs - length of the longer candles, ms
 */
export const mergeMinutes = (minutes: readonly ICandleData[], intervalMs: number): ICandleData[] => {
  const merged: ICandleData[] = [];
  let current: ICandleData | undefined;
  for (const minute of minutes) {
    const timestamp = minute.timestamp - (minute.timestamp % intervalMs);
    if (current?.timestamp === timestamp) {
      current.high = Math.max(current.high, minute.high);
      current.low = Math.min(current.low, minute.low);
      current.close = minute.close;
      current.volume += minute.volume;
    } else {
      current = { ...minute, timestamp };
      merged.push(current);
    }
  }
  return merged;
};

/**
 * Serves candles of every interval from a list of one-minute candles.
 *
 * @param minutes - one-minute candles, oldest first
 */
export const createCandleSource = (minutes: readonly ICandleData[]): CandleSource => {
  const byInterval = new Map<CandleInterval, readonly ICandleData[]>([["1m", minutes]]);
  const select = (interval: CandleInterval): readonly ICandleData[] => {
    const known = byInterval.get(interval);
    if (known !== undefined) {
      return known;
    }
    const merged = mergeMinutes(minutes, INTERVAL_MINUTES[interval] * MINUTE_MS);
    byInterval.set(interval, merged);
    return merged;
  };
  return {
    read: (interval, since, limit) => {
      const candles = select(interval);
      const until = since + limit * INTERVAL_MINUTES[interval] * MINUTE_MS;
      return candles.slice(findFirstFrom(candles, since), findFirstFrom(candles, until));
    },
  };
};
