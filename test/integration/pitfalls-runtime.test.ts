import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addRisk, Backtest, lib, listenSignal, MethodContextService, setLogger } from "../../src/index";
import type { ILogger } from "../../src/index";
import type { ExchangeConnectionService } from "../../src/lib/services/connection/ExchangeConnectionService";
import type { FrameConnectionService } from "../../src/lib/services/connection/FrameConnectionService";
import type { PartialConnectionService } from "../../src/lib/services/connection/PartialConnectionService";
import type { RiskConnectionService } from "../../src/lib/services/connection/RiskConnectionService";
import type { OptimizerConnectionService } from "../../src/lib/services/connection/OptimizerConnectionService";
import type { OptimizerGlobalService } from "../../src/lib/services/global/OptimizerGlobalService";
import type { SizingConnectionService } from "../../src/lib/services/connection/SizingConnectionService";
import type { StrategyConnectionService } from "../../src/lib/services/connection/StrategyConnectionService";
import type { ExchangeGlobalService } from "../../src/lib/services/global/ExchangeGlobalService";
import type { FrameGlobalService } from "../../src/lib/services/global/FrameGlobalService";
import type { PartialGlobalService } from "../../src/lib/services/global/PartialGlobalService";
import type { RiskGlobalService } from "../../src/lib/services/global/RiskGlobalService";
import type { SizingGlobalService } from "../../src/lib/services/global/SizingGlobalService";
import type { StrategyGlobalService } from "../../src/lib/services/global/StrategyGlobalService";
import { createSimulatedClock } from "../../src/testing/simulated-clock";
import type { SimulatedClock } from "../../src/testing/simulated-clock";
import { setClock } from "../../src/utils/clock";
import { PACKAGE_URL, runNode } from "../support/child-process";
import { flatMinutes, MINUTE, setMinute, START, walkMinutes } from "../support/market";
import type { TestRunOptions } from "../support/run";
import { registerRun, runBacktest, signalsAt, uniqueName, useSettings } from "../support/run";
import { EXPECTED_TRADES, runTrial } from "../support/trial";
import { longRow } from "../unit/client/signal-fixtures";

const LONG = {
  position: "long",
  priceTakeProfit: 110,
  priceStopLoss: 95,
  minuteEstimatedTime: 30,
} as const;

const NEVER_SIGNALS = { getSignal: () => Promise.resolve(null) };

const createSilentLogger = (): ILogger => ({
  log: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
});

/** Installs a logger that keeps the first argument of every call. */
const recordTopics = (): string[] => {
  const topics: string[] = [];
  const note = (topic: string): void => void topics.push(topic);
  setLogger({ log: note, debug: note, info: note, warn: note });
  return topics;
};

const countTopics = (topics: readonly string[], topic: string): number =>
  topics.filter((other) => other === topic).length;

const consume = async (options: TestRunOptions): Promise<ReturnType<typeof registerRun>> => {
  const registered = registerRun(options);
  for await (const result of Backtest.run("BTCUSDT", registered.context)) {
    expect(result.symbol).toBe("BTCUSDT");
  }
  return registered;
};

beforeEach(() => {
  useSettings();
});

afterEach(() => {
  setLogger(createSilentLogger());
});

describe("pitfall 122: no timer outlives a run", () => {
  let clock: SimulatedClock;
  let restoreClock: () => void;
  /** Every timer ever set. */
  let timerCount: number;

  beforeEach(() => {
    clock = createSimulatedClock({ start: START + 1000 * MINUTE });
    timerCount = 0;
    const setTimer = clock.setTimer.bind(clock);
    vi.spyOn(clock, "setTimer").mockImplementation((...args) => {
      timerCount += 1;
      return setTimer(...args);
    });
    restoreClock = setClock(clock);
  });

  afterEach(() => {
    restoreClock();
  });

  /** A run whose source is down in minute 20, so that it pauses between two tries; the pause is under way. */
  const startUntilPause = async () => {
    const pause = 5000;
    useSettings({ CC_CANDLES_CHUNK: 0, CC_GET_CANDLES_RETRY_COUNT: 3, CC_GET_CANDLES_RETRY_DELAY_MS: pause });
    const { context, calls } = registerRun({
      minutes: () => flatMinutes(100),
      to: 60,
      strategy: { getSignal: signalsAt({ 10: { ...LONG, minuteEstimatedTime: 5 }, 40: LONG }) },
    });
    const schema = lib.exchangeSchemaService.get(context.exchangeName);
    lib.exchangeSchemaService.override(context.exchangeName, {
      ...schema,
      getCandles: async (...args) => {
        const candles = await schema.getCandles(...args);
        if (args[2].getTime() === START + 15 * MINUTE) {
          throw new Error("the exchange is down");
        }
        return candles;
      },
    });
    const steps = Backtest.run("BTCUSDT", context);
    const first = await clock.runUntil(steps.next());
    expect(first.value).toMatchObject({ action: "closed" });
    const timersBefore = timerCount;
    const next = steps.next();
    await clock.advance(0);
    // The pause, and the watchdog of all calls of getSignal.
    expect(clock.pendingTimers).toBe(2);
    expect(timerCount).toBeGreaterThan(timersBefore);
    return { context, steps, next, calls };
  };

  it("a stop during a retry pause: the tries end, then the run, and nothing is left", async () => {
    const { context, next } = await startUntilPause();
    await Backtest.stop("BTCUSDT", context.strategyName);
    const pausedAt = clock.now();
    expect(await clock.runUntil(next)).toEqual({ done: true, value: undefined });
    expect(clock.now() - pausedAt).toBe(10_000);
    expect(clock.pendingTimers).toBe(0);
  });

  it("leaving during a retry pause: the run ends with its next result, and nothing is left", async () => {
    const { context, steps, next } = await startUntilPause();
    const left = steps.return();
    await clock.runUntil(next);
    expect(await clock.runUntil(left)).toEqual({ done: true, value: undefined });
    expect(clock.pendingTimers).toBe(0);
    expect(lib.strategyConnectionService.getStrategy.keys().join()).not.toContain(context.strategyName);
  });

  it("a whole run with time limits, positions and retries: every timer has fired or was cancelled", async () => {
    const { next, steps } = await startUntilPause();
    expect(await clock.runUntil(next)).toMatchObject({ value: { action: "closed" } });
    expect(await clock.runUntil(steps.next())).toMatchObject({ done: true });
    expect(timerCount).toBeGreaterThan(25);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("pitfall 163: an idle frame costs a bounded number of calls", () => {
  it("10 000 frames: the adapter is asked once per chunk and once for the window before the first", async () => {
    const { calls } = await consume({ minutes: flatMinutes(11_000), to: 10_009, strategy: NEVER_SIGNALS });
    expect(calls.length).toBeLessThanOrEqual(Math.ceil(10_000 / 1000) + 1);
    expect(calls.length).toBeGreaterThanOrEqual(10_000 / 1000);
  });

  it("each frame that somebody watches: one tick through each service, one getSignal, no read of its own", async () => {
    let asked = 0;
    let idle = 0;
    const stop = listenSignal(() => void (idle += 1));
    const topics = recordTopics();
    const { calls } = await consume({
      minutes: flatMinutes(1000),
      to: 509,
      strategy: { getSignal: () => Promise.resolve((asked += 1) > 0 ? null : LONG) },
    });
    stop();
    expect({ asked, idle }).toEqual({ asked: 500, idle: 500 });
    expect(countTopics(topics, "strategyGlobalService tick")).toBe(500);
    expect(countTopics(topics, "strategyConnectionService tick")).toBe(500);
    expect(countTopics(topics, "strategyValidationService validate")).toBeLessThanOrEqual(501);
    // The start and the end of the run, and nothing more per frame.
    expect(topics.length - 3 * 500).toBeLessThanOrEqual(25);
    expect(calls).toHaveLength(1);
  });

  it("an hourly strategy nobody watches is ticked once per hour", async () => {
    const topics = recordTopics();
    let asked = 0;
    await consume({
      minutes: flatMinutes(1500),
      from: 10,
      to: 1209,
      strategy: { interval: "1h", getSignal: () => Promise.resolve((asked += 1) > 0 ? null : LONG) },
    });
    expect(asked).toBe(1200 / 60);
    expect(countTopics(topics, "strategyConnectionService tick")).toBe(asked);
  });

  it("watched by a callback, the same strategy is ticked at every frame", async () => {
    const topics = recordTopics();
    await consume({
      minutes: flatMinutes(200),
      to: 129,
      strategy: { ...NEVER_SIGNALS, interval: "1h", callbacks: { onIdle: () => undefined } },
    });
    expect(countTopics(topics, "strategyConnectionService tick")).toBe(120);
  });
});

describe("pitfall 164: a monitored minute costs no call of its own", () => {
  const follow = async (minuteEstimatedTime: number): Promise<{ topics: string[]; callCount: number }> => {
    useSettings({ CC_MAX_SIGNAL_LIFETIME_MINUTES: 10_000 });
    const minutes = flatMinutes(6000);
    setMinute(minutes, 12, { price: 104 });
    const topics = recordTopics();
    const { calls } = await consume({
      minutes,
      to: 10,
      strategy: { getSignal: signalsAt({ 10: { ...LONG, minuteEstimatedTime } }) },
    });
    return { topics: [...topics], callCount: calls.length };
  };

  it("a position of 5000 minutes makes the service calls of one of 50, and one adapter call per chunk", async () => {
    const short = await follow(50);
    const long = await follow(5000);
    expect(long.topics).toEqual(short.topics);
    expect(countTopics(long.topics, "strategyConnectionService backtest")).toBe(1);
    // Milestones are asked only where a level can change.
    expect(countTopics(long.topics, "partialConnectionService profit")).toBe(1);
    expect(countTopics(long.topics, "partialConnectionService clear")).toBe(1);
    expect(short.callCount).toBe(1);
    expect(long.callCount).toBeLessThanOrEqual(5000 / 1000 + 1);
  });
});

describe("pitfall 166: the caches of the connection services do not grow with the runs", () => {
  it("50 runs on 50 symbols leave the sizes there were after the first", async () => {
    const riskName = uniqueName("risk");
    addRisk({ riskName, validations: [] });
    const { context } = registerRun({
      minutes: walkMinutes(300, 4),
      to: 200,
      strategy: {
        riskName,
        getSignal: () =>
          Promise.resolve({ ...LONG, priceTakeProfit: 130, priceStopLoss: 85, minuteEstimatedTime: 9 }),
      },
    });
    const measure = (): Record<string, number> => ({
      strategies: lib.strategyConnectionService.getStrategy.keys().length,
      exchanges: lib.exchangeConnectionService.getExchange.keys().length,
      frames: lib.frameConnectionService.getFrame.keys().length,
      risks: lib.riskConnectionService.getRisk.keys().length,
      partials: lib.partialConnectionService.getPartial.keys().length,
    });
    const run = async (symbol: string): Promise<number> => {
      let count = 0;
      for await (const result of Backtest.run(symbol, context)) {
        count += result.symbol === symbol ? 1 : 0;
      }
      return count;
    };
    expect(await run("SYMBOL-0")).toBeGreaterThan(10);
    const sizes = measure();
    expect(sizes).toMatchObject({ strategies: 0, partials: 0 });
    for (let index = 1; index <= 50; index += 1) {
      await run(`SYMBOL-${index}`);
    }
    expect(measure()).toEqual(sizes);
  });
});

describe("pitfall 167: importing the package", () => {
  it("subscribes nothing, starts nothing, prints nothing, and lets the process end", async () => {
    const script = `
      const before = process.getActiveResourcesInfo();
      const { emitters } = await import(${JSON.stringify(PACKAGE_URL)});
      const watched = Object.keys(emitters).filter((name) => emitters[name].isWatched);
      const listeners = process.eventNames().filter((name) => String(name).startsWith("un"));
      const subjects = Object.keys(emitters).length;
      const started = process.getActiveResourcesInfo().filter((kind) => /Timeout|Immediate/.test(kind));
      console.log(JSON.stringify({ before, watched, started, listeners, hasSubjects: subjects > 10 }));
    `;
    const { exitCode, stdout, stderr } = await runNode("--input-type=module", "--eval", script);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      before: expect.any(Array),
      watched: [],
      started: [],
      listeners: [],
      hasSubjects: true,
    });
    expect(exitCode).toBe(0);
  });
});

type MethodName<Service> = {
  [Key in keyof Service]: Service[Key] extends (...args: never[]) => unknown ? Key : never;
}[keyof Service];

/** What a method is called with; `null`: it runs in every tick or touches no client, and is not logged. */
type LogTable<Service> = Record<MethodName<Service>, readonly unknown[] | null>;

describe("pitfall 169: a method logs its own name", () => {
  const when = new Date(START);
  const row = longRow();
  const names = { riskName: "nobody", backtest: true, strategyName: "nobody" };
  const check = { symbol: "BTCUSDT", strategyName: "nobody", exchangeName: "nowhere" };
  const size = { symbol: "BTCUSDT", accountBalance: 1, priceOpen: 1, atr: 1, method: "atr-based" };
  const pair = { symbol: "BTCUSDT", strategyName: "nobody" };

  const exchangeConnectionService: LogTable<ExchangeConnectionService> = {
    getExchange: null,
    lookUpAveragePrice: null,
    lookUpCandles: null,
    lookUpNextCandles: null,
    getCandles: ["BTCUSDT", "1m", 5],
    getNextCandles: ["BTCUSDT", "1m", 5],
    tellNextCandles: null,
    tellPassedMinutes: null,
    getAveragePrice: ["BTCUSDT"],
    getClosedMinutes: null,
    takeClosedMinutes: null,
    formatPrice: ["BTCUSDT", 1],
    formatQuantity: ["BTCUSDT", 1],
    keepCandles: null,
    release: null,
    clear: ["nowhere"],
  };
  const frameConnectionService: LogTable<FrameConnectionService> = {
    getFrame: null,
    getTimeframe: ["BTCUSDT", "never"],
    getTimeline: ["BTCUSDT", "never"],
    clear: ["never"],
  };
  const partialConnectionService: LogTable<PartialConnectionService> = {
    getPartial: null,
    isHeard: null,
    reach: null,
    forget: null,
    profit: ["BTCUSDT", row, 101, 5, true, when],
    loss: ["BTCUSDT", row, 99, 5, true, when],
    clear: ["BTCUSDT", row, 99, true],
  };
  const riskConnectionService: LogTable<RiskConnectionService> = {
    getRisk: null,
    checkSignal: [check, names],
    addSignal: ["BTCUSDT", names],
    removeSignal: ["BTCUSDT", names],
    dropUnused: null,
    clear: [true, "nobody"],
  };
  const optimizerConnectionService: LogTable<OptimizerConnectionService> = {
    getOptimizer: null,
    getData: ["BTCUSDT", "nobody"],
    getCode: ["BTCUSDT", "nobody"],
    dump: ["BTCUSDT", "nobody", "./never"],
    clear: ["nobody"],
  };
  const sizingConnectionService: LogTable<SizingConnectionService> = {
    getSizing: null,
    calculate: [size, { sizingName: "nobody" }],
    clear: ["nobody"],
  };
  const strategyConnectionService: LogTable<StrategyConnectionService> = {
    getStrategy: null,
    look: null,
    lookQuietly: null,
    follow: null,
    tick: ["BTCUSDT", "nobody"],
    backtest: ["BTCUSDT", "nobody", []],
    advance: ["BTCUSDT", "nobody", [], START],
    getPendingSignal: [true, "BTCUSDT", "nobody"],
    getStopped: [true, "BTCUSDT", "nobody"],
    getOutlook: null,
    stop: [true, pair],
    clear: [true, pair],
  };
  const exchangeGlobalService: LogTable<ExchangeGlobalService> = {
    getCandles: ["BTCUSDT", "1m", 5, when, true],
    getNextCandles: ["BTCUSDT", "1m", 5, when, true],
    lookUpNextCandles: null,
    tellNextCandles: null,
    tellPassedMinutes: null,
    getAveragePrice: ["BTCUSDT", when, true],
    formatPrice: ["BTCUSDT", 1, when, true],
    formatQuantity: ["BTCUSDT", 1, when, true],
    keepCandles: null,
    release: [{ strategyName: "nobody", exchangeName: "nowhere", frameName: "never" }],
    clear: ["nowhere"],
  };
  const frameGlobalService: LogTable<FrameGlobalService> = {
    getTimeframe: ["BTCUSDT", "never"],
    getTimeline: ["BTCUSDT", "never"],
  };
  const partialGlobalService: LogTable<PartialGlobalService> = {
    profit: ["BTCUSDT", row, 101, 5, true, when],
    loss: ["BTCUSDT", row, 99, 5, true, when],
    clear: ["BTCUSDT", row, 99, true],
  };
  const riskGlobalService: LogTable<RiskGlobalService> = {
    checkSignal: [check, names],
    addSignal: ["BTCUSDT", names],
    removeSignal: ["BTCUSDT", names],
    clear: [true, "nobody"],
  };
  const optimizerGlobalService: LogTable<OptimizerGlobalService> = {
    getData: ["BTCUSDT", "nobody"],
    getCode: ["BTCUSDT", "nobody"],
    dump: ["BTCUSDT", "nobody", "./never"],
  };
  const sizingGlobalService: LogTable<SizingGlobalService> = {
    calculate: [size, { sizingName: "nobody" }],
  };
  const strategyGlobalService: LogTable<StrategyGlobalService> = {
    look: null,
    lookQuietly: null,
    follow: null,
    tick: ["BTCUSDT", when, true],
    backtest: ["BTCUSDT", [], when, true],
    advance: ["BTCUSDT", [], START, when, true],
    getPendingSignal: [true, "BTCUSDT", "nobody"],
    getStopped: [true, "BTCUSDT", "nobody"],
    getOutlook: null,
    stop: [true, pair],
    clear: [true, pair],
  };
  const tables: Readonly<Record<string, Readonly<Record<string, readonly unknown[] | null>>>> = {
    exchangeConnectionService,
    frameConnectionService,
    partialConnectionService,
    riskConnectionService,
    optimizerConnectionService,
    sizingConnectionService,
    strategyConnectionService,
    exchangeGlobalService,
    frameGlobalService,
    partialGlobalService,
    riskGlobalService,
    optimizerGlobalService,
    sizingGlobalService,
    strategyGlobalService,
  };
  const rows = Object.entries(tables).flatMap(([service, table]) =>
    Object.entries(table).flatMap(([method, args]) => (args === null ? [] : [{ service, method, args }])),
  );

  it.each(rows)("$service $method", async ({ service, method, args }) => {
    const owner: unknown = Reflect.get(lib, service);
    const topics = recordTopics();
    // Nobody has registered these names, so most calls fail; what they log first is what counts.
    await Promise.resolve()
      .then(() =>
        MethodContextService.runOutOfContext(() =>
          Reflect.apply(Reflect.get(Object(owner), method), owner, args),
        ),
      )
      .catch(() => undefined);
    expect(topics[0]).toBe(`${service} ${method}`);
  });
});

describe("pitfalls 118 and 170: logger and console", () => {
  const failEveryWay = async () => {
    useSettings({ CC_GET_CANDLES_RETRY_DELAY_MS: 0 });
    const fail = (): never => {
      throw new Error("this fails");
    };
    const minutes = flatMinutes(60);
    setMinute(minutes, 20, { low: Number.NaN });
    const down = await runBacktest({ minutes: fail, to: 12, strategy: NEVER_SIGNALS });
    const broken = await runBacktest({
      minutes,
      to: 40,
      strategy: {
        getSignal: (_symbol, when) =>
          when.getTime() === START + 30 * MINUTE
            ? fail()
            : Promise.resolve({ ...LONG, minuteEstimatedTime: 5 }),
        callbacks: { onOpen: fail, onTick: () => Promise.reject(new Error("this rejects")) },
      },
    });
    expect(down.errors.length).toBeGreaterThanOrEqual(3);
    expect(broken.errors.length).toBeGreaterThanOrEqual(2);
  };

  it("pitfall 170: failing ticks, callbacks and sources print nothing, with or without a logger", async () => {
    const methods = ["log", "info", "warn", "error", "debug", "trace", "dir"] as const;
    const spies = [
      ...methods.map((method) => vi.spyOn(console, method).mockReturnValue(undefined)),
      vi.spyOn(process.stdout, "write").mockReturnValue(true),
      vi.spyOn(process.stderr, "write").mockReturnValue(true),
    ];
    await failEveryWay();
    const topics = recordTopics();
    await failEveryWay();
    const printed = spies.flatMap(({ mock }) => mock.calls);
    vi.restoreAllMocks();
    expect(printed).toEqual([]);
    expect(topics).toContain("ClientStrategy getSignal failed");
  });

  it.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw new Error("the logger is broken");
      },
    ],
    ["rejects", () => Promise.reject(new Error("the logger is broken"))],
    ["never answers", () => new Promise(() => undefined)],
  ])("pitfall 118: a logger that %s changes no trade and no report", async (_, fail) => {
    const target = createSilentLogger();
    let calls = 0;
    const breakDown = (): unknown => {
      calls += 1;
      return fail();
    };
    setLogger(Object.assign(target, { log: breakDown, debug: breakDown, info: breakDown, warn: breakDown }));
    const trial = await runTrial();
    expect(calls).toBeGreaterThan(100);
    expect(trial.trades).toEqual(EXPECTED_TRADES);
    expect(trial.errors).toEqual([]);
  });
});
