import { firstValueFrom } from "rxjs";
import { beforeEach, describe, expect, it } from "vitest";
import {
  addExchange,
  addFrame,
  addRisk,
  addStrategy,
  Backtest,
  emitters,
  getAveragePrice,
  getCandles,
  lib,
  listenDoneBacktest,
  listenError,
  listenPerformance,
  listenRisk,
  listenSignal,
} from "../../src/index";
import type { ICandleData, IExchangeSchema, ISignalDto, IStrategySchema } from "../../src/index";
import { MINUTE, START } from "../support/market";
import { uniqueName, useSettings } from "../support/run";

/** What users of this kind of library write in their tests: lax settings, mock exchanges, background runs. */
const LAX_SETTINGS = {
  CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 0,
  CC_MIN_STOPLOSS_DISTANCE_PERCENT: 0,
  CC_MAX_STOPLOSS_DISTANCE_PERCENT: 100,
  CC_MAX_SIGNAL_LIFETIME_MINUTES: 999_999,
  CC_GET_CANDLES_RETRY_COUNT: 1,
  CC_GET_CANDLES_RETRY_DELAY_MS: 100,
};

interface Call {
  readonly since: number;
  readonly limit: number;
}

/** Answers exactly `limit` candles from `since` on, priced by their place in the answer. */
const createGenerator = (
  price: (index: number) => number,
): { schema: Omit<IExchangeSchema, "exchangeName">; calls: Call[] } => {
  const calls: Call[] = [];
  return {
    calls,
    schema: {
      getCandles: (_symbol, _interval, since, limit) => {
        calls.push({ since: (since.getTime() - START) / MINUTE, limit });
        const candles = Array.from({ length: limit }, (_, index): ICandleData => {
          const close = price(index);
          const timestamp = since.getTime() + index * MINUTE;
          return { timestamp, open: close, high: close + 10, low: close - 10, close, volume: 100 };
        });
        return Promise.resolve(candles);
      },
      formatPrice: (_symbol, value) => Promise.resolve(value.toFixed(2)),
      formatQuantity: (_symbol, value) => Promise.resolve(value.toFixed(8)),
    },
  };
};

const register = (
  exchange: Omit<IExchangeSchema, "exchangeName">,
  strategy: Partial<IStrategySchema> & Pick<IStrategySchema, "getSignal">,
  minutes: number,
): { strategyName: string; exchangeName: string; frameName: string } => {
  const context = {
    strategyName: uniqueName("user-strategy"),
    exchangeName: uniqueName("user-exchange"),
    frameName: uniqueName("user-frame"),
  };
  addExchange({ ...exchange, exchangeName: context.exchangeName });
  addFrame({
    frameName: context.frameName,
    interval: "1m",
    startDate: new Date(START),
    endDate: new Date(START + minutes * MINUTE),
  });
  addStrategy({ interval: "1m", ...strategy, strategyName: context.strategyName });
  return context;
};

const runAll = async (runs: [symbol: string, context: ReturnType<typeof register>][]): Promise<string[]> => {
  const done: string[] = [];
  await new Promise<void>((resolve) => {
    const stop = listenDoneBacktest((event) => {
      done.push(`${event.symbol} ${event.strategyName}`);
      if (done.length === runs.length) {
        stop();
        resolve();
      }
    });
    for (const [symbol, context] of runs) {
      Backtest.background(symbol, context);
    }
  });
  return done;
};

const once = (signal: ISignalDto): IStrategySchema["getSignal"] => {
  let isGiven = false;
  return () => {
    const answer = isGiven ? null : signal;
    isGiven = true;
    return Promise.resolve(answer);
  };
};

beforeEach(() => {
  useSettings(LAX_SETTINGS);
});

describe("mock exchanges that price by the place in the answer, with CC_CANDLES_CHUNK 0", () => {
  beforeEach(() => {
    useSettings({ ...LAX_SETTINGS, CC_CANDLES_CHUNK: 0 });
  });

  it("an immediate signal of 5 minutes: VWAP window before, monitoring from when - 4 with limit 9", async () => {
    const { schema, calls } = createGenerator(() => 42_000);
    const signal: ISignalDto = {
      position: "long",
      priceTakeProfit: 43_000,
      priceStopLoss: 41_000,
      minuteEstimatedTime: 5,
    };
    const context = register(schema, { getSignal: once(signal) }, 0);
    const results = [];
    for await (const result of Backtest.run("BTCUSDT", context)) {
      results.push(result);
    }
    expect(calls).toEqual([
      { since: -5, limit: 5 },
      { since: -4, limit: 9 },
    ]);
    expect(results).toMatchObject([
      { action: "closed", closeReason: "time_expired", closeTimestamp: START + 5 * MINUTE },
    ]);
  });

  it("a scheduled signal of 60 minutes: monitoring with buffer, await minutes and lifetime", async () => {
    const { schema, calls } = createGenerator(() => 42_000);
    const signal: ISignalDto = {
      position: "long",
      priceOpen: 41_500,
      priceTakeProfit: 43_000,
      priceStopLoss: 41_000,
      minuteEstimatedTime: 60,
    };
    const context = register(schema, { getSignal: once(signal) }, 0);
    const results = [];
    for await (const result of Backtest.run("BTCUSDT", context)) {
      results.push(result);
    }
    expect(calls.at(-1)).toEqual({ since: -4, limit: 184 });
    expect(results).toMatchObject([
      { action: "cancelled", reason: "timeout", closeTimestamp: START + 120 * MINUTE },
    ]);
  });

  it("the interesting candle sits at index 4 + k of the monitoring answer: minute k after the entry", async () => {
    const { schema } = createGenerator((index) => (index === 15 ? 43_500 : 42_000));
    const signal: ISignalDto = {
      position: "long",
      priceTakeProfit: 43_000,
      priceStopLoss: 41_000,
      minuteEstimatedTime: 60,
    };
    const context = register(schema, { getSignal: once(signal) }, 0);
    const { value } = await Backtest.run("BTCUSDT", context).next();
    expect(value).toMatchObject({ closeReason: "take_profit", closeTimestamp: START + 11 * MINUTE });
  });
});

describe("mock exchanges over an array", () => {
  const minutes = (count: number, change: (index: number) => Partial<ICandleData>): ICandleData[] =>
    Array.from({ length: count }, (_, index) => ({
      timestamp: START + (index - 10) * MINUTE,
      open: 100,
      high: 100.5,
      low: 99.5,
      close: 100,
      volume: 1,
      ...change(index - 10),
    }));

  it("an adapter that falls back to its first candles beyond its end: they are dropped, the position expires", async () => {
    const all = minutes(40, () => ({}));
    const schema = {
      ...createGenerator(() => 1).schema,
      getCandles: (_symbol: string, _interval: string, since: Date, limit: number) => {
        const found = all.filter(({ timestamp }) => timestamp >= since.getTime()).slice(0, limit);
        return Promise.resolve(found.length > 0 ? found : all.slice(0, limit));
      },
    };
    const signal: ISignalDto = {
      position: "long",
      priceTakeProfit: 120,
      priceStopLoss: 80,
      minuteEstimatedTime: 60,
    };
    const context = register(schema, { getSignal: once(signal) }, 0);
    const { value } = await Backtest.run("BTCUSDT", context).next();
    expect(value).toMatchObject({
      closeReason: "time_expired",
      closeTimestamp: START + 60 * MINUTE,
      currentPrice: 100,
    });
  });

  it("volumes that are all zero: the average price is the mean of closes", async () => {
    const all = minutes(40, (index) => ({ volume: 0, close: 100 + (index % 2) * 0.1 }));
    const prices: number[] = [];
    const schema = {
      ...createGenerator(() => 1).schema,
      getCandles: (_symbol: string, _interval: string, since: Date, limit: number) =>
        Promise.resolve(all.filter(({ timestamp }) => timestamp >= since.getTime()).slice(0, limit)),
    };
    const getSignal = async (symbol: string): Promise<null> => {
      prices.push(await getAveragePrice(symbol));
      return null;
    };
    await runAll([["BTCUSDT", register(schema, { getSignal }, 1)]]);
    expect(prices).toHaveLength(2);
    // Closes of the minutes -5 to -1: 99.9, 100, 99.9, 100, 99.9.
    expect(prices[0]).toBeCloseTo(99.94, 9);
  });

  it("near-zero prices among normal ones: an error event that names the rule", async () => {
    const all = minutes(60, (index) =>
      index === 20 ? { open: 0.001, high: 0.001, low: 0.001, close: 0.001 } : {},
    );
    const schema = {
      ...createGenerator(() => 1).schema,
      getCandles: (_symbol: string, _interval: string, since: Date, limit: number) =>
        Promise.resolve(all.filter(({ timestamp }) => timestamp >= since.getTime()).slice(0, limit)),
    };
    const messages: string[] = [];
    const stop = listenError((error) => void messages.push(String(error)));
    const getSignal = async (symbol: string): Promise<null> => {
      await getCandles(symbol, "1m", 5);
      return null;
    };
    await runAll([["BTCUSDT", register(schema, { getSignal }, 30)]]);
    stop();
    expect(messages.some((message) => message.includes("VALIDATE_NO_INCOMPLETE_CANDLES_FN"))).toBe(true);
    expect(messages.some((message) => message.includes("anomalously low price"))).toBe(true);
  });

  it("PnL of a small win: the raw move minus about 0.4 percent of costs", async () => {
    const all = minutes(60, (index) => (index === 5 ? { high: 100.21 } : { high: 100 }));
    const schema = {
      ...createGenerator(() => 1).schema,
      getCandles: (_symbol: string, _interval: string, since: Date, limit: number) =>
        Promise.resolve(all.filter(({ timestamp }) => timestamp >= since.getTime()).slice(0, limit)),
    };
    const signal: ISignalDto = {
      position: "long",
      priceOpen: 100,
      priceTakeProfit: 100.2,
      priceStopLoss: 90,
      minuteEstimatedTime: 20,
    };
    const context = register(schema, { getSignal: once(signal) }, 0);
    const { value } = await Backtest.run("BTCUSDT", context).next();
    expect(value).toMatchObject({ action: "closed", closeReason: "take_profit" });
    expect(value?.action === "closed" ? value.pnl.pnlPercentage : null).toBeCloseTo(-0.2002, 3);
  });
});

describe("several runs in one process", () => {
  it.each([2, 3, 4])(
    "%i strategies started together on one profile with limit 1 see each other's positions",
    async (count) => {
      const riskName = uniqueName("one-at-a-time");
      const rejected: string[] = [];
      addRisk({
        riskName,
        validations: [
          {
            validate: ({ activePositionCount, activePositions }) => {
              expect(activePositions).toHaveLength(activePositionCount);
              if (activePositionCount >= 1) {
                throw new Error("full");
              }
            },
            note: "only one position",
          },
        ],
        callbacks: { onRejected: (symbol) => void rejected.push(symbol) },
      });
      const comments: string[] = [];
      const stop = listenRisk((event) => {
        if (event.comment === "only one position") {
          comments.push(event.symbol);
          expect(event.activePositionCount).toBeGreaterThanOrEqual(1);
        }
      });
      const { schema } = createGenerator(() => 42_000);
      const signal: ISignalDto = {
        position: "long",
        priceTakeProfit: 60_000,
        priceStopLoss: 20_000,
        minuteEstimatedTime: 100_000,
      };
      const runs = Array.from({ length: count }, (_, index): [string, ReturnType<typeof register>] => [
        `COIN${index}USDT`,
        register(schema, { riskName, getSignal: () => Promise.resolve(signal) }, 2),
      ]);
      const done = await runAll(runs);
      stop();
      expect(new Set(done).size).toBe(count);
      expect(comments.length).toBeGreaterThanOrEqual(1);
      expect(rejected).toHaveLength(comments.length);
      const args = {
        symbol: "X",
        strategyName: "x",
        exchangeName: "x",
        currentPrice: 1,
        timestamp: START,
        pendingSignal: signal,
      };
      expect(await lib.riskGlobalService.checkSignal(args, { riskName, backtest: true })).toBe(true);
    },
  );

  it("one strategy on several symbols: done once per run, events carry the right symbol", async () => {
    const { schema } = createGenerator((index) => 42_000 + index);
    const symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];
    const signal: ISignalDto = {
      position: "long",
      priceTakeProfit: 60_000,
      priceStopLoss: 20_000,
      minuteEstimatedTime: 5,
    };
    const context = register(schema, { getSignal: () => Promise.resolve(signal) }, 20);
    const closed: string[] = [];
    const stop = listenSignal((event) => {
      if (event.action === "closed" && event.strategyName === context.strategyName) {
        closed.push(event.symbol);
        expect(event.signal.symbol).toBe(event.symbol);
      }
    });
    const done = await runAll(symbols.map((symbol) => [symbol, context]));
    stop();
    expect(done.toSorted()).toEqual(symbols.map((symbol) => `${symbol} ${context.strategyName}`));
    for (const symbol of symbols) {
      expect(closed.filter((name) => name === symbol)).toHaveLength(5);
    }
  });
});

describe("waiting for completion", () => {
  const idle = (): ReturnType<typeof register> =>
    register(createGenerator(() => 42_000).schema, { getSignal: () => Promise.resolve(null) }, 1);

  it("firstValueFrom on an emitter resolves with the done payload", async () => {
    const context = idle();
    const done = firstValueFrom(emitters.doneBacktestSubject);
    Backtest.background("BTCUSDT", context);
    expect(await done).toMatchObject({ strategyName: context.strategyName, backtest: true });
  });

  it("list says pending inside of the done listener and fulfilled behind it", async () => {
    const context = idle();
    const statusOf = async (): Promise<string | undefined> =>
      (await Backtest.list()).find(({ strategyName }) => strategyName === context.strategyName)?.status;
    const seen: unknown[] = [];
    const done = new Promise<void>((resolve) => {
      const stop = listenDoneBacktest(async () => {
        seen.push(await statusOf());
        stop();
        resolve();
      });
    });
    Backtest.background("BTCUSDT", context);
    seen.push(await statusOf());
    await done;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    seen.push(await statusOf());
    expect(seen).toEqual(["pending", "pending", "fulfilled"]);
  });

  it("a run of two frames with a signal gives at least three performance events, with timeframe and total", async () => {
    const types: string[] = [];
    const stop = listenPerformance((event) => void types.push(event.metricType));
    const signal: ISignalDto = {
      position: "long",
      priceTakeProfit: 60_000,
      priceStopLoss: 20_000,
      minuteEstimatedTime: 1,
    };
    await runAll([
      ["BTCUSDT", register(createGenerator(() => 42_000).schema, { getSignal: once(signal) }, 1)],
    ]);
    stop();
    expect(types.length).toBeGreaterThanOrEqual(3);
    expect(types).toContain("backtest_timeframe");
    expect(types).toContain("backtest_total");
  });
});
