import { CANDLE_NUMBERS, CLOSE, HIGH, LOW, VOLUME } from "./candle-numbers";

/**
 * Volume-weighted average price: Σ((high + low + close) / 3 · volume) / Σ volume, and the mean of the closes when the
 * volume sums to 0. Summed anew and in ascending order at every call: the same window gives the same bits, whatever was
 * asked before.
 *
 * @param numbers - of closed candles, ascending; see `CANDLE_NUMBERS`
 * @param start - index of the first candle of the window
 * @param end - index after the last candle of the window
 * @returns quote currency per unit of base; `null` when the window holds no candle
 */
export const computeVwap = (numbers: Float64Array, start: number, end: number): number | null => {
  if (start >= end) {
    return null;
  }
  let weightedSum = 0;
  let volumeSum = 0;
  let closeSum = 0;
  for (let offset = start * CANDLE_NUMBERS; offset < end * CANDLE_NUMBERS; offset += CANDLE_NUMBERS) {
    const close = numbers[offset + CLOSE] ?? NaN;
    const volume = numbers[offset + VOLUME] ?? NaN;
    const typicalPrice = ((numbers[offset + HIGH] ?? NaN) + (numbers[offset + LOW] ?? NaN) + close) / 3;
    weightedSum += typicalPrice * volume;
    volumeSum += volume;
    closeSum += close;
  }
  return volumeSum === 0 ? closeSum / (end - start) : weightedSum / volumeSum;
};
