import type { ICandleData } from "backtest-connection-kit";

const checkPeriod = (period: number): void => {
  if (!Number.isInteger(period) || period < 1) {
    throw new RangeError(`period must be a positive integer, got ${period}`);
  }
};

/**
 * Exponential moving average: `ema[i] = ema[i − 1] + 2 / (period + 1) · (value[i] − ema[i − 1])`, started with the first
 * value.
 *
 * @param values - oldest first
 * @param period - a positive integer
 * @returns one average per value
 * @throws RangeError for another period
 */
export const calculateEma = (values: readonly number[], period: number): number[] => {
  checkPeriod(period);
  const weight = 2 / (period + 1);
  let average = values[0] ?? 0;
  return values.map((value) => {
    average += weight * (value - average);
    return average;
  });
};

/**
 * True range: how far the price went, counted from the previous close (Wilder, "New Concepts in Technical Trading
 * Systems", 1978).
 *
 * @param candle - the candle that is measured
 * @param previousClose - close of the candle before it
 * @returns quote currency per unit of base
 */
export const calculateTrueRange = (candle: ICandleData, previousClose: number): number =>
  Math.max(candle.high, previousClose) - Math.min(candle.low, previousClose);

/**
 * Average true range, smoothed as Wilder does: the mean of the first `period` true ranges, then
 * `atr = (atr · (period − 1) + trueRange) / period`.
 *
 * @param candles - oldest first; the first one only gives its close
 * @param period - a positive integer
 * @returns quote currency per unit of base, or `null` when there are not more than `period` candles
 * @throws RangeError for another period
 */
export const calculateAtr = (candles: readonly ICandleData[], period: number): number | null => {
  checkPeriod(period);
  let previousClose: number | undefined;
  let count = 0;
  let average = 0;
  for (const candle of candles) {
    if (previousClose !== undefined) {
      const trueRange = calculateTrueRange(candle, previousClose);
      count += 1;
      average += (trueRange - average) / Math.min(count, period);
    }
    previousClose = candle.close;
  }
  return count < period ? null : average;
};
