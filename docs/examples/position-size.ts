/**
 * How much to order: sizes each position of a back-test in three ways when it opens, which is where a live bot would send its
 * order. `npx tsx docs/examples/position-size.ts` from a clone.
 */
import {
  addExchange,
  addFrame,
  addSizing,
  addStrategy,
  Backtest,
  formatQuantity,
  getCandles,
  listenError,
  listenSignalBacktest,
  PositionSize,
  type ICandleData,
} from "backtest-connection-kit";
import { calculateAtr } from "./indicators.js";

const MINUTE = 60_000;
const START = Date.UTC(2025, 0, 1);

/** What the account holds, in quote currency. A live bot asks its exchange each time. */
const BALANCE = 10_000;

// A sine wave between 98 and 102, bought at 99.
const priceAt = (time: number): number => 100 + 2 * Math.sin(time / 3_600_000);
const createCandle = (timestamp: number, minutes: number): ICandleData => {
  const prices = Array.from({ length: minutes + 1 }, (_, minute) => priceAt(timestamp + minute * MINUTE));
  const [open = 0, close = 0] = [prices[0], prices.at(-1)];
  return { timestamp, open, high: Math.max(...prices), low: Math.min(...prices), close, volume: 1 };
};
addExchange({
  exchangeName: "waves",
  getCandles: async (_symbol, interval, since, limit) => {
    const minutes = interval === "15m" ? 15 : 1;
    return Array.from({ length: limit }, (_, index) =>
      createCandle(since.getTime() + index * minutes * MINUTE, minutes),
    );
  },
  formatPrice: async (_symbol, price) => price.toFixed(2),
  // The exchange trades hundredths; rounded down, so that no limit is passed.
  formatQuantity: async (_symbol, quantity) => (Math.floor(quantity * 100) / 100).toFixed(2),
});
addFrame({
  frameName: "day",
  interval: "1m",
  startDate: new Date(START),
  endDate: new Date(START + 24 * 60 * MINUTE),
});
addStrategy({
  strategyName: "buy the dip",
  interval: "15m",
  getSignal: async () => ({
    position: "long",
    priceOpen: 99,
    priceTakeProfit: 101,
    priceStopLoss: 97,
    minuteEstimatedTime: 600,
  }),
});

// None of them may be worth more than the account.
const limits = { maxPositionPercentage: 100, maxPositionSize: 500 };
addSizing({ sizingName: "one percent", method: "fixed-percentage", riskPercentage: 1, ...limits });
addSizing({ sizingName: "quarter Kelly", method: "kelly-criterion", ...limits });
addSizing({
  sizingName: "three ranges",
  method: "atr-based",
  riskPercentage: 1,
  atrMultiplier: 3,
  ...limits,
});

/** The sizes of one position, as the exchange writes quantities. */
const sizePosition = async (symbol: string, priceOpen: number, priceStopLoss: number): Promise<string[]> => {
  // The side is not known to a sizing; here it is.
  if (priceStopLoss >= priceOpen) {
    throw new Error(`the stop ${priceStopLoss} of a long position is not below its entry ${priceOpen}`);
  }
  const atr = calculateAtr(await getCandles(symbol, "15m", 15), 14);
  if (atr === null) {
    throw new Error("there are too few candles for an average true range");
  }
  const sizes = [
    await PositionSize.fixedPercentage(symbol, BALANCE, priceOpen, priceStopLoss, {
      sizingName: "one percent",
    }),
    // Of earlier trades: 6 of 10 have won, as much as the others have lost.
    await PositionSize.kellyCriterion(symbol, BALANCE, priceOpen, 0.6, 1, { sizingName: "quarter Kelly" }),
    await PositionSize.atrBased(symbol, BALANCE, priceOpen, atr, { sizingName: "three ranges" }),
  ];
  return await Promise.all(sizes.map((size) => formatQuantity(symbol, size)));
};

listenError((error) => {
  console.error(error);
  process.exitCode = 1;
});
listenSignalBacktest(async (event) => {
  if (event.action === "opened") {
    const { priceOpen, priceStopLoss } = event.signal;
    const [fixed, kelly, ranges] = await sizePosition(event.symbol, priceOpen, priceStopLoss);
    console.log(`buy at ${priceOpen}: one percent ${fixed}, quarter Kelly ${kelly}, three ranges ${ranges}`);
  }
});

const names = { strategyName: "buy the dip", exchangeName: "waves", frameName: "day" };
for await (const { action } of Backtest.run("BTCUSDT", names)) {
  console.log(action);
}
