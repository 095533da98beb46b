/**
 * Which of several strategies was best on one period: a walker runs them one after the other and ranks them.
 * `npx tsx docs/examples/walker.ts` from a clone.
 */
import { addFrame, addStrategy, addWalker, getCandles, listenError, Walker } from "backtest-connection-kit";
import { addGeneratedExchange, dayOfMarket } from "./generated-exchange.js";
import { calculateEma } from "./indicators.js";

listenError((error) => {
  console.error(error);
  process.exitCode = 1;
});

addGeneratedExchange("generated", 30);
addFrame({ frameName: "three weeks", interval: "1m", startDate: dayOfMarket(8), endDate: dayOfMarket(29) });

/** One idea with numbers of its own: holds with the trend of two averages of hours, for a day at most. */
const addCrossing = (fast: number, slow: number): string => {
  const strategyName = `${fast} over ${slow}`;
  addStrategy({
    strategyName,
    interval: "1h",
    getSignal: async (symbol) => {
      const closes = (await getCandles(symbol, "1h", slow * 3)).map(({ close }) => close);
      const [before = 0, now = 0] = [fast, slow]
        .map((length) => calculateEma(closes, length).slice(-2))
        .reduce((fastEnd, slowEnd) => fastEnd.map((value, index) => value - (slowEnd[index] ?? 0)));
      const close = closes.at(-1) ?? 0;
      if (before > 0 === now > 0) {
        return null;
      }
      const direction = now > 0 ? 1 : -1;
      return {
        position: direction > 0 ? "long" : "short",
        priceTakeProfit: close * (1 + direction * 0.03),
        priceStopLoss: close * (1 - direction * 0.015),
        minuteEstimatedTime: 1440,
      };
    },
  });
  return strategyName;
};

addWalker({
  walkerName: "which averages",
  exchangeName: "generated",
  frameName: "three weeks",
  strategies: [addCrossing(5, 20), addCrossing(10, 30), addCrossing(12, 48)],
  metric: "totalPnl", // "sharpeRatio" by default
});

for await (const { strategyName, metricValue, stats } of Walker.run("BTCUSDT", {
  walkerName: "which averages",
})) {
  console.log(`${strategyName}: ${stats.totalSignals} trades, ${metricValue?.toFixed(2) ?? "–"} %`);
}
const { bestStrategy } = await Walker.getData("BTCUSDT", "which averages");
// The best of several looks better than it is: try it on a period it was not chosen on.
console.log(`best: ${bestStrategy}`);

/* It prints:

5 over 20: 14 trades, -2.31 %
10 over 30: 11 trades, -2.25 %
12 over 48: 9 trades, -4.04 %
best: 10 over 30

*/
