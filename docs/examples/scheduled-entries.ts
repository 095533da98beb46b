/**
 * Limit orders: a signal with `priceOpen` waits for its price. Follows each order from its creation to its end, and counts
 * what became of them. `npx tsx docs/examples/scheduled-entries.ts` from a clone.
 */
import {
  addFrame,
  addStrategy,
  Backtest,
  formatPrice,
  getAveragePrice,
  getCandles,
  getDate,
  listenError,
  Schedule,
  setConfig,
} from "backtest-connection-kit";
import { addGeneratedExchange, dayOfMarket } from "./generated-exchange.js";

listenError((error) => {
  console.error(error);
  process.exitCode = 1;
});

// An order that has waited for three hours is given up.
setConfig({ CC_SCHEDULE_AWAIT_MINUTES: 180 });

addGeneratedExchange("generated", 4);
addFrame({ frameName: "a day", interval: "1m", startDate: dayOfMarket(2), endDate: dayOfMarket(3) });

const tell = async (what: string, symbol: string, price: number): Promise<void> => {
  // In a callback it is the time of the simulation, too.
  const time = (await getDate()).toISOString().slice(0, 16);
  console.log(`${time} ${what} ${await formatPrice(symbol, price)}`);
};

addStrategy({
  strategyName: "below the low",
  interval: "15m",
  getSignal: async (symbol) => {
    const hours = await getCandles(symbol, "1h", 6);
    const priceOpen = Math.min(...hours.map(({ low }) => low)) * 0.998;
    // At a price the market has passed already, a limit order would be filled at once.
    if ((await getAveragePrice(symbol)) <= priceOpen) {
      return null;
    }
    return {
      position: "long",
      priceOpen,
      priceTakeProfit: priceOpen * 1.012,
      priceStopLoss: priceOpen * 0.99,
      minuteEstimatedTime: 480,
    };
  },
  callbacks: {
    onSchedule: (symbol, { priceOpen }) => tell("waits at", symbol, priceOpen),
    onOpen: (symbol, _row, price) => tell("bought at", symbol, price),
    onCancel: (symbol, { priceOpen }) => tell("given up", symbol, priceOpen),
    onClose: (symbol, _row, price) => tell("sold at", symbol, price),
  },
});

const names = { strategyName: "below the low", exchangeName: "generated", frameName: "a day" };
for await (const result of Backtest.run("BTCUSDT", names)) {
  // What is to be said has been said in the callbacks.
  if (result.action === "cancelled" && result.reason !== "timeout") {
    console.log(`cancelled: ${result.reason}`);
  }
}

const { totalScheduled, totalOpened, totalCancelled } = await Schedule.getData(
  "BTCUSDT",
  "below the low",
  true,
);
console.log(`${totalScheduled} orders: ${totalOpened} filled, ${totalCancelled} not`);

/* It prints:

2024-01-02T00:00 waits at 43169.5
2024-01-02T03:00 given up 43169.5
2024-01-02T03:00 waits at 43679.7
2024-01-02T06:00 given up 43679.7
2024-01-02T06:00 waits at 43687.3
2024-01-02T06:27 bought at 43687.3
2024-01-02T12:44 sold at 44211.5
2024-01-02T12:44 waits at 43426.7
2024-01-02T15:27 bought at 43426.7
2024-01-02T17:16 sold at 42992.4
2024-01-02T18:01 waits at 42586.2
2024-01-02T21:01 given up 42586.2
2024-01-02T21:01 waits at 42586.2
2024-01-03T00:01 given up 42586.2
6 orders: 2 filled, 4 not

*/
