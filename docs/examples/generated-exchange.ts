import { addExchange, type CandleInterval, type ICandleData } from "backtest-connection-kit";
import { createCandleSource, type CandleSource } from "./candle-source.js";
import { generateMarket } from "./market-generator.js";

const MINUTES_PER_DAY = 1440;
/** Prime, so that symbols of similar letters get markets of their own. */
const HASH_FACTOR = 31;

/** Open time of the first minute of every generated market, UTC ms. */
export const MARKET_START = Date.UTC(2024, 0, 1);

/** Midnight (UTC) of a day of the generated markets; day 1 is their first. */
export const dayOfMarket = (day: number): Date =>
  new Date(MARKET_START + (day - 1) * MINUTES_PER_DAY * 60_000);

const chooseSeed = (symbol: string): number =>
  Array.from(symbol).reduce((seed, letter) => (seed * HASH_FACTOR + (letter.codePointAt(0) ?? 0)) >>> 0, 0);

/**
 * Registers an exchange that makes up a market for each symbol it is asked for, the same one every time. An exchange of
 * yours asks for candles where this one reads them from memory; the rest stays.
 *
 * @param exchangeName - its name
 * @param days - length of the markets, from {@link MARKET_START} on
 */
export const addGeneratedExchange = (exchangeName: string, days: number): void => {
  const markets = new Map<string, CandleSource>();
  const findMarket = (symbol: string): CandleSource => {
    const market =
      markets.get(symbol) ??
      createCandleSource(generateMarket({ seed: chooseSeed(symbol), minutes: days * MINUTES_PER_DAY }));
    markets.set(symbol, market);
    return market;
  };
  const getCandles = async (
    symbol: string,
    interval: CandleInterval,
    since: Date,
    limit: number,
  ): Promise<ICandleData[]> => findMarket(symbol).read(interval, since.getTime(), limit);
  addExchange({
    exchangeName,
    getCandles,
    formatPrice: async (_symbol, price) => price.toFixed(1),
    formatQuantity: async (_symbol, quantity) => quantity.toFixed(5),
  });
};
