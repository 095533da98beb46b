import type { ICandleData } from "backtest-connection-kit";
import { createRandom, drawShock, type RandomSource } from "./random.js";

/** What market to make up. */
export interface MarketOptions {
  /** Picks the market; the same seed gives the same candles on every machine. */
  seed: number;
  /** Number of one-minute candles. */
  minutes: number;
  /** Open time of the first candle, UTC ms; default 2024-01-01. A whole minute. */
  startTimestamp?: number;
  /** First price, quote currency per unit of base; default 42 000. */
  startPrice?: number;
  /** Digits after the decimal point of every price; default 1. */
  priceDigits?: number;
}

/** A stretch of time in which the market keeps one mood. */
interface Regime {
  /** How often it is chosen, against the others. */
  readonly weight: number;
  /** Volatility against the ordinary one. */
  readonly volatility: number;
  /** Average return per minute, as a fraction. */
  readonly drift: number;
  readonly shortestMinutes: number;
  readonly longestMinutes: number;
}

const MINUTE_MS = 60_000;
const DEFAULT_START = Date.UTC(2024, 0, 1);
const DEFAULT_PRICE = 42_000;
const DEFAULT_DIGITS = 1;
const MAX_PRICE_DIGITS = 8;

const REGIMES: readonly Regime[] = [
  { weight: 4, volatility: 0.7, drift: 0, shortestMinutes: 360, longestMinutes: 1800 },
  { weight: 3, volatility: 1, drift: 0.000_02, shortestMinutes: 600, longestMinutes: 2400 },
  { weight: 3, volatility: 1.1, drift: -0.000_02, shortestMinutes: 480, longestMinutes: 2100 },
  { weight: 1, volatility: 2.2, drift: 0, shortestMinutes: 60, longestMinutes: 360 },
];
const TOTAL_WEIGHT = REGIMES.reduce((sum, regime) => sum + regime.weight, 0);

/** Activity per hour of the day (UTC): quiet at night, busy when Europe and America trade. */
const HOUR_ACTIVITY: readonly number[] = [
  1.0, 0.9, 0.8, 0.75, 0.7, 0.7, 0.75, 0.9, 1.0, 1.05, 1.0, 0.95, 1.05, 1.35, 1.55, 1.5, 1.35, 1.2, 1.1, 1.05,
  1.0, 0.95, 0.9, 0.95,
];

/** Ordinary standard deviation of a one-minute return; about 2 % a day. */
const MINUTE_VOLATILITY = 0.000_5;
/** Prices that are walked within a minute; their extremes are the high and the low. */
const STEPS_PER_MINUTE = 8;
const STEP_SCALE = 1 / Math.sqrt(STEPS_PER_MINUTE);

/** GARCH(1,1): tomorrow's variance leans on today's shock and on today's variance, around a mean of 1. */
const SHOCK_WEIGHT = 0.07;
const MEMORY_WEIGHT = 0.92;
const HIGHEST_VARIANCE = 20;

/** A jump about every 15 hours, four to twelve ordinary moves wide. */
const JUMP_PROBABILITY = 1 / 900;
const SMALLEST_JUMP = 4;
const JUMP_SPREAD = 8;

/** Units of base that change hands in an ordinary minute. */
const MINUTE_VOLUME = 60;
const VOLUME_DIGITS = 3;

/** What the market remembers from one minute to the next. */
interface MarketState {
  price: number;
  variance: number;
  regime: Regime;
  regimeMinutesLeft: number;
}

const roundTo = (value: number, scale: number): number => Math.round(value * scale) / scale;

const checkOptions = ({
  seed,
  minutes,
  startTimestamp,
  startPrice,
  priceDigits,
}: Required<MarketOptions>): void => {
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`seed must be an integer, got ${seed}`);
  }
  if (!Number.isSafeInteger(minutes) || minutes < 1) {
    throw new RangeError(`minutes must be a positive integer, got ${minutes}`);
  }
  if (!Number.isSafeInteger(startTimestamp) || startTimestamp % MINUTE_MS !== 0) {
    throw new RangeError(`startTimestamp must be a whole minute in ms, got ${startTimestamp}`);
  }
  if (!Number.isFinite(startPrice) || startPrice <= 0) {
    throw new RangeError(`startPrice must be a positive number, got ${startPrice}`);
  }
  if (!Number.isInteger(priceDigits) || priceDigits < 0 || priceDigits > MAX_PRICE_DIGITS) {
    throw new RangeError(`priceDigits must be an integer from 0 to ${MAX_PRICE_DIGITS}, got ${priceDigits}`);
  }
};

const pickRegime = (random: RandomSource): Regime => {
  let remaining = random() * TOTAL_WEIGHT;
  let picked: Regime | undefined;
  for (const regime of REGIMES) {
    picked = regime;
    remaining -= regime.weight;
    if (remaining < 0) {
      break;
    }
  }
  if (picked === undefined) {
    throw new RangeError("there is no regime to pick from");
  }
  return picked;
};

const enterRegime = (state: MarketState, random: RandomSource): void => {
  const regime = pickRegime(random);
  const spread = regime.longestMinutes - regime.shortestMinutes;
  state.regime = regime;
  state.regimeMinutesLeft = regime.shortestMinutes + Math.floor(random() * spread);
};

/** The move between the last close and the next open, in standard deviations; nearly always none. */
const drawJump = (random: RandomSource): number => {
  if (random() >= JUMP_PROBABILITY) {
    return 0;
  }
  const size = SMALLEST_JUMP + random() * JUMP_SPREAD;
  return random() < 0.5 ? -size : size;
};

const drawVolume = (random: RandomSource, activity: number, move: number): number =>
  roundTo(MINUTE_VOLUME * activity * activity * (0.25 + move) * (0.4 + 1.2 * random()), 10 ** VOLUME_DIGITS);

const drawCandle = (
  state: MarketState,
  random: RandomSource,
  timestamp: number,
  priceScale: number,
): ICandleData => {
  const activity = HOUR_ACTIVITY[new Date(timestamp).getUTCHours()] ?? 1;
  const deviation = MINUTE_VOLATILITY * state.regime.volatility * activity * Math.sqrt(state.variance);
  const tick = 1 / priceScale;
  const toPrice = (value: number): number => Math.max(tick, roundTo(value, priceScale));

  const startPrice = state.price;
  let exactPrice = startPrice * (1 + drawJump(random) * deviation);
  const open = toPrice(exactPrice);
  let high = open;
  let low = open;
  let close = open;
  for (let step = 0; step < STEPS_PER_MINUTE; step += 1) {
    exactPrice *= 1 + state.regime.drift / STEPS_PER_MINUTE + drawShock(random) * deviation * STEP_SCALE;
    close = toPrice(exactPrice);
    high = Math.max(high, close);
    low = Math.min(low, close);
  }

  const move = (exactPrice / startPrice - 1) / deviation;
  const variance =
    1 - SHOCK_WEIGHT - MEMORY_WEIGHT + (SHOCK_WEIGHT * move * move + MEMORY_WEIGHT) * state.variance;
  state.variance = Math.min(HIGHEST_VARIANCE, variance);
  state.price = close;
  return { timestamp, open, high, low, close, volume: drawVolume(random, activity, Math.abs(move)) };
};

/**
 * Makes up one-minute candles that look like a crypto market: calm, trending and stormy stretches, volatility that comes
 * in clusters (GARCH), jumps between two candles, and busier hours when Europe and America trade.
 *
 * Nothing but additions, multiplications, divisions and square roots of 64-bit numbers is used, whose results the
 * standard fixes to the last bit; so the same seed gives the same candles on every machine.
 *
 * @returns candles without gaps, ascending; the open is the previous close except at a jump
 * @throws RangeError when an option is out of range
 */
export const generateMarket = (options: MarketOptions): ICandleData[] => {
  const market: Required<MarketOptions> = {
    startTimestamp: DEFAULT_START,
    startPrice: DEFAULT_PRICE,
    priceDigits: DEFAULT_DIGITS,
    ...options,
  };
  checkOptions(market);
  const random = createRandom(market.seed);
  const state: MarketState = {
    price: market.startPrice,
    variance: 1,
    regime: pickRegime(random),
    regimeMinutesLeft: 0,
  };
  const priceScale = 10 ** market.priceDigits;
  const candles: ICandleData[] = [];
  for (let minute = 0; minute < market.minutes; minute += 1) {
    if (state.regimeMinutesLeft === 0) {
      enterRegime(state, random);
    }
    state.regimeMinutesLeft -= 1;
    candles.push(drawCandle(state, random, market.startTimestamp + minute * MINUTE_MS, priceScale));
  }
  return candles;
};
