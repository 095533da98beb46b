import type { ICandleData, IShownCandle } from "../interfaces/Exchange.interface";

/** Numbers of one candle: its open time, then its values in the order of `VALUE_FIELDS`. */
export const CANDLE_NUMBERS = 6;

/** Where time and values of a candle are among its numbers. */
export const TIME = 0;
export const OPEN = 1;
export const HIGH = 2;
export const LOW = 3;
export const CLOSE = 4;
export const VOLUME = 5;

/** A candle to be filled. Field by field: to spread a frozen one takes longer than to look at a candle. */
export const createBlankCandle = (): IShownCandle => ({
  timestamp: NaN,
  open: NaN,
  high: NaN,
  low: NaN,
  close: NaN,
  volume: NaN,
});

/** In place of a candle where there is none. */
export const NO_CANDLE: ICandleData = Object.freeze(createBlankCandle());

/** As long as a copy is no longer, a call for all numbers at once costs more than it saves. */
const FEW_CANDLES = 2;

/**
 * Copies the numbers of candles.
 * @param first - index of the first candle in the source
 * @param count - candles
 * @param offset - where they go in the target
 */
export const copyCandles = (
  source: Float64Array,
  first: number,
  count: number,
  target: Float64Array,
  offset: number,
): void => {
  const start = first * CANDLE_NUMBERS;
  const length = count * CANDLE_NUMBERS;
  if (count > FEW_CANDLES) {
    target.set(source.subarray(start, start + length), offset);
    return;
  }
  for (let place = 0; place < length; place += 1) {
    target[offset + place] = source[start + place] ?? NaN;
  }
};
