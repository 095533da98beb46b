import { addExchange, addFrame, addStrategy, Backtest, setConfig } from "backtest-connection-kit";
import type { IStrategySchema } from "backtest-connection-kit";
import { MINUTE_MS, readMarket, type Market } from "./market";
import { toTrade, type Trade } from "./trades";

/** Names of a market's exchange and frame. */
export interface Place {
  readonly exchangeName: string;
  readonly frameName: string;
}

// The brackets of the strategies are measured from the last close, not from the booked entry.
setConfig({
  CC_PERCENT_SLIPPAGE: 0,
  CC_PERCENT_FEE: 0,
  CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 1e-9,
  CC_MIN_STOPLOSS_DISTANCE_PERCENT: 1e-9,
});

const places = new Map<Market, Place>();

/** Registers the exchange and the frame of a market, once. */
export const placeMarket = (market: Market): Place => {
  const known = places.get(market);
  if (known !== undefined) {
    return known;
  }
  const place = { exchangeName: `exchange of ${market.title}`, frameName: `frame of ${market.title}` };
  addExchange({
    exchangeName: place.exchangeName,
    getCandles: async (_symbol, interval, since, limit) => [...readMarket(market, interval, since, limit)],
    formatPrice: async (_symbol, price) => String(price),
    formatQuantity: async (_symbol, quantity) => String(quantity),
  });
  addFrame({
    frameName: place.frameName,
    interval: "1m",
    startDate: new Date(market.start),
    endDate: new Date(market.start + (market.minutes - 1) * MINUTE_MS),
  });
  places.set(market, place);
  return place;
};

const strategies = new Set<string>();

/** Registers a strategy, once. */
export const placeStrategy = (schema: IStrategySchema): string => {
  if (!strategies.has(schema.strategyName)) {
    addStrategy(schema);
    strategies.add(schema.strategyName);
  }
  return schema.strategyName;
};

/** One back-test over the frame of a market. */
export const runLibrary = async (
  market: Market,
  strategyName: string,
  symbol = market.symbol,
): Promise<readonly Trade[]> => {
  const trades: Trade[] = [];
  for await (const result of Backtest.run(symbol, { strategyName, ...placeMarket(market) })) {
    trades.push(toTrade(result));
  }
  return trades;
};
