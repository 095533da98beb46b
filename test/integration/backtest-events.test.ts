import { beforeEach, describe, expect, it } from "vitest";
import {
  Backtest,
  getCandles,
  getDate,
  getMode,
  listenBacktestProgress,
  listenDoneBacktest,
  listenPartialLoss,
  listenPartialProfit,
  listenPerformance,
  listenSignal,
  listenSignalBacktest,
  listenSignalLive,
} from "../../src/index";
import type { IStrategyCallbacks, IStrategyTickResult } from "../../src/index";
import { flatMinutes, MINUTE, setMinute, START } from "../support/market";
import { registerRun, runBacktest, signalsAt, useSettings } from "../support/run";

const at = (minute: number): number => START + minute * MINUTE;

const MARKET_LONG = {
  position: "long",
  priceTakeProfit: 110,
  priceStopLoss: 95,
  minuteEstimatedTime: 30,
} as const;

const LIMIT_LONG = { ...MARKET_LONG, priceOpen: 98 } as const;

/** Records the name of each callback and event in order. */
const createRecorder = (): { log: string[]; callbacks: Partial<IStrategyCallbacks> } => {
  const log: string[] = [];
  return {
    log,
    callbacks: {
      onTick: (_, result) => void log.push(`onTick(${result.action})`),
      onOpen: () => void log.push("onOpen"),
      onClose: () => void log.push("onClose"),
      onSchedule: () => void log.push("onSchedule"),
      onCancel: () => void log.push("onCancel"),
      onWrite: (_, row) => void log.push(row === null ? "onWrite(null)" : "onWrite(row)"),
      onIdle: () => void log.push("onIdle"),
    },
  };
};

const recordSignals = (log: string[]): (() => void) => {
  const stops = [
    listenSignal((event) => void log.push(`signal(${event.action})`)),
    listenSignalBacktest((event) => void log.push(`signalBacktest(${event.action})`)),
    listenSignalLive((event) => void log.push(`signalLive(${event.action})`)),
  ];
  return () => {
    stops.forEach((stop) => stop());
  };
};

beforeEach(() => {
  useSettings();
});

describe("order of callbacks and events in a back-test", () => {
  it("a market entry that takes profit: open callbacks, opened events, close callbacks, closed events", async () => {
    const minutes = flatMinutes(60);
    setMinute(minutes, 15, { high: 111 });
    const { log, callbacks } = createRecorder();
    const stop = recordSignals(log);
    await runBacktest({
      minutes,
      to: 10,
      strategy: { getSignal: signalsAt({ 10: MARKET_LONG }), callbacks },
    });
    stop();
    expect(log).toEqual([
      "onWrite(row)",
      "onOpen",
      "onTick(opened)",
      "signalBacktest(opened)",
      "signal(opened)",
      "onClose",
      "onWrite(null)",
      "onTick(closed)",
      "signalBacktest(closed)",
      "signal(closed)",
    ]);
  });

  it("a limit entry: scheduled, opened in both forms, closed; onWrite never for the waiting order", async () => {
    const minutes = flatMinutes(90);
    setMinute(minutes, 14, { low: 97 });
    setMinute(minutes, 20, { low: 94 });
    const { log, callbacks } = createRecorder();
    const stop = recordSignals(log);
    await runBacktest({ minutes, to: 10, strategy: { getSignal: signalsAt({ 10: LIMIT_LONG }), callbacks } });
    stop();
    expect(log).toEqual([
      "onSchedule",
      "onTick(scheduled)",
      "signalBacktest(scheduled)",
      "signal(scheduled)",
      "onWrite(row)",
      "onOpen",
      "onTick(opened)",
      "signalBacktest(opened)",
      "signal(opened)",
      "onClose",
      "onWrite(null)",
      "onTick(closed)",
      "signalBacktest(closed)",
      "signal(closed)",
    ]);
  });

  it("a limit entry that is never reached: one cancelled result with its reason after the await limit", async () => {
    const { log, callbacks } = createRecorder();
    const stop = recordSignals(log);
    const run = await runBacktest({
      minutes: flatMinutes(300),
      to: 10,
      strategy: { getSignal: signalsAt({ 10: LIMIT_LONG }), callbacks },
    });
    stop();
    expect(log.slice(4)).toEqual([
      "onCancel",
      "onTick(cancelled)",
      "signalBacktest(cancelled)",
      "signal(cancelled)",
    ]);
    expect(run.yielded).toMatchObject([{ action: "cancelled", reason: "timeout", closeTimestamp: at(130) }]);
  });

  it("an idle tick: onIdle, onTick, events", async () => {
    const { log, callbacks } = createRecorder();
    const stop = recordSignals(log);
    await runBacktest({
      minutes: flatMinutes(30),
      to: 10,
      strategy: { getSignal: signalsAt({}), callbacks },
    });
    stop();
    expect(log).toEqual(["onIdle", "onTick(idle)", "signalBacktest(idle)", "signal(idle)"]);
  });
});

describe("whoever begins to listen while a strategy is asked", () => {
  it("gets whole idle results from that call on", async () => {
    const heard: IStrategyTickResult[] = [];
    let stop: (() => void) | null = null;
    let calls = 0;
    await runBacktest({
      minutes: flatMinutes(30),
      to: 14,
      strategy: {
        getSignal: async () => {
          calls += 1;
          await Promise.resolve();
          if (calls === 3) {
            stop = listenSignalBacktest((event) => void heard.push(event));
          }
          return null;
        },
      },
    });
    (stop ?? (() => undefined))();
    expect(heard).toHaveLength(3);
    expect(heard.every(({ symbol, currentPrice }) => symbol === "BTCUSDT" && currentPrice === 100)).toBe(
      true,
    );
  });
});

describe("pitfall 58: the simulated clock moves during a walk", () => {
  it("callbacks and listeners see the end of the minute that made them, and read candles up to it", async () => {
    const minutes = flatMinutes(90);
    setMinute(minutes, 14, { low: 97 });
    setMinute(minutes, 20, { low: 94 });
    const seen: [string, number, number | undefined][] = [];
    const look = async (name: string): Promise<void> => {
      const date = await getDate();
      const [newest] = await getCandles("BTCUSDT", "1m", 1);
      seen.push([name, (date.getTime() - START) / MINUTE, newest && (newest.timestamp - START) / MINUTE]);
    };
    const stop = listenSignal((event) => look(event.action));
    await runBacktest({
      minutes,
      to: 10,
      strategy: {
        getSignal: signalsAt({ 10: LIMIT_LONG }),
        callbacks: { onOpen: () => look("onOpen"), onClose: () => look("onClose") },
      },
    });
    stop();
    expect(seen.filter(([name]) => name.startsWith("on"))).toEqual([
      ["onOpen", 15, 14],
      ["onClose", 21, 20],
    ]);
    expect(seen.filter(([name]) => !name.startsWith("on"))).toEqual([
      ["scheduled", 10, 9],
      ["opened", 15, 14],
      ["closed", 21, 20],
    ]);
  });

  it("getMode is backtest and getDate in the first getSignal is the start of the frame", async () => {
    const seen: unknown[] = [];
    await runBacktest({
      minutes: flatMinutes(30),
      to: 11,
      strategy: {
        getSignal: async () => {
          seen.push([await getMode(), (await getDate()).getTime()]);
          return null;
        },
      },
    });
    expect(seen).toEqual([
      ["backtest", at(10)],
      ["backtest", at(11)],
    ]);
  });
});

describe("milestones", () => {
  it("come in ascending order, once each, with the end of their minute, also several in one minute", async () => {
    const minutes = flatMinutes(60);
    for (let minute = 12; minute < 40; minute += 1) {
      setMinute(minutes, minute, { price: 103.55 });
    }
    const levels: [number, number][] = [];
    const losses: number[] = [];
    const stops = [
      listenPartialProfit((event) => void levels.push([event.level, (event.timestamp - START) / MINUTE])),
      listenPartialLoss((event) => void losses.push(event.level)),
    ];
    await runBacktest({ minutes, to: 10, strategy: { getSignal: signalsAt({ 10: MARKET_LONG }) } });
    stops.forEach((stop) => stop());
    // Entry at 100, two flat minutes, then 103.55: the VWAP since the entry is 101.18, 101.78, 102.13, then 102.84, 103.55.
    expect(levels).toEqual([
      [10, 13],
      [20, 15],
      [30, 17],
    ]);
    expect(losses).toEqual([]);
  });
});

describe("progress, performance and done", () => {
  it("progress starts at 0, never falls, ends at exactly 1, at most one event per frame and one per percent", async () => {
    const seen: number[] = [];
    const stop = listenBacktestProgress((event) => {
      expect(event.progress).toBe(event.processedFrames / event.totalFrames);
      seen.push(event.progress);
    });
    await runBacktest({ minutes: flatMinutes(1100), to: 1009, strategy: { getSignal: signalsAt({}) } });
    stop();
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(100);
    expect(seen.length).toBeLessThanOrEqual(102);
  });

  it("performance names frames, signals and the total, each with the timestamp of the one before", async () => {
    const minutes = flatMinutes(60);
    setMinute(minutes, 12, { high: 111 });
    const types: string[] = [];
    const previous: (number | null)[] = [];
    const stop = listenPerformance((event) => {
      types.push(event.metricType);
      previous.push(event.previousTimestamp);
      expect(event.duration).toBeGreaterThanOrEqual(0);
    });
    await runBacktest({ minutes, to: 14, strategy: { getSignal: signalsAt({ 10: MARKET_LONG }) } });
    stop();
    expect(types).toEqual([
      "backtest_signal",
      "backtest_timeframe",
      "backtest_timeframe",
      "backtest_timeframe",
      "backtest_total",
    ]);
    expect(previous[0]).toBeNull();
    expect(previous.slice(1).every((value) => value !== null)).toBe(true);
  });

  it("a background run emits done once, with its names, after its listeners of everything else", async () => {
    const { context } = registerRun({
      minutes: flatMinutes(60),
      to: 20,
      strategy: { getSignal: signalsAt({}) },
    });
    const done: unknown[] = [];
    await new Promise<void>((resolve) => {
      const stop = listenDoneBacktest((event) => {
        done.push(event);
        stop();
        resolve();
      });
      Backtest.background("BTCUSDT", context);
    });
    expect(done).toEqual([
      {
        exchangeName: context.exchangeName,
        strategyName: context.strategyName,
        backtest: true,
        symbol: "BTCUSDT",
      },
    ]);
  });
});
