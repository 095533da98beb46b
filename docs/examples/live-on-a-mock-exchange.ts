/**
 * A live run without an exchange and without waiting: a simulated clock and a market that does what the script says, with an
 * outage in the middle of a position. `npx tsx docs/examples/live-on-a-mock-exchange.ts` from a clone.
 */
import {
  addExchange,
  addStrategy,
  getCandles,
  listenError,
  listenSignalLive,
  Live,
  PersistPartialAdapter,
  PersistRiskAdapter,
  PersistScheduleAdapter,
  PersistSignalAdapter,
  TradingError,
} from "backtest-connection-kit";
import {
  createMemoryPersist,
  createMockExchange,
  createSimulatedClock,
  setClock,
} from "backtest-connection-kit/testing";

const MINUTE = 60_000;
const START = Date.UTC(2025, 0, 1);
const at = (minute: number): number => START + minute * MINUTE;

// Positions of this script have no place on the disk.
PersistSignalAdapter.usePersistSignalAdapter(createMemoryPersist());
PersistScheduleAdapter.usePersistScheduleAdapter(createMemoryPersist());
PersistRiskAdapter.usePersistRiskAdapter(createMemoryPersist());
PersistPartialAdapter.usePersistPartialAdapter(createMemoryPersist());

const clock = createSimulatedClock({ start: at(10) });
setClock(clock);
const tell = (text: string): void => {
  console.log(`${new Date(clock.now()).toISOString().slice(11, 16)} ${text}`);
};

// 100, a fall to 98, and a rise to 103, which the exchange is too ill to tell at once.
const exchange = createMockExchange({ exchangeName: "mock", start: START });
exchange.setPrice(START, at(30), 100);
exchange.setPrice(at(30), at(40), 98);
exchange.setPrice(at(40), Infinity, 103);
exchange.addFault({ kind: "throw" }, { from: at(38), until: at(45) });
addExchange(exchange.schema);

addStrategy({
  strategyName: "dip",
  interval: "1m",
  getSignal: async (symbol) => {
    const [before, last] = await getCandles(symbol, "1m", 2);
    return before && last && last.close < before.close * 0.99
      ? { position: "long", priceTakeProfit: 102, priceStopLoss: 95, minuteEstimatedTime: 60 }
      : null;
  },
});

const codes = new Set<unknown>();
listenError((error) => {
  const code = error instanceof TradingError ? error.code : error;
  if (!codes.has(code)) {
    codes.add(code);
    tell(`error ${String(code)}`);
  }
});
listenSignalLive((result) => {
  if (result.action === "opened") {
    tell(`bought at ${result.signal.priceOpen.toFixed(2)}`);
  }
  if (result.action === "closed") {
    // What happened in the outage is found at its own minute and price.
    const touched = new Date(result.closeTimestamp).toISOString().slice(11, 16);
    tell(`${result.closeReason} at ${result.currentPrice.toFixed(2)}, touched in the minute of ${touched}`);
  }
});

Live.background("BTCUSDT", { strategyName: "dip", exchangeName: "mock" });
await clock.advanceTo(at(60));
await Live.stop("BTCUSDT", "dip");
await clock.advance(MINUTE);
console.log(`calls of the exchange: ${exchange.calls.length}, timers left: ${clock.pendingTimers}`);

/* It prints:

00:31 bought at 99.88
00:38 error CANDLES_FAILED
00:45 take_profit at 102.00, touched in the minute of 00:40
calls of the exchange: 105, timers left: 0

*/
