import assert from "node:assert/strict";

const START = Date.UTC(2025, 0, 1);
const MINUTE = 60_000;
const HOURS = 6;

/** Buys whenever nothing is open, with brackets that an ordinary hour reaches. */
const createStrategy = (strategyName, getCandles) => ({
  strategyName,
  interval: "5m",
  getSignal: async (symbol) => {
    const candles = await getCandles(symbol, "5m", 3);
    const { close } = candles.at(-1);
    return {
      position: "long",
      priceTakeProfit: close * 1.015,
      priceStopLoss: close * 0.99,
      minuteEstimatedTime: 60,
    };
  },
});

const useMemoryStores = (library, { createMemoryPersist }) => {
  library.PersistSignalAdapter.usePersistSignalAdapter(createMemoryPersist());
  library.PersistScheduleAdapter.usePersistScheduleAdapter(createMemoryPersist());
  library.PersistRiskAdapter.usePersistRiskAdapter(createMemoryPersist());
  library.PersistPartialAdapter.usePersistPartialAdapter(createMemoryPersist());
};

/** Runs live for some simulated hours and gives the trades. */
const runLive = async (library, clock, names) => {
  const trades = [];
  const stopListening = library.listenSignalLive((result) => {
    if (result.action === "closed") {
      trades.push([result.closeTimestamp, result.currentPrice]);
    }
  });
  const done = new Promise((resolve) => {
    library.listenDoneLiveOnce(({ strategyName }) => strategyName === names.strategyName, resolve);
  });
  library.Live.background("BTCUSDT", names);
  await clock.advance(HOURS * 60 * MINUTE);
  await library.Live.stop("BTCUSDT", names.strategyName);
  await clock.runUntil(done);
  stopListening();
  return trades;
};

const runBackTest = async (library, names) => {
  const trades = [];
  for await (const result of library.Backtest.run("BTCUSDT", names)) {
    trades.push([result.closeTimestamp, result.currentPrice]);
  }
  return trades;
};

/** The clock of the tests is the clock of the library: a live run and a back-test on it give the same trades. */
const checkSharedClock = async (library, testing) => {
  const clock = testing.createSimulatedClock({ start: START + 60 * MINUTE });
  const restoreClock = testing.setClock(clock);
  const exchange = testing.createMockExchange({
    exchangeName: "mock",
    start: START,
    volatilityPercent: 0.3,
  });
  library.addExchange(exchange.schema);
  library.addStrategy(createStrategy("mocked", library.getCandles));
  library.addFrame({
    frameName: "the live hours",
    interval: "1m",
    startDate: new Date(clock.now()),
    endDate: new Date(clock.now() + HOURS * 60 * MINUTE),
  });

  // It is loaded now: the clock waits for that.
  const banner = await clock.runUntil(library.lib.optimizerTemplateService.getTopBanner("BTCUSDT"));
  assert.ok(banner.length > 0, "a part that is loaded late is there");

  const liveTrades = await runLive(library, clock, { strategyName: "mocked", exchangeName: "mock" });
  assert.ok(liveTrades.length > 3, `there were ${liveTrades.length} trades`);
  assert.ok(exchange.calls.length >= HOURS * 60, `there were ${exchange.calls.length} calls`);
  assert.equal(clock.pendingTimers, 0);

  const names = { strategyName: "mocked", exchangeName: "mock", frameName: "the live hours" };
  assert.deepEqual(await runBackTest(library, names), liveTrades);
  restoreClock();
};

/** Errors of the entry for tests are those of the main entry. */
const checkSharedErrors = async (library, testing) => {
  assert.throws(
    () => testing.createMockExchange({ exchangeName: "" }),
    (error) => error instanceof library.MockError && error instanceof library.TradingError,
  );
  const exchange = testing.createMockExchange({ exchangeName: "failing", start: START });
  exchange.addFault({ kind: "throw" });
  await assert.rejects(
    exchange.schema.getCandles("BTCUSDT", "1m", new Date(START), 1),
    (error) => error instanceof library.TradingError && error.code === "MOCK_FAULT",
  );
};

const checkStores = async (library, testing) => {
  for (const [storeClass, name] of [
    [library.PersistBase, "files"],
    [testing.createMemoryPersist(), "memory"],
  ]) {
    const checks = testing.testPersistAdapter(storeClass);
    assert.ok(checks.length > 15, `there were ${checks.length} checks`);
    for (const check of checks) {
      await check.run().catch((cause) => {
        throw new Error(`stores in ${name}: ${check.name}`, { cause });
      });
    }
  }
};

/**
 * Shows that both entries of the installed package work on one state.
 * @param library - what `import` or `require` gave for the main entry
 * @param testing - the same for the entry for tests
 */
export const checkTesting = async (library, testing) => {
  const failures = [];
  const stopListening = library.listenError((error) => {
    failures.push(error);
  });
  useMemoryStores(library, testing);
  await checkSharedClock(library, testing);
  await checkSharedErrors(library, testing);
  await checkStores(library, testing);
  stopListening();
  assert.deepEqual(failures, []);
};

/**
 * Shows that the entry of error codes knows those of the main entry.
 * @param library - what `import` or `require` gave for the main entry
 * @param catalogue - what the entry of error codes gave
 */
export const checkErrors = (library, catalogue) => {
  const descriptions = Object.values(catalogue);
  assert.ok(descriptions.length > 50, `there were ${descriptions.length} codes`);
  for (const { errorClass, meaning, remedy } of descriptions) {
    assert.ok(library[errorClass].prototype instanceof library.TradingError, errorClass);
    assert.ok(meaning.length > 0 && remedy.length > 0);
  }
  assert.throws(
    () => library.addExchange({}),
    (error) => error.code in catalogue,
  );
};
