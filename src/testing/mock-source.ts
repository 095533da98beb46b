import type { ICandleData } from "../interfaces/Exchange.interface";
import { checkInteger, checkMinute, checkNumber, checkPrice, failMock } from "./mock-checks";
import type { MockExchangeOptions, MockMarketOptions, MockMinutesOptions } from "./mock-exchange-types";
import { SeededWalk } from "./mock-market";

const DEFAULT_PRICE = 100;
const DEFAULT_VOLATILITY_PERCENT = 0.05;
const MAX_VOLATILITY_PERCENT = 5;
const SIGNIFICANT_DIGITS = 6;
const MAX_PRICE_DIGITS = 12;
const MAX_QUANTITY_DIGITS = 8;

/** Where the minutes of a mock exchange come from, before its script changes them. */
export interface MinuteSource {
  /** The minute that opens at `time` (ms); `undefined` when there is none. It is not to be changed. */
  readMinute(symbol: string, time: number): ICandleData | undefined;
  /** Open of the first minute of a symbol. */
  readFirstPrice(symbol: string): number;
}

/** Digits of prices with six significant ones. */
export const choosePriceDigits = (price: number): number =>
  Math.min(MAX_PRICE_DIGITS, Math.max(0, SIGNIFICANT_DIGITS - 1 - Math.floor(Math.log10(price))));

/** Digits of quantities, so that their smallest step is worth between 0.1 and 1 of the quote currency. */
export const chooseQuantityDigits = (price: number): number =>
  Math.min(MAX_QUANTITY_DIGITS, Math.max(0, Math.floor(Math.log10(price)) + 1));

/** Makes a thing of each symbol once. */
const createBySymbol = <T>(create: (symbol: string) => T): ((symbol: string) => T) => {
  const known = new Map<string, T>();
  return (symbol) => {
    const found = known.get(symbol) ?? create(symbol);
    known.set(symbol, found);
    return found;
  };
};

const createWalks = (options: MockMarketOptions, priceDigits: number | undefined): MinuteSource => {
  const { seed = 1, price = DEFAULT_PRICE, volatilityPercent = DEFAULT_VOLATILITY_PERCENT } = options;
  const start = checkMinute("start", options.start);
  checkInteger("seed", seed, Number.MIN_SAFE_INTEGER);
  checkNumber(
    "volatilityPercent",
    volatilityPercent,
    `a number from 0 to ${MAX_VOLATILITY_PERCENT}`,
    (percent) => percent >= 0 && percent <= MAX_VOLATILITY_PERCENT,
  );
  const readFirstPrice =
    typeof price === "function"
      ? createBySymbol((symbol) => checkPrice(`price(${symbol})`, price(symbol)))
      : () => price;
  if (typeof price !== "function") {
    checkPrice("price", price);
  }
  const getWalk = createBySymbol((symbol) => {
    const firstPrice = readFirstPrice(symbol);
    const digits = priceDigits ?? choosePriceDigits(firstPrice);
    return new SeededWalk({ seed, symbol, start, price: firstPrice, volatilityPercent, priceDigits: digits });
  });
  return { readMinute: (symbol, time) => getWalk(symbol).getMinute(time), readFirstPrice };
};

const indexMinutes = (minutes: readonly ICandleData[]): ReadonlyMap<number, ICandleData> => {
  const index = new Map<number, ICandleData>();
  for (const { timestamp, open, high, low, close, volume } of minutes) {
    checkMinute("timestamp of a minute", timestamp);
    if (index.has(timestamp)) {
      failMock(`there are two minutes with the timestamp ${timestamp}`);
    }
    index.set(timestamp, { timestamp, open, high, low, close, volume });
  }
  return index;
};

/** Options that make up a market and would do nothing beside candles of one's own. */
const MARKET_OPTIONS = ["start", "seed", "price", "volatilityPercent"] as const;

const createOwnMinutes = (options: MockMinutesOptions): MinuteSource => {
  const { minutes } = options;
  const unused = MARKET_OPTIONS.filter((name) => options[name] !== undefined);
  if (unused.length > 0) {
    return failMock(
      `${unused.join(", ")} make up a market and do not go with minutes: leave them out, or leave minutes out`,
    );
  }
  if (typeof minutes !== "function" && !Array.isArray(minutes)) {
    return failMock("minutes must be a list of candles, or a function that returns one");
  }
  const shared = typeof minutes === "function" ? undefined : indexMinutes(minutes);
  const getMinutes = createBySymbol(
    (symbol) => shared ?? indexMinutes(typeof minutes === "function" ? minutes(symbol) : minutes),
  );
  const readFirstPrice = (symbol: string): number => {
    const own = getMinutes(symbol);
    const price = own.get(Math.min(...own.keys()))?.open ?? Number.NaN;
    return price > 0 && Number.isFinite(price) ? price : DEFAULT_PRICE;
  };
  return { readMinute: (symbol, time) => getMinutes(symbol).get(time), readFirstPrice };
};

/**
 * Opens what the options describe.
 * @throws MockError `MOCK_INVALID` for an option that breaks a rule
 */
export const createMinuteSource = (options: MockExchangeOptions): MinuteSource => {
  const { priceDigits } = options;
  return options.minutes === undefined ? createWalks(options, priceDigits) : createOwnMinutes(options);
};
