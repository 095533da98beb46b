import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addExchange, addRisk, addStrategy, Backtest, lib, listenError, listenSignal } from "../../src/index";
import type { IStrategyBacktestResult, IStrategySchema } from "../../src/index";
import { createSimulatedClock } from "../../src/testing/simulated-clock";
import { setClock } from "../../src/utils/clock";
import { createMemoryExchange, flatMinutes, MINUTE, setMinute, START, walkMinutes } from "../support/market";
import { collect, registerRun, runBacktest, signalsAt, uniqueName, useSettings } from "../support/run";

const LONG = { position: "long", priceTakeProfit: 110, priceStopLoss: 95, minuteEstimatedTime: 300 } as const;
const at = (minute: number): number => START + minute * MINUTE;

let restoreClock = (): void => undefined;

/** The wall clock stands at a minute. */
const standAt = (minute: number): void => {
  restoreClock = setClock(createSimulatedClock({ start: at(minute) }));
};

beforeEach(() => {
  useSettings();
});

afterEach(() => {
  restoreClock();
  restoreClock = (): void => undefined;
});

describe("a signal of the last closed minute of the wall clock", () => {
  it("an order is cancelled at the VWAP of the whole window before it", async () => {
    standAt(20);
    const minutes = flatMinutes(20);
    setMinute(minutes, 15, { price: 104 });
    const run = await runBacktest({
      minutes,
      from: 20,
      to: 20,
      strategy: { getSignal: signalsAt({ 20: { ...LONG, priceOpen: 98 } }) },
    });
    expect(run.yielded).toMatchObject([
      { action: "cancelled", reason: "end_of_data", closeTimestamp: at(20) },
    ]);
    expect(run.yielded[0]?.currentPrice).toBeCloseTo(100.8, 9);
    expect(run.events[0]?.currentPrice).toBeCloseTo(100.8, 9);
  });

  it("a position closes at the worse of that VWAP and the last close", async () => {
    standAt(20);
    const minutes = flatMinutes(20);
    setMinute(minutes, 15, { price: 96 });
    setMinute(minutes, 16, { price: 101 });
    const run = await runBacktest({
      minutes,
      from: 20,
      to: 20,
      strategy: { getSignal: signalsAt({ 20: { ...LONG, priceStopLoss: 90 } }) },
    });
    expect(run.yielded).toMatchObject([{ closeReason: "time_expired", closeTimestamp: at(20) }]);
    expect(run.yielded[0]?.currentPrice).toBeCloseTo((96 + 101 + 300) / 5, 9);
  });
});

describe("an adapter that cannot answer for a late part of a range", () => {
  /** Throws for every range that reaches behind `end` (minutes after START). */
  const runUpTo = async (
    end: number,
    minutes = flatMinutes(400),
  ): Promise<{ yielded: IStrategyBacktestResult[]; errors: unknown[]; limits: number[] }> => {
    const { context } = registerRun({
      minutes,
      to: 10,
      strategy: { getSignal: signalsAt({ 10: LONG }) },
    });
    const exchangeName = uniqueName("short");
    const { schema } = createMemoryExchange(exchangeName, minutes);
    const limits: number[] = [];
    addExchange({
      ...schema,
      getCandles: (symbol, interval, since, limit) => {
        limits.push(limit);
        return since.getTime() + limit * MINUTE > at(end)
          ? Promise.reject(new Error("beyond the data"))
          : schema.getCandles(symbol, interval, since, limit);
      },
    });
    const errors: unknown[] = [];
    const stop = listenError((error) => void errors.push(error));
    const yielded: IStrategyBacktestResult[] = [];
    for await (const result of Backtest.run("BTCUSDT", { ...context, exchangeName })) {
      yielded.push(result);
    }
    stop();
    return { yielded, errors, limits };
  };

  beforeEach(() => {
    useSettings({ CC_GET_CANDLES_RETRY_DELAY_MS: 0 });
  });

  it.each([13, 14, 20, 63, 64, 200])(
    "a position that ends before minute %i is followed to its close, without an error",
    async (end) => {
      const minutes = flatMinutes(400);
      setMinute(minutes, 12, { high: 111 });
      const run = await runUpTo(end, minutes);
      expect(run.yielded).toMatchObject([{ closeReason: "take_profit", closeTimestamp: at(12) }]);
      expect(run.errors).toEqual([]);
    },
  );

  it("a position that does not is reported with the cause, and releases what it held", async () => {
    const run = await runUpTo(200);
    expect(run.yielded).toEqual([]);
    expect(run.errors.length).toBeGreaterThan(0);
    expect(run.errors).toMatchObject(run.errors.map(() => ({ code: "CANDLES_FAILED" })));
    expect(lib.partialConnectionService.getPartial.keys()).toEqual([]);
    expect(run.limits.length).toBeLessThan(120);
  });
});

describe("a fault of a candle further on shows nothing before the walk has come there (H1)", () => {
  /** What a run showed up to minute 40, when the candle of minute 40 is good or fails its whole call. */
  const showUpTo40 = async (chunk: number, isBad: boolean): Promise<unknown> => {
    useSettings({
      CC_CANDLES_CHUNK: chunk,
      CC_GET_CANDLES_RETRY_COUNT: 1,
      CC_GET_CANDLES_RETRY_DELAY_MS: 0,
    });
    const minutes = flatMinutes(120);
    setMinute(minutes, 30, { high: 111 });
    const { context } = registerRun({ minutes, to: 20, strategy: { getSignal: signalsAt({ 10: LONG }) } });
    const exchangeName = uniqueName("faulty");
    const { schema } = createMemoryExchange(exchangeName, minutes);
    const told: unknown[] = [];
    addExchange({
      ...schema,
      getCandles: async (symbol, interval, since, limit) => {
        const candles = await schema.getCandles(symbol, interval, since, limit);
        return candles.map((candle) =>
          isBad && candle.timestamp === at(40) ? Object.assign({}, candle, { timestamp: "x" }) : candle,
        );
      },
      callbacks: {
        onCandleData: (_symbol, _interval, since, limit, data) =>
          void told.push([since.getTime(), limit, data.at(-1)?.timestamp]),
      },
    });
    const stops = [
      listenError((error) => void told.push(String(error))),
      listenSignal(({ action }) => void told.push(action)),
    ];
    const results = await collect(Backtest.run("BTCUSDT", { ...context, exchangeName }));
    stops.forEach((stop) => stop());
    return { told, closed: results.map(({ closeTimestamp }) => closeTimestamp) };
  };

  it.each([0, 1, 7, 1000])("with chunk %i", async (chunk) => {
    const good = await showUpTo40(chunk, false);
    expect(good).toMatchObject({ closed: [at(30)] });
    expect(await showUpTo40(chunk, true)).toEqual(good);
  });
});

describe("a stop while what is held could not be followed", () => {
  it("behind the last frame a waiting order is cancelled, not filled", async () => {
    useSettings({ CC_CANDLES_CHUNK: 0, CC_GET_CANDLES_RETRY_COUNT: 1, CC_GET_CANDLES_RETRY_DELAY_MS: 0 });
    const minutes = flatMinutes(60);
    setMinute(minutes, 15, { low: 97 });
    const { context } = registerRun({
      minutes,
      to: 10,
      strategy: { getSignal: signalsAt({ 10: { ...LONG, priceOpen: 98 } }) },
    });
    const exchangeName = uniqueName("flaky");
    const { schema } = createMemoryExchange(exchangeName, minutes);
    let isDown = true;
    addExchange({
      ...schema,
      getCandles: async (symbol, interval, since, limit) => {
        if (since.getTime() + limit * MINUTE > at(10) && isDown) {
          await Backtest.stop("BTCUSDT", context.strategyName);
          throw new Error("down");
        }
        return schema.getCandles(symbol, interval, since, limit);
      },
    });
    const stop = listenError(() => {
      isDown = false;
    });
    const results = await collect(Backtest.run("BTCUSDT", { ...context, exchangeName }));
    stop();
    expect(results).toMatchObject([{ action: "cancelled", reason: "stopped", closeTimestamp: at(10) }]);
  });
});

describe("what the engine reads ahead", () => {
  it("onCandleData and faulty candles are told once the walk has come there, up to its end and no further (H1)", async () => {
    const minutes = flatMinutes(120);
    setMinute(minutes, 13, { low: Number.NaN });
    setMinute(minutes, 20, { high: 111 });
    setMinute(minutes, 40, { low: Number.NaN });
    const { context } = registerRun({ minutes, to: 10, strategy: { getSignal: signalsAt({ 10: LONG }) } });
    const exchangeName = uniqueName("watched");
    const { schema } = createMemoryExchange(exchangeName, minutes);
    const newest: number[] = [];
    addExchange({
      ...schema,
      callbacks: {
        onCandleData: (_symbol, _interval, _since, _limit, data) =>
          void newest.push(((data.at(-1)?.timestamp ?? 0) - START) / MINUTE),
      },
    });
    const errors: string[] = [];
    const stop = listenError((error) => void errors.push(String(error)));
    const [result] = await collect(Backtest.run("BTCUSDT", { ...context, exchangeName }));
    stop();
    expect(result).toMatchObject({ closeTimestamp: at(20) });
    expect(newest).toEqual([9, 20]);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(new Date(at(13)).toISOString());
  });
});

describe("being watched changes no trade", () => {
  it.each([1, 7, 59, 60, 1000])("with anomalous and faulty candles, interval 1h, chunk %i", async (chunk) => {
    useSettings({ CC_CANDLES_CHUNK: chunk });
    for (let seed = 1; seed <= 12; seed += 1) {
      const minutes = walkMinutes(900, seed);
      for (let spoilt = 0; spoilt < 30; spoilt += 1) {
        const minute = (spoilt * 31 + seed * 17) % 900;
        const price = minutes[minute]?.close ?? 1;
        setMinute(
          minutes,
          minute,
          spoilt % 3 === 0 ? { volume: -1 } : { price: price * (spoilt % 2 ? 2000 : 1 / 2000) },
        );
      }
      const signal = { ...LONG, priceTakeProfit: 101, priceStopLoss: 90, minuteEstimatedTime: 45 };
      const strategy = { interval: "1h", getSignal: () => Promise.resolve(signal) } as const;
      const watched = await runBacktest({ minutes, to: 800, strategy });
      const { context } = registerRun({ minutes, to: 800, strategy });
      const alone = await collect(Backtest.run("BTCUSDT", context));
      const describeTrades = (results: readonly IStrategyBacktestResult[]): unknown[] =>
        results.map((result) => [result.signal.pendingAt, result.closeTimestamp, result.currentPrice]);
      expect(describeTrades(alone)).toEqual(describeTrades(watched.yielded));
    }
  });
});

describe("a run whose start or clean-up fails frees its pair", () => {
  it("a run of a strategy that names the profile from whose validation it is started", async () => {
    const riskName = uniqueName("busy");
    const inner = registerRun({
      minutes: flatMinutes(60),
      to: 20,
      strategy: { getSignal: () => Promise.resolve(null), riskName },
    });
    const outcomes: unknown[] = [];
    addRisk({
      riskName,
      validations: [
        async () => {
          outcomes.push(
            await Backtest.run("BTCUSDT", inner.context)
              .next()
              .catch((error: unknown) => error),
          );
        },
      ],
    });
    await runBacktest({
      minutes: flatMinutes(60),
      to: 11,
      strategy: { getSignal: signalsAt({ 10: LONG }), riskName },
    });
    expect(outcomes).toMatchObject([{ code: "RISK_REENTRANT" }]);
    expect(await Backtest.run("BTCUSDT", inner.context).next()).toEqual({ done: true, value: undefined });
  });

  it("a risk list that untyped code left null is no list", async () => {
    const run = registerRun({
      minutes: flatMinutes(60),
      to: 12,
      strategy: { getSignal: () => Promise.resolve(null) },
    });
    const strategyName = uniqueName("null-list");
    const schema: IStrategySchema = {
      strategyName,
      interval: "1m",
      getSignal: () => Promise.resolve(null),
    };
    Reflect.set(schema, "riskList", null);
    addStrategy(schema);
    const { done } = await Backtest.run("BTCUSDT", { ...run.context, strategyName }).next();
    expect(done).toBe(true);
  });
});
