import type { ICandleData } from "../interfaces/Exchange.interface";

/** Numbers of one candle: its open time, then its values in the order of `VALUE_FIELDS`. */
export const CANDLE_NUMBERS = 6;

/** Where time and values of a candle are among its numbers. */
export const TIME = 0;
export const OPEN = 1;
export const HIGH = 2;
export const LOW = 3;
export const CLOSE = 4;
export const VOLUME = 5;

/** In place of a candle where there is none. */
export const NO_CANDLE: ICandleData = Object.freeze({
  timestamp: NaN,
  open: NaN,
  high: NaN,
  low: NaN,
  close: NaN,
  volume: NaN,
});
