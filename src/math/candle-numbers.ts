/** Numbers of one candle: its open time, then its values in the order of `VALUE_FIELDS`. */
export const CANDLE_NUMBERS = 6;

/** Where the values of a candle are among its numbers. */
export const OPEN = 1;
export const HIGH = 2;
export const LOW = 3;
export const CLOSE = 4;
export const VOLUME = 5;
