import type { ICandleSeries } from "../interfaces/Exchange.interface";

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
  candles: Pick<ICandleSeries, "length" | "highAt" | "lowAt" | "closeAt" | "volumeAt">,
  start = 0,
  end = candles.length,
): number | null => {
  let weightedSum = 0;
  let volumeSum = 0;
  let closeSum = 0;
  const last = Math.min(end, candles.length);
  for (let index = start; index < last; index += 1) {
    const close = candles.closeAt(index);
    const volume = candles.volumeAt(index);
    weightedSum += ((candles.highAt(index) + candles.lowAt(index) + close) / 3) * volume;
    volumeSum += volume;
    closeSum += close;
  }
  const count = last - start;
  if (count <= 0) {
    return null;
  }
  return volumeSum === 0 ? closeSum / count : weightedSum / volumeSum;
};
