/**
 * A first back-test: buys when an hour closes above everything of the day before, and prints each trade.
 * `npx tsx docs/examples/first-backtest.ts` from a clone.
 */
import { addFrame, addStrategy, Backtest, getCandles, listenError } from "backtest-connection-kit";
import { addGeneratedExchange, dayOfMarket } from "./generated-exchange.js";

// Without a listener nobody hears of a signal that breaks a rule, or of an adapter that fails.
listenError((error) => {
  console.error(error);
  process.exitCode = 1;
});

addGeneratedExchange("generated", 16);

// Day 2 is the first with a day of history; the candles reach beyond the last day, so that every position can end.
addFrame({ frameName: "two weeks", interval: "1m", startDate: dayOfMarket(2), endDate: dayOfMarket(15) });

addStrategy({
  strategyName: "breakout",
  interval: "1h",
  getSignal: async (symbol) => {
    // Closed candles only, oldest first: the one that is still forming is never among them.
    const hours = await getCandles(symbol, "1h", 25);
    const last = hours.at(-1);
    if (last === undefined || hours.slice(0, -1).some(({ high }) => high >= last.close)) {
      return null;
    }
    return {
      position: "long",
      note: `above the day's high at ${last.close}`,
      priceTakeProfit: last.close * 1.02,
      priceStopLoss: last.close * 0.985,
      minuteEstimatedTime: 720, // closed after twelve hours, wherever the price is
    };
  },
});

const names = { strategyName: "breakout", exchangeName: "generated", frameName: "two weeks" };
for await (const result of Backtest.run("BTCUSDT", names)) {
  if (result.action === "closed") {
    const opened = new Date(result.signal.pendingAt).toISOString().slice(0, 16);
    console.log(`${opened} ${result.closeReason.padEnd(12)} ${result.pnl.pnlPercentage.toFixed(2)} %`);
  }
}

const { totalSignals, winRate, totalPnl, maxDrawdown } = await Backtest.getData("BTCUSDT", "breakout");
console.log(`${totalSignals} trades, ${winRate?.toFixed(0)} % won, ${totalPnl?.toFixed(2)} % in total`);
console.log(`deepest fall of the account: ${maxDrawdown?.toFixed(2)} %`);

/* It prints:

2024-01-02T13:00 stop_loss    -1.90 %
2024-01-03T11:06 take_profit  1.60 %
2024-01-03T16:53 take_profit  1.09 %
2024-01-04T01:13 stop_loss    -2.36 %
2024-01-05T12:25 take_profit  1.41 %
2024-01-05T14:01 stop_loss    -1.94 %
2024-01-10T09:47 time_expired 0.05 %
2024-01-11T06:47 take_profit  1.63 %
2024-01-11T17:30 time_expired 0.72 %
2024-01-13T18:30 stop_loss    -2.11 %
2024-01-14T12:06 take_profit  1.63 %
2024-01-14T16:55 time_expired -1.54 %
12 trades, 58 % won, -1.71 % in total
deepest fall of the account: 2.91 %

*/
