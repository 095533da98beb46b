import { ExchangeError } from "../errors/ExchangeError";
import type { GlobalConfig } from "../interfaces/Config.interface";
import type { ICandleData } from "../interfaces/Exchange.interface";
import { describeValue } from "../utils/describe-value";
import type { ICandleRead } from "./candle-read";
import type { CandleRow } from "./candle-rows";
import { formatInstant } from "../utils/format-instant";

/** What is wrong with a candle. */
export interface ICandleFault {
  /** The field that is wrong. */
  readonly field: keyof ICandleData;
  /** Continues the sentence "the candle …". */
  readonly reason: string;
}

/** Fields with a value, in the order they are stored. */
export const VALUE_FIELDS = ["open", "high", "low", "close", "volume"] as const;

const PRICE_FIELDS = ["open", "high", "low", "close"] as const;

/**
 * How far open and close may lie outside of low..high, as a share of the price. Some sources build the extremes from
 * another stream than open and close and are off by a tick.
 */
const BODY_TOLERANCE = 0.001;

const isFiniteNumber = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value);

/** A text that looks like a number must not read like one in the message. */
const quoteValue = (value: unknown): string =>
  typeof value === "string" ? JSON.stringify(value) : describeValue(value);

const findBodyFault = (candle: ICandleData): ICandleFault | null => {
  const ceiling = candle.high * (1 + BODY_TOLERANCE);
  const floor = candle.low * (1 - BODY_TOLERANCE);
  for (const field of ["open", "close"] as const) {
    if (candle[field] > ceiling || candle[field] < floor) {
      return {
        field,
        reason: `has inconsistent prices: ${field}=${candle[field]} outside of low=${candle.low} to high=${candle.high}`,
      };
    }
  }
  return null;
};

/**
 * What nearly every candle is, in one look; what is wrong with the others is worth more time. Not a number is nothing of all
 * this.
 */
export const isSoundCandle = (
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
): boolean => {
  const isPlain = low > 0 && open >= low && close >= low && open <= high && close <= high;
  if (isPlain) {
    return high < Infinity && volume >= 0 && volume < Infinity;
  }
  const ceiling = high * (1 + BODY_TOLERANCE);
  const floor = low * (1 - BODY_TOLERANCE);
  const isInside = open <= ceiling && open >= floor && close <= ceiling && close >= floor;
  const isFinite = open < Infinity && high < Infinity && close < Infinity && volume < Infinity;
  return isInside && isFinite && low > 0 && high >= low && open > 0 && close > 0 && volume >= 0;
};

/**
 * Looks for what is wrong with one candle by itself: a value that is no finite number, a price of zero or below, a
 * negative volume, `high < low`, or open or close outside of low..high by more than 0.1 %.
 */
export const findCandleFault = (row: CandleRow): ICandleFault | null => {
  const { timestamp, open, high, low, close, volume } = row;
  if (
    !isFiniteNumber(open) ||
    !isFiniteNumber(high) ||
    !isFiniteNumber(low) ||
    !isFiniteNumber(close) ||
    !isFiniteNumber(volume)
  ) {
    const field = VALUE_FIELDS.find((name) => !isFiniteNumber(row[name])) ?? "open";
    return { field, reason: `has invalid numeric values: ${field}=${quoteValue(row[field])}` };
  }
  const candle: ICandleData = { timestamp, open, high, low, close, volume };
  const field = PRICE_FIELDS.find((name) => candle[name] <= 0) ?? (volume < 0 ? "volume" : undefined);
  if (field !== undefined) {
    return { field, reason: `has zero or negative values: ${field}=${candle[field]}` };
  }
  if (high < low) {
    return { field: "high", reason: `has inconsistent prices: high=${high} below low=${low}` };
  }
  return findBodyFault(candle);
};

/**
 * The price others are compared with: the median element of all prices from
 * `CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN` candles on, their mean below it.
 * @param candles - at least one
 */
export const computeReferencePrice = (candles: readonly ICandleData[], candlesForMedian: number): number => {
  const prices = candles.flatMap((candle) => PRICE_FIELDS.map((field) => candle[field]));
  const median = candles.length >= candlesForMedian ? selectMedian(prices) : undefined;
  return median ?? prices.reduce((sum, price) => sum + price, 0) / prices.length;
};

const selectMedian = (prices: readonly number[]): number | undefined =>
  Float64Array.from(prices).sort()[Math.floor(prices.length / 2)];

/** Looks for a price that is more than `factor` times away from the reference price, on either side. */
export const findPriceAnomaly = (
  candle: ICandleData,
  reference: number,
  factor: number,
): ICandleFault | null => {
  for (const field of PRICE_FIELDS) {
    const price = candle[field];
    if (price < reference / factor) {
      const threshold = reference / factor;
      return {
        field,
        reason: `has anomalously low price: ${field}=${price}, reference=${reference}, threshold=${threshold}`,
      };
    }
    if (price > reference * factor) {
      const threshold = reference * factor;
      return {
        field,
        reason: `has anomalously high price: ${field}=${price}, reference=${reference}, threshold=${threshold}`,
      };
    }
  }
  return null;
};

/** Lowest and highest price of some candles. */
export interface IPriceSpread {
  readonly lowest: number;
  readonly highest: number;
}

/**
 * Whether no price among these can be an anomaly, whatever the reference price: a reference lies between the lowest
 * and the highest. Rounding is monotone, so a wider spread that passes never contradicts a narrower one.
 */
export const isSpreadNormal = (spread: IPriceSpread, factor: number): boolean =>
  !(spread.highest / spread.lowest > factor);

/** A spread that reaches from a price to another one as well; the one there is when it does already. */
export const widenSpread = (spread: IPriceSpread, lowest: number, highest: number): IPriceSpread =>
  lowest < spread.lowest || highest > spread.highest
    ? { lowest: Math.min(lowest, spread.lowest), highest: Math.max(highest, spread.highest) }
    : spread;

/** Lowest and highest price. */
export const measureSpread = (candles: readonly ICandleData[]): IPriceSpread => {
  let lowest = Infinity;
  let highest = 0;
  for (const { open, high, low, close } of candles) {
    lowest = Math.min(lowest, low, open, close);
    highest = Math.max(highest, high, open, close);
  }
  return { lowest, highest };
};

/** The error of a faulty candle. */
export const createCandleError = (read: ICandleRead, timestamp: number, fault: ICandleFault): ExchangeError =>
  new ExchangeError(
    "CANDLE_INVALID",
    `exchange=${read.exchangeName} symbol=${read.symbol} interval=${read.interval} timestamp=${formatInstant(timestamp)} field=${fault.field}: VALIDATE_NO_INCOMPLETE_CANDLES_FN: candle[${Math.round((timestamp - read.since) / read.step)}] ${fault.reason}`,
  );

/**
 * Judges the candles of a user's read against the reference price of the range.
 * @throws ExchangeError `CANDLE_INVALID` for the first anomaly
 */
export const checkPriceAnomalies = (
  candles: readonly ICandleData[],
  read: ICandleRead,
  settings: Readonly<GlobalConfig>,
): void => {
  const factor = settings.CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR;
  if (isSpreadNormal(measureSpread(candles), factor)) {
    return;
  }
  const reference = computeReferencePrice(candles, settings.CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN);
  for (const candle of candles) {
    const fault = findPriceAnomaly(candle, reference, factor);
    if (fault !== null) {
      throw createCandleError(read, candle.timestamp, fault);
    }
  }
};
