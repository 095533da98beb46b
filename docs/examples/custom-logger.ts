/**
 * A logger of one's own: counts what is routine, and writes warnings as lines of JSON with the run they come from.
 * `npx tsx docs/examples/custom-logger.ts` from a clone.
 */
import {
  addFrame,
  addStrategy,
  Backtest,
  getAveragePrice,
  setLogger,
  type ILogger,
} from "backtest-connection-kit";
import { addGeneratedExchange, dayOfMarket } from "./generated-exchange.js";

const counts = { log: 0, debug: 0, info: 0, warn: 0 };

const logger: ILogger = {
  log: () => {
    counts.log += 1;
  },
  debug: () => {
    counts.debug += 1;
  },
  // Registrations, runs and reports. The arguments end with two contexts, which are `{}` outside of a run.
  info: (topic, ...args) => {
    counts.info += 1;
    console.log(JSON.stringify({ level: "info", topic, run: args.at(-2) }));
  },
  warn: (topic, ...args) => {
    counts.warn += 1;
    console.log(JSON.stringify({ level: "warn", topic, args }));
  },
};

// What it throws is ignored, and nobody waits for it: a logger cannot harm a run.
setLogger(logger);

addGeneratedExchange("generated", 3);
addFrame({ frameName: "a day", interval: "1m", startDate: dayOfMarket(2), endDate: dayOfMarket(3) });
addStrategy({
  strategyName: "once an hour",
  interval: "1h",
  getSignal: async (symbol) => {
    const price = await getAveragePrice(symbol);
    return {
      position: "long",
      priceTakeProfit: price * 1.01,
      priceStopLoss: price * 0.99,
      minuteEstimatedTime: 240,
    };
  },
});

const names = { strategyName: "once an hour", exchangeName: "generated", frameName: "a day" };
let trades = 0;
for await (const _result of Backtest.run("BTCUSDT", names)) {
  trades += 1;
}
console.log(
  `${trades} results, ${counts.warn} warnings, ${counts.log + counts.debug > 0 ? "and much routine" : "and no routine"}`,
);

/* It prints:

{"level":"info","topic":"addExchange","run":{}}
{"level":"info","topic":"addFrame","run":{}}
{"level":"info","topic":"addStrategy","run":{}}
{"level":"info","topic":"BacktestUtils run","run":{}}
{"level":"info","topic":"backtestLogicService run","run":{"strategyName":"once an hour","exchangeName":"generated","frameName":"a day"}}
10 results, 0 warnings, and much routine

*/
