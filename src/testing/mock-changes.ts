import { MINUTE_MS } from "../math/interval";
import { checkPrice } from "./mock-checks";
import type { MockCandleChange } from "./mock-exchange-types";
import type { MinuteChange } from "./mock-minutes";

/** Volume of a minute that is put where there was none, units of base. */
const NEW_VOLUME = 1;

/** What is not a number must not spread to the fields around it. */
const keepFinite = (...values: readonly number[]): number[] => values.filter(Number.isFinite);

/** Sets fields of a minute. */
export const changeCandle =
  (change: MockCandleChange): MinuteChange =>
  (minute, _original, timestamp) => {
    const price = change.open ?? change.close ?? change.high ?? change.low;
    const before =
      minute.candle ??
      (price === undefined
        ? undefined
        : { open: price, high: price, low: price, close: change.close ?? price, volume: NEW_VOLUME });
    if (before === undefined) {
      return minute;
    }
    const { open = before.open, close = before.close, volume = before.volume } = change;
    const high = change.high ?? Math.max(...keepFinite(before.high, open, close));
    const low = change.low ?? Math.min(...keepFinite(before.low, open, close));
    return { ...minute, candle: { timestamp, open, high, low, close, volume } };
  };

/** Puts all prices of a minute where they are wanted. */
export const movePrice = (price: number | ((time: number) => number)): MinuteChange => {
  const priceAt =
    typeof price === "number" ? () => price : (time: number) => checkPrice("price(time)", price(time));
  return (minute, _original, timestamp) => {
    const open = priceAt(timestamp);
    const close = priceAt(timestamp + MINUTE_MS);
    const volume = minute.candle?.volume ?? NEW_VOLUME;
    const [high, low] = [Math.max(open, close), Math.min(open, close)];
    return { ...minute, candle: { timestamp, open, high, low, close, volume } };
  };
};

/** Takes a minute away. */
export const removeCandle: MinuteChange = (minute) => ({ ...minute, candle: undefined });

/** Serves a minute later than it closes. */
export const delayCandle =
  (delay: number): MinuteChange =>
  (minute) => ({ ...minute, delay });

/** Takes every change back. */
export const resetCandle: MinuteChange = (_minute, original) => original;
