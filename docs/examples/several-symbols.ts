/**
 * One strategy on several symbols at the same time, and what the portfolio made of it.
 * `npx tsx docs/examples/several-symbols.ts` from a clone.
 */
import {
  addFrame,
  addStrategy,
  Backtest,
  getAveragePrice,
  getCandles,
  Heat,
  listenError,
} from "backtest-connection-kit";
import { addGeneratedExchange, dayOfMarket } from "./generated-exchange.js";

listenError((error) => {
  console.error(error);
  process.exitCode = 1;
});

addGeneratedExchange("generated", 16);
addFrame({ frameName: "two weeks", interval: "1m", startDate: dayOfMarket(2), endDate: dayOfMarket(15) });
addStrategy({
  strategyName: "buy red days",
  interval: "1h",
  getSignal: async (symbol) => {
    const hours = await getCandles(symbol, "1h", 24);
    const price = await getAveragePrice(symbol);
    if (price > (hours[0]?.open ?? 0) * 0.98) {
      return null;
    }
    return {
      position: "long",
      priceTakeProfit: price * 1.015,
      priceStopLoss: price * 0.98,
      minuteEstimatedTime: 1440,
    };
  },
});

const names = { strategyName: "buy red days", exchangeName: "generated", frameName: "two weeks" };

/** Runs to the end; results that nobody reads one by one are in the reports all the same. */
const countResults = async (symbol: string): Promise<number> => {
  let count = 0;
  for await (const _result of Backtest.run(symbol, names)) {
    count += 1;
  }
  return count;
};

// A (symbol, strategy) is a run of its own, with a client and candles of its own.
const symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];
console.log(await Promise.all(symbols.map(countResults)));

const { symbols: rows, ...portfolio } = await Heat.getData("buy red days");
for (const { symbol, totalTrades, winRate, totalPnl } of rows) {
  console.log(`${symbol}: ${totalTrades} trades, ${winRate?.toFixed(0)} % won, ${totalPnl?.toFixed(2)} %`);
}
console.log(
  `together: ${portfolio.portfolioTotalTrades} trades, ${portfolio.portfolioTotalPnl?.toFixed(2)} %`,
);

/* It prints:

[ 9, 10, 9 ]
ETHUSDT: 10 trades, 60 % won, -3.00 %
SOLUSDT: 9 trades, 56 % won, -3.68 %
BTCUSDT: 9 trades, 33 % won, -11.15 %
together: 28 trades, -17.83 %

*/
