import {
  addExchange,
  addFrame,
  addStrategy,
  Backtest,
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
import { afterEach, expect, it } from "vitest";

const MINUTE = 60_000;
const START = Date.UTC(2025, 0, 1);
const at = (minute: number): number => START + minute * MINUTE;

// What is tested: buys when the last minute closed more than 1 % below the one before.
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

/** A market at 100 that falls to 98 in the 30th minute and rises to 103 in the 40th. Each test has an exchange of its own. */
const createMarket = (exchangeName: string) => {
  const exchange = createMockExchange({ exchangeName, start: START });
  exchange.setPrice(START, at(30), 100);
  exchange.setPrice(at(30), at(40), 98);
  exchange.setPrice(at(40), Infinity, 103);
  addExchange(exchange.schema);
  return exchange;
};

const errors: string[] = [];
listenError((error) => {
  errors.push(error instanceof TradingError ? error.code : String(error));
});

let restoreClock = (): void => undefined;
afterEach(() => {
  restoreClock();
  errors.length = 0;
});

it("buys the dip in a back-test", async () => {
  createMarket("back-test market");
  const hour = { startDate: new Date(at(10)), endDate: new Date(at(70)) };
  addFrame({ frameName: "hour", interval: "1m", ...hour });
  const names = { strategyName: "dip", exchangeName: "back-test market", frameName: "hour" };
  const reasons: string[] = [];
  for await (const result of Backtest.run("BTCUSDT", names)) {
    reasons.push(result.action === "closed" ? result.closeReason : result.reason);
  }
  expect(reasons).toEqual(["take_profit"]);
  expect(errors).toEqual([]);
});

it("closes the position live, though the exchange fails meanwhile", async () => {
  // Live strategies keep their state on disk; those of tests, in memory.
  PersistSignalAdapter.usePersistSignalAdapter(createMemoryPersist());
  PersistScheduleAdapter.usePersistScheduleAdapter(createMemoryPersist());
  PersistRiskAdapter.usePersistRiskAdapter(createMemoryPersist());
  PersistPartialAdapter.usePersistPartialAdapter(createMemoryPersist());
  const clock = createSimulatedClock({ start: at(10) });
  restoreClock = setClock(clock);
  const exchange = createMarket("live market");
  exchange.addFault({ kind: "throw" }, { from: at(35), until: at(45) });
  const events: string[] = [];
  const stopListening = listenSignalLive(({ action }) => {
    if (action !== "idle" && action !== "active") {
      events.push(`${action} at ${(clock.now() - START) / MINUTE}`);
    }
  });

  Live.background("BTCUSDT", { strategyName: "dip", exchangeName: "live market" });
  await clock.advance(60 * MINUTE); // an hour of minutes, at once
  await Live.stop("BTCUSDT", "dip");
  await clock.advance(MINUTE);

  stopListening();
  expect(events).toEqual(["opened at 31", "closed at 45"]);
  expect(new Set(errors)).toEqual(new Set(["CANDLES_FAILED"]));
  expect(clock.pendingTimers).toBe(0);
});
