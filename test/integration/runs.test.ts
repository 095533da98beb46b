import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  addStrategy,
  Backtest,
  emitters,
  lib,
  listenBacktestProgress,
  listenDoneBacktest,
  listenError,
  listenExit,
  listenPerformance,
  listenSignal,
  listenSignalOnce,
  MethodContextService,
  setConfig,
  TradingError,
} from "../../src/index";
import type { DoneContract, IMethodContext, IStrategyBacktestResult } from "../../src/index";
import { flatMinutes, MINUTE, setMinute, START, walkMinutes } from "../support/market";
import { registerRun, runBacktest, signalsAt, uniqueName, useSettings } from "../support/run";

const SIGNAL = { position: "long", priceTakeProfit: 110, priceStopLoss: 95, minuteEstimatedTime: 5 } as const;
const everyMinute = (): Promise<typeof SIGNAL> => Promise.resolve(SIGNAL);

const waitForDone = (strategyName: string): Promise<DoneContract> =>
  new Promise((resolve) => {
    const stop = listenDoneBacktest((event) => {
      if (event.strategyName === strategyName) {
        stop();
        resolve(event);
      }
    });
  });

const codeOf = (error: unknown): unknown => (error instanceof TradingError ? error.code : error);

beforeEach(() => {
  useSettings();
});

describe("one run per (symbol, strategy)", () => {
  it("a second background throws RUN_ALREADY_ACTIVE and harms nothing", async () => {
    const { context } = registerRun({
      minutes: flatMinutes(60),
      to: 30,
      strategy: { getSignal: everyMinute },
    });
    const done = waitForDone(context.strategyName);
    Backtest.background("BTCUSDT", context);
    expect(() => Backtest.background("BTCUSDT", context)).toThrow(
      expect.objectContaining({ code: "RUN_ALREADY_ACTIVE" }),
    );
    expect(await done).toMatchObject({ symbol: "BTCUSDT" });
  });

  it("a second iterator rejects at its first next(), and the first one goes on with its state", async () => {
    const { context } = registerRun({
      minutes: flatMinutes(60),
      to: 30,
      strategy: { getSignal: everyMinute },
    });
    const first = Backtest.run("BTCUSDT", context);
    await first.next();
    const second = Backtest.run("BTCUSDT", context);
    await expect(second.next()).rejects.toMatchObject({ code: "RUN_ALREADY_ACTIVE" });
    const rest: IStrategyBacktestResult[] = [];
    for await (const result of first) {
      rest.push(result);
    }
    expect(rest).toHaveLength(4);
  });

  it("another symbol of the same strategy runs beside it", async () => {
    const { context } = registerRun({
      minutes: flatMinutes(60),
      to: 30,
      strategy: { getSignal: everyMinute },
    });
    const first = Backtest.run("BTCUSDT", context);
    const second = Backtest.run("ETHUSDT", context);
    expect((await first.next()).value).toMatchObject({ symbol: "BTCUSDT" });
    expect((await second.next()).value).toMatchObject({ symbol: "ETHUSDT" });
    await first.return();
    await second.return();
  });

  it("run() without iterating clears nothing and takes nothing (pitfall 67)", async () => {
    const { context } = registerRun({
      minutes: flatMinutes(60),
      to: 30,
      strategy: { getSignal: everyMinute },
    });
    const active = Backtest.run("BTCUSDT", context);
    await active.next();
    Backtest.run("BTCUSDT", context);
    expect((await active.next()).done).toBe(false);
    await active.return();
  });

  it("break frees the pair, the risk slots and the candles; a new run starts from nothing", async () => {
    const { context } = registerRun({
      minutes: flatMinutes(90),
      to: 60,
      strategy: { getSignal: everyMinute },
    });
    for await (const result of Backtest.run("BTCUSDT", context)) {
      expect(result.action).toBe("closed");
      break;
    }
    expect(lib.strategyConnectionService.getStrategy.keys().join()).not.toContain(context.strategyName);
    const again = await Backtest.run("BTCUSDT", context).next();
    expect(again.value).toMatchObject({ signal: { pendingAt: START + 10 * MINUTE } });
  });

  it("a run inside of a listener of another run sees nothing of that one and does not deadlock", async () => {
    const inner = registerRun({ minutes: flatMinutes(60), to: 20, strategy: { getSignal: everyMinute } });
    let innerResults = 0;
    const stop = listenSignalOnce(
      (event) => event.action === "closed",
      async () => {
        for await (const result of Backtest.run("ETHUSDT", inner.context)) {
          innerResults += result.symbol === "ETHUSDT" ? 1 : 0;
        }
      },
    );
    const outer = await runBacktest({
      minutes: flatMinutes(90),
      from: 40,
      to: 50,
      strategy: { getSignal: everyMinute },
    });
    stop();
    expect(innerResults).toBe(3);
    expect(outer.yielded).toHaveLength(3);
    expect(outer.errors).toEqual([]);
  });
});

describe("stop", () => {
  it("after background returned is never lost, even before the run has done anything", async () => {
    let calls = 0;
    const { context } = registerRun({
      minutes: flatMinutes(60),
      to: 30,
      strategy: { getSignal: () => Promise.resolve((calls += 1) > 0 ? SIGNAL : null) },
    });
    const done = waitForDone(context.strategyName);
    Backtest.background("BTCUSDT", context);
    await Backtest.stop("BTCUSDT", context.strategyName);
    await done;
    expect(calls).toBe(0);
  });

  it("between run() and its first next() is not lost", async () => {
    const { context } = registerRun({
      minutes: flatMinutes(60),
      to: 30,
      strategy: { getSignal: everyMinute },
    });
    const steps = Backtest.run("BTCUSDT", context);
    await Backtest.stop("BTCUSDT", context.strategyName);
    expect(await steps.next()).toEqual({ done: true, value: undefined });
  });

  it("before run() belongs to the past", async () => {
    const { context } = registerRun({
      minutes: flatMinutes(60),
      to: 30,
      strategy: { getSignal: everyMinute },
    });
    await Backtest.stop("BTCUSDT", context.strategyName);
    expect((await Backtest.run("BTCUSDT", context).next()).done).toBe(false);
  });

  it("on the first closed: no second position, done once, no error", async () => {
    const { context } = registerRun({
      minutes: flatMinutes(90),
      to: 60,
      strategy: { getSignal: everyMinute },
    });
    const actions: string[] = [];
    const errors: unknown[] = [];
    const stops = [
      listenSignal((event) => void actions.push(event.action)),
      listenError((error) => void errors.push(error)),
      listenSignalOnce(
        (event) => event.action === "closed",
        async () => await Backtest.stop("BTCUSDT", context.strategyName),
      ),
    ];
    const done = waitForDone(context.strategyName);
    Backtest.background("BTCUSDT", context);
    await done;
    stops.forEach((stop) => stop());
    expect(actions).toEqual(["opened", "closed"]);
    expect(errors).toEqual([]);
  });

  it("in the listener of scheduled: the order is cancelled with reason stopped at the frame's minute, never filled", async () => {
    const minutes = flatMinutes(60);
    setMinute(minutes, 12, { low: 97 });
    const stop = listenSignalOnce(
      (event) => event.action === "scheduled",
      async (event) => await Backtest.stop("BTCUSDT", event.strategyName),
    );
    const run = await runBacktest({
      minutes,
      to: 40,
      strategy: { getSignal: signalsAt({ 10: { ...SIGNAL, priceOpen: 98 }, 20: SIGNAL }) },
    });
    stop();
    expect(run.yielded).toMatchObject([
      { action: "cancelled", reason: "stopped", closeTimestamp: START + 10 * MINUTE },
    ]);
    expect(run.events.map((event) => event.action)).toEqual(["scheduled", "cancelled"]);
    expect(run.errors).toEqual([]);
  });

  it("in the listener of opened: the position goes on to its close (pitfall 55)", async () => {
    const stop = listenSignalOnce(
      (event) => event.action === "opened",
      async (event) => await Backtest.stop("BTCUSDT", event.strategyName),
    );
    const run = await runBacktest({ minutes: flatMinutes(60), to: 40, strategy: { getSignal: everyMinute } });
    stop();
    expect(run.yielded).toMatchObject([{ action: "closed", closeReason: "time_expired" }]);
  });

  it("while getSignal runs: its answer is dropped", async () => {
    const strategyName = uniqueName("stops-itself");
    const run = await runBacktest({
      minutes: flatMinutes(60),
      to: 40,
      strategy: {
        strategyName,
        getSignal: async () => {
          await Backtest.stop("BTCUSDT", strategyName);
          return SIGNAL;
        },
      },
    });
    expect(run.events.map((event) => event.action)).toEqual(["idle"]);
    expect(run.errors).toEqual([]);
  });

  it("the last progress event after a stop is exactly 1; after break there is none", async () => {
    const { context } = registerRun({
      minutes: flatMinutes(90),
      to: 60,
      strategy: { getSignal: everyMinute },
    });
    const progress: number[] = [];
    const stopProgress = listenBacktestProgress((event) => void progress.push(event.progress));
    for await (const result of Backtest.run("BTCUSDT", context)) {
      await Backtest.stop("BTCUSDT", result.strategyName);
    }
    expect(progress.at(-1)).toBe(1);
    progress.length = 0;
    for await (const result of Backtest.run("BTCUSDT", context)) {
      expect(result.action).toBe("closed");
      break;
    }
    stopProgress();
    expect(progress).not.toContain(1);
  });

  it.each([
    ["while getSignal runs", null],
    ["while a position is open", SIGNAL],
  ])("%s: the frame of it is not a finished one", async (_, answer) => {
    const strategyName = uniqueName("stops-itself");
    let frames = 0;
    const stopPerformance = listenPerformance(({ metricType }) => {
      frames += metricType === "backtest_timeframe" ? 1 : 0;
    });
    const stopOnOpen = listenSignalOnce(
      ({ action }) => action === "opened",
      async () => await Backtest.stop("BTCUSDT", strategyName),
    );
    const run = await runBacktest({
      minutes: flatMinutes(60),
      to: 40,
      strategy: {
        strategyName,
        getSignal: async (_symbol, when) => {
          if (when.getTime() < START + 12 * MINUTE) {
            return null;
          }
          if (answer === null) {
            await Backtest.stop("BTCUSDT", strategyName);
          }
          return answer;
        },
      },
    });
    stopPerformance();
    stopOnOpen();
    expect(run.errors).toEqual([]);
    expect(frames).toBe(2);
  });

  it("the function background returns: undefined, harmless twice, outside of any context and after the end", async () => {
    const { context } = registerRun({
      minutes: flatMinutes(60),
      to: 30,
      strategy: { getSignal: everyMinute },
    });
    const dones: DoneContract[] = [];
    const stopDone = listenDoneBacktest((event) => void dones.push(event));
    const done = waitForDone(context.strategyName);
    const cancel = Backtest.background("BTCUSDT", context);
    expect(cancel()).toBeUndefined();
    expect(cancel()).toBeUndefined();
    await done;
    cancel();
    await Promise.resolve();
    stopDone();
    expect(dones).toHaveLength(1);
  });
});

describe("failures", () => {
  it("a background run over an impossible frame: exit event with the message, no done, status rejected, nothing unhandled", async () => {
    const { context } = registerRun({
      minutes: flatMinutes(10),
      to: 30,
      strategy: { getSignal: everyMinute },
    });
    lib.frameSchemaService.override(context.frameName, {
      ...lib.frameSchemaService.get(context.frameName),
      startDate: new Date("2999-01-01T00:00:00Z"),
      endDate: new Date("2999-01-02T00:00:00Z"),
    });
    await lib.frameConnectionService.clear(context.frameName);
    const dones: DoneContract[] = [];
    const stopDone = listenDoneBacktest((event) => void dones.push(event));
    const exit = await new Promise<Error>((resolve) => {
      const stop = listenExit((error) => {
        stop();
        resolve(error);
      });
      Backtest.background("BTCUSDT", context);
    });
    stopDone();
    expect(exit.message).toContain(context.frameName);
    expect(dones).toEqual([]);
    const [item] = (await Backtest.list()).filter(
      ({ strategyName }) => strategyName === context.strategyName,
    );
    expect(item).toMatchObject({ status: "rejected", symbol: "BTCUSDT" });
  });

  it("a run that failed frees its pair", async () => {
    const { context } = registerRun({
      minutes: flatMinutes(60),
      to: 30,
      strategy: { getSignal: everyMinute },
    });
    const good = lib.frameSchemaService.get(context.frameName);
    lib.frameSchemaService.override(context.frameName, {
      ...good,
      startDate: new Date("2999-01-01T00:00:00Z"),
      endDate: new Date("2999-01-02T00:00:00Z"),
    });
    await lib.frameConnectionService.clear(context.frameName);
    await expect(Backtest.run("BTCUSDT", context).next()).rejects.toMatchObject({ code: "FRAME_EMPTY" });
    lib.frameSchemaService.override(context.frameName, good);
    await lib.frameConnectionService.clear(context.frameName);
    expect((await Backtest.run("BTCUSDT", context).next()).done).toBe(false);
  });

  it("unknown names throw at once, with kind, name and source", () => {
    const { context } = registerRun({
      minutes: flatMinutes(60),
      to: 30,
      strategy: { getSignal: everyMinute },
    });
    const cases: [Partial<typeof context>, string][] = [
      [{ strategyName: "nobody" }, "strategy nobody not found source=BacktestUtils.run"],
      [{ exchangeName: "nowhere" }, "exchange nowhere not found source=BacktestUtils.run"],
      [{ frameName: "never" }, "frame never not found source=BacktestUtils.run"],
    ];
    for (const [change, message] of cases) {
      expect(() => Backtest.run("BTCUSDT", { ...context, ...change })).toThrow(message);
    }
  });

  it("an unknown risk profile of the strategy throws at once", () => {
    const { context } = registerRun({
      minutes: flatMinutes(60),
      to: 30,
      strategy: { getSignal: everyMinute },
    });
    const strategyName = uniqueName("risky");
    addStrategy({ strategyName, interval: "1m", getSignal: everyMinute, riskName: "no-such-risk" });
    expect(() => Backtest.background("BTCUSDT", { ...context, strategyName })).toThrow(
      "risk no-such-risk not found source=BacktestUtils.background",
    );
  });

  it("a candle source that always fails: errors are reported, the run still ends with done", async () => {
    useSettings({ CC_GET_CANDLES_RETRY_COUNT: 1 });
    const run = await runBacktest({
      minutes: () => {
        throw new Error("exchange is down");
      },
      to: 15,
      strategy: { getSignal: everyMinute },
    });
    expect(run.yielded).toEqual([]);
    expect(run.errors.length).toBeGreaterThanOrEqual(6);
    expect(run.errors.map(codeOf)).toContain("CANDLES_FAILED");
  });

  it("a throwing getSignal: one report per call, the frames end idle (pitfall 112 and 115 hold for error listeners too)", async () => {
    const stop = listenError(() => {
      throw new Error("the error listener fails as well");
    });
    const run = await runBacktest({
      minutes: flatMinutes(60),
      to: 12,
      strategy: { getSignal: () => Promise.reject(new Error("no idea")) },
    });
    stop();
    expect(run.errors).toHaveLength(3);
    expect(run.events.map((event) => event.action)).toEqual(["idle", "idle", "idle"]);
  });

  it("throwing and rejecting callbacks and listeners change nothing but the reports (pitfalls 28, 53, 112, 116)", async () => {
    const quiet = await runBacktest({
      minutes: walkMinutes(2000, 3),
      to: 1500,
      strategy: { getSignal: everyMinute },
    });
    const fail = (): never => {
      throw new Error("callback fails");
    };
    const reject = (): Promise<never> => Promise.reject(new Error("callback rejects"));
    const stops = [listenSignal(fail), listenBacktestProgress(reject)];
    const noisy = await runBacktest({
      minutes: walkMinutes(2000, 3),
      to: 1500,
      strategy: {
        getSignal: everyMinute,
        callbacks: { onOpen: fail, onClose: reject, onTick: fail, onWrite: fail, onPartialLoss: reject },
      },
    });
    stops.forEach((stop) => stop());
    const trades = ({ yielded }: typeof quiet): unknown =>
      yielded.map((result) => [result.action, result.closeTimestamp, result.currentPrice]);
    expect(trades(noisy)).toEqual(trades(quiet));
    expect(quiet.errors).toEqual([]);
    expect(noisy.errors.length).toBeGreaterThan(noisy.yielded.length * 4);
  });
});

describe("frames without a tick", () => {
  /** Minutes for which the exchange was asked, when nobody watches and `getSignal` is due once an hour. */
  const askedMinutes = async (chunk: number): Promise<number[]> => {
    useSettings({ CC_CANDLES_CHUNK: chunk });
    const { context, calls } = registerRun({
      minutes: flatMinutes(60),
      to: 19,
      strategy: { interval: "1h", getSignal: () => Promise.resolve(null) },
    });
    expect(await Backtest.run("BTCUSDT", context).next()).toEqual({ done: true, value: undefined });
    return calls.map(({ since, limit }) => (since - START) / MINUTE + limit);
  };

  it("with a candle window only those at which something may happen are ticked; the others are judged at the end, by chunks", async () => {
    const ticks = vi.spyOn(lib.strategyGlobalService, "look");
    expect(await askedMinutes(5)).toEqual([10, 15, 20]);
    expect(ticks).toHaveBeenCalledTimes(1);
    ticks.mockRestore();
  });

  it("with CC_CANDLES_CHUNK 0 every frame is ticked, so that its candles are judged", async () => {
    expect(await askedMinutes(0)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });
});

describe("pitfall 168: a back-test shares the process", () => {
  it.each([
    ["frame after frame without a position", { getSignal: () => Promise.resolve(null) }, 30_000],
    [
      "along one very long position",
      {
        getSignal: signalsAt({
          10: { ...SIGNAL, priceTakeProfit: 1e6, priceStopLoss: 0.01, minuteEstimatedTime: 150_000 },
        }),
        callbacks: { onPartialProfit: () => undefined, onPartialLoss: () => undefined },
      },
      10,
    ],
  ])("immediates get their turns %s", async (_, strategy, to) => {
    useSettings({ CC_MAX_SIGNAL_LIFETIME_MINUTES: 999_999, CC_MAX_STOPLOSS_DISTANCE_PERCENT: 100 });
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns += 1;
      if (!isOver) {
        setImmediate(count);
      }
    };
    setImmediate(count);
    const run = await runBacktest({ minutes: walkMinutes(160_000, 9), to, strategy });
    isOver = true;
    expect(run.errors).toEqual([]);
    expect(turns).toBeGreaterThan(3);
  });
});

describe("what a run leaves behind", () => {
  it.each([
    ["at its end", false],
    ["after break", true],
  ])("no candles %s: who reads under its names again asks the exchange again", async (_, isLeft) => {
    let names: IMethodContext | null = null;
    const { context, calls } = registerRun({
      minutes: flatMinutes(60),
      to: 30,
      strategy: {
        getSignal: () => {
          names ??= lib.methodContextService.context;
          return everyMinute();
        },
      },
    });
    const read = async (): Promise<number> => {
      const before = calls.length;
      const readNow = (): Promise<unknown> =>
        lib.exchangeGlobalService.getCandles("BTCUSDT", "1m", 5, new Date(START + 10 * MINUTE), true);
      await MethodContextService.runInContext(readNow, names ?? expect.unreachable());
      return calls.length - before;
    };
    let callsDuringRun: number | null = null;
    for await (const result of Backtest.run("BTCUSDT", context)) {
      expect(result.action).toBe("closed");
      callsDuringRun ??= await read();
      if (isLeft) {
        break;
      }
    }
    expect(callsDuringRun).toBe(0);
    expect(await read()).toBe(1);
  });

  it("no strategy client, no partial client, no risk slot, no subscription", async () => {
    const subscribers = Object.values(emitters).map((subject) => subject.isWatched);
    const run = await runBacktest({
      minutes: walkMinutes(800, 5),
      to: 600,
      strategy: { getSignal: everyMinute },
    });
    expect(run.yielded.length).toBeGreaterThan(10);
    expect(lib.strategyConnectionService.getStrategy.keys().join()).not.toContain(run.context.strategyName);
    expect(lib.partialConnectionService.getPartial.keys()).toEqual([]);
    expect(Object.values(emitters).map((subject) => subject.isWatched)).toEqual(subscribers);
  });

  it("settings changed during a back-test do not touch it", async () => {
    const minutes = flatMinutes(200);
    const plain = await runBacktest({ minutes, to: 100, strategy: { getSignal: everyMinute } });
    const stop = listenSignal(() => {
      setConfig({ CC_PERCENT_FEE: 0.001, CC_AVG_PRICE_CANDLES_COUNT: 1 }, true);
    });
    const changed = await runBacktest({ minutes, to: 100, strategy: { getSignal: everyMinute } });
    stop();
    const profits = ({ yielded }: typeof plain): unknown[] =>
      yielded.map((result) => (result.action === "closed" ? result.pnl.pnlPercentage : null));
    expect(profits(changed)).toEqual(profits(plain));
  });
});
