import type { ICandleData } from "../interfaces/Exchange.interface";

/**
 * Volume-weighted average price: Σ((high + low + close) / 3 · volume) / Σ volume, and the mean of the closes when the
 * volume sums to 0. Summed anew and in ascending order at every call: the same window gives the same bits, whatever was
 * asked before.
 *
 * @param candles - closed candles, ascending
 * @param start - index of the first candle of the window
 * @param end - index after the last candle of the window
 * @returns quote currency per unit of base; `null` when the window holds no candle
 */
export const computeVwap = (
  candles: readonly ICandleData[],
  start = 0,
  end = candles.length,
): number | null => {
  let count = 0;
  let weightedSum = 0;
  let volumeSum = 0;
  let closeSum = 0;
  for (let index = start; index < end; index += 1) {
    const candle = candles[index];
    if (candle !== undefined) {
      count += 1;
      weightedSum += ((candle.high + candle.low + candle.close) / 3) * candle.volume;
      volumeSum += candle.volume;
      closeSum += candle.close;
    }
  }
  if (count === 0) {
    return null;
  }
  return volumeSum === 0 ? closeSum / count : weightedSum / volumeSum;
};
