/**
 * A back-test in the background: listens to its results, its progress and its end, and stops it after the third trade.
 * `npx tsx docs/examples/listening-and-stopping.ts` from a clone.
 */
import {
  addFrame,
  addStrategy,
  Backtest,
  getAveragePrice,
  listenBacktestProgress,
  listenDoneBacktestOnce,
  listenError,
  listenExit,
  listenSignalBacktest,
} from "backtest-connection-kit";
import { addGeneratedExchange, dayOfMarket } from "./generated-exchange.js";

addGeneratedExchange("generated", 32);
addFrame({ frameName: "a month", interval: "1m", startDate: dayOfMarket(2), endDate: dayOfMarket(31) });
addStrategy({
  strategyName: "always in",
  interval: "5m",
  getSignal: async (symbol) => {
    const price = await getAveragePrice(symbol);
    return {
      position: "long",
      priceTakeProfit: price * 1.01,
      priceStopLoss: price * 0.99,
      minuteEstimatedTime: 480,
    };
  },
});

// What goes wrong without ending the run; and what ends a run in the background, which nobody could catch.
listenError((error) => console.error(error));
listenExit((error) => console.error(error));

let percent = 0;
listenBacktestProgress(({ progress }) => {
  percent = Math.round(progress * 100);
});

let trades = 0;
const stopListening = listenSignalBacktest(async (result) => {
  if (result.action !== "closed") {
    return;
  }
  trades += 1;
  console.log(`${result.closeReason}, at ${percent} % of the month`);
  if (trades === 3) {
    // No new signals from here on; a position that is open would be followed to its end. A listener may await this.
    await Backtest.stop(result.symbol, result.strategyName);
    stopListening();
  }
});

const isDone = new Promise<void>((resolve) => {
  listenDoneBacktestOnce(
    ({ strategyName }) => strategyName === "always in",
    () => resolve(),
  );
});
Backtest.background("BTCUSDT", {
  strategyName: "always in",
  exchangeName: "generated",
  frameName: "a month",
});
await isDone;

console.log(`done after ${trades} trades`);

/* It prints:

time_expired, at 0 % of the month
stop_loss, at 1 % of the month
take_profit, at 1 % of the month
done after 3 trades

*/
