import type { ICandleData } from "backtest-connection-kit";
import type { BareSignal } from "./bare-backtest";

/** How many candles the strategies read. */
export const AVERAGE_LENGTH = 30;
export const TIMEFRAME_LENGTH = 24;

const LIFETIME_MINUTES = 240;
const BRACKET = 0.01;

/** How far the last close lies from the mean before a position is opened, as a fraction. */
const STRETCH = 0.004;

/** Mean of the closes of a stretch of candles. */
export const average = (candles: readonly ICandleData[], start: number, end: number): number => {
  let sum = 0;
  for (let index = start; index < end; index += 1) {
    sum += candles[index]?.close ?? Number.NaN;
  }
  return sum / (end - start);
};

const bracket = (position: "long" | "short", price: number): BareSignal => ({
  position,
  priceTakeProfit: price * (position === "long" ? 1 + BRACKET : 1 - BRACKET),
  priceStopLoss: price * (position === "long" ? 1 - BRACKET : 1 + BRACKET),
  minuteEstimatedTime: LIFETIME_MINUTES,
});

/** Where a stretch of candles lies in an array. */
export interface Stretch {
  readonly candles: readonly ICandleData[];
  readonly start: number;
  readonly end: number;
}

/** A stretch that is a whole array. */
export const toStretch = (candles: readonly ICandleData[]): Stretch => ({
  candles,
  start: 0,
  end: candles.length,
});

const lastClose = ({ candles, end }: Stretch): number => candles[end - 1]?.close ?? Number.NaN;

const compare = (stretch: Stretch): number =>
  lastClose(stretch) / average(stretch.candles, stretch.start, stretch.end) - 1;

/** Bets that a price far from its mean comes back. */
export const decideOnMean = (price: number, mean: number): BareSignal | null => {
  const distance = price / mean - 1;
  if (Math.abs(distance) < STRETCH) {
    return null;
  }
  return bracket(distance < 0 ? "long" : "short", price);
};

/** The same, with the mean of the closes of a stretch. */
export const decideOnAverage = (minutes: Stretch): BareSignal | null =>
  decideOnMean(lastClose(minutes), average(minutes.candles, minutes.start, minutes.end));

/** The four timeframes of a strategy that looks at all of them. */
export interface Timeframes {
  readonly minutes: Stretch;
  readonly fives: Stretch;
  readonly quarters: Stretch;
  readonly hours: Stretch;
}

/** Follows the hours when the shorter timeframes have come back far enough. */
export const decideOnTimeframes = ({ minutes, fives, quarters, hours }: Timeframes): BareSignal | null => {
  const trend = compare(hours);
  const pullback = compare(minutes) + compare(fives) + compare(quarters);
  if (Math.abs(trend) < STRETCH || Math.abs(pullback) < STRETCH || trend * pullback > 0) {
    return null;
  }
  return bracket(trend > 0 ? "long" : "short", lastClose(minutes));
};

/** Waits for a better price than there is, on the side of a small move. */
export const decideOnLimit = (minutes: Stretch): BareSignal | null => {
  const distance = compare(minutes);
  if (Math.abs(distance) < STRETCH / 2) {
    return null;
  }
  const position = distance < 0 ? "long" : "short";
  const priceOpen = lastClose(minutes) * (position === "long" ? 1 - STRETCH : 1 + STRETCH);
  return { ...bracket(position, priceOpen), priceOpen };
};
