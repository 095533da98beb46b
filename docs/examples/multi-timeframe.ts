/**
 * Several lengths of candles in one decision: the trend of four hours, the momentum of one, the entry of a quarter.
 * `npx tsx docs/examples/multi-timeframe.ts` from a clone.
 */
import {
  addFrame,
  addStrategy,
  Backtest,
  getCandles,
  listenError,
  type ICandleData,
} from "backtest-connection-kit";
import { addGeneratedExchange, dayOfMarket } from "./generated-exchange.js";
import { calculateAtr, calculateEma } from "./indicators.js";

listenError((error) => {
  console.error(error);
  process.exitCode = 1;
});

addGeneratedExchange("generated", 21);
addFrame({ frameName: "two weeks", interval: "1m", startDate: dayOfMarket(6), endDate: dayOfMarket(20) });

const isAboveAverage = (candles: readonly ICandleData[], length: number): boolean => {
  const closes = candles.map(({ close }) => close);
  const average = calculateEma(closes, length).at(-1);
  const close = closes.at(-1);
  return average !== undefined && close !== undefined && close > average;
};

addStrategy({
  strategyName: "three screens",
  // The distance between two calls. Every length is read as it stands then, and only what is closed.
  interval: "15m",
  getSignal: async (symbol) => {
    const trend = await getCandles(symbol, "4h", 30);
    if (!isAboveAverage(trend, 10)) {
      return null;
    }
    const momentum = await getCandles(symbol, "1h", 24);
    if (!isAboveAverage(momentum, 8)) {
      return null;
    }
    // Of the quarters: a pullback that has just ended.
    const quarters = await getCandles(symbol, "15m", 24);
    const atr = calculateAtr(quarters, 14);
    const last = quarters.at(-1);
    if (
      atr === null ||
      last === undefined ||
      isAboveAverage(quarters.slice(0, -1), 12) ||
      !isAboveAverage(quarters, 12)
    ) {
      return null;
    }
    return {
      position: "long",
      priceTakeProfit: last.close + 6 * atr,
      priceStopLoss: last.close - 4 * atr,
      minuteEstimatedTime: 1440,
    };
  },
});

const names = { strategyName: "three screens", exchangeName: "generated", frameName: "two weeks" };
for await (const result of Backtest.run("ETHUSDT", names)) {
  if (result.action === "closed") {
    const closed = new Date(result.closeTimestamp).toISOString().slice(0, 16);
    console.log(`${closed} ${result.closeReason.padEnd(12)} ${result.pnl.pnlPercentage.toFixed(2)} %`);
  }
}

/* It prints:

2024-01-08T12:09 take_profit  0.57 %
2024-01-08T15:13 stop_loss    -1.32 %
2024-01-09T01:16 stop_loss    -1.56 %
2024-01-11T13:27 stop_loss    -1.45 %
2024-01-12T20:43 time_expired -0.37 %
2024-01-13T12:32 stop_loss    -1.09 %
2024-01-14T10:08 stop_loss    -1.01 %

*/
