import assert from "node:assert/strict";
import { Subject } from "rxjs";

const START = Date.UTC(2025, 0, 1);
const MINUTE = 60_000;

/** Flat at 100, with a jump to 103 in the thirtieth minute. */
const createCandle = (timestamp) => ({
  timestamp,
  open: 100,
  high: timestamp === START + 30 * MINUTE ? 103 : 100,
  low: 100,
  close: 100,
  volume: 1,
});

const registerSchemas = ({ addExchange, addFrame, addStrategy }) => {
  addExchange({
    exchangeName: "flat",
    getCandles: async (_symbol, _interval, since, limit) =>
      Array.from({ length: limit }, (_, index) => createCandle(since.getTime() + index * MINUTE)),
    formatPrice: async (_symbol, price) => price.toFixed(2),
    formatQuantity: async (_symbol, quantity) => quantity.toFixed(3),
  });
  addFrame({
    frameName: "an hour",
    interval: "1m",
    startDate: new Date(START),
    endDate: new Date(START + 60 * MINUTE),
  });
  let hasTraded = false;
  addStrategy({
    strategyName: "once",
    interval: "1m",
    getSignal: async () => {
      if (hasTraded) {
        return null;
      }
      hasTraded = true;
      return { position: "long", priceTakeProfit: 102, priceStopLoss: 98, minuteEstimatedTime: 50 };
    },
  });
};

/**
 * Back-tests one trade with the installed library.
 * @param library - what `import` or `require` gave
 */
export const backTest = async (library) => {
  const [, , major = process.versions.node] = process.argv;
  assert.ok(process.versions.node.startsWith(major), `expected Node ${major}, runs on ${process.version}`);
  assert.ok(
    library.emitters.signalEmitter instanceof Subject,
    "the subjects are those of the user's own rxjs",
  );

  registerSchemas(library);
  const events = [];
  const stopListening = library.listenSignalBacktest(({ action }) => {
    events.push(action);
  });
  const results = [];
  const names = { strategyName: "once", exchangeName: "flat", frameName: "an hour" };
  for await (const result of library.Backtest.run("BTCUSDT", names)) {
    results.push(result);
  }
  stopListening();

  assert.deepEqual(
    results.map(({ action, closeReason, currentPrice, closeTimestamp }) => ({
      action,
      closeReason,
      currentPrice,
      closeTimestamp,
    })),
    [
      {
        action: "closed",
        closeReason: "take_profit",
        currentPrice: 102,
        closeTimestamp: START + 30 * MINUTE,
      },
    ],
  );
  assert.ok(events.includes("opened") && events.includes("closed"), `events were ${events.join(", ")}`);
  const { totalSignals, winCount } = await library.Backtest.getData("BTCUSDT", "once");
  assert.deepEqual({ totalSignals, winCount }, { totalSignals: 1, winCount: 1 });
  const page = await library.Backtest.getHtml("BTCUSDT", "once");
  assert.ok(
    page.includes("LightweightCharts") && page.includes("once on BTCUSDT"),
    "the page has its charts",
  );
  assert.throws(
    () => library.Backtest.run("BTCUSDT", { ...names, strategyName: "nobody" }),
    (error) => error instanceof library.TradingError && error.code === "NAME_UNKNOWN",
  );
};
