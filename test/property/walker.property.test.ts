import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import {
  addExchange,
  addFrame,
  addRisk,
  addStrategy,
  addWalker,
  Backtest,
  getAveragePrice,
  getCandles,
  lib,
  listenBacktestProgress,
  listenError,
  listenPartialLoss,
  listenPartialProfit,
  listenRisk,
  listenSignal,
  setLogger,
  TradingError,
  Walker,
} from "../../src/index";
import type {
  CandleInterval,
  FillPolicyName,
  FrameInterval,
  ICandleData,
  ISignalDto,
  IStrategySchema,
  SignalInterval,
} from "../../src/index";
import { intervalToMs } from "../../src/math/interval";
import { createSimulatedClock } from "../../src/testing/simulated-clock";
import { setClock } from "../../src/utils/clock";
import { createMemoryExchange, createRandom, MINUTE, START, walkMinutes } from "../support/market";
import { uniqueName, useSettings } from "../support/run";

/**
 * The strategies of a walker share the candles they read and nothing else: each of them is run alone, then all of them as a
 * walker over the same market, and everything that user code can see must be the same.
 */

const SYMBOL = "BTCUSDT";
const MINUTE_COUNT = 700;
const FRAME_START = 130;
const RUNS = 100;
const TIME_LIMIT_MS = 100_000;

interface StrategyPlan {
  readonly interval: SignalInterval;
  /** Candles `getSignal` reads beside the price; `null`: none. */
  readonly look: { readonly interval: CandleInterval; readonly limit: number } | null;
  /** Share of calls that throw; 1: it never gives a signal. */
  readonly failing: number;
  readonly lifetime: number;
  readonly isRestrained: boolean;
}

interface Plan {
  readonly seed: number;
  readonly chunk: number;
  readonly step: FrameInterval;
  readonly frameMinutes: number;
  /** Shares of all minutes that are missing or faulty. */
  readonly missing: number;
  readonly faulty: number;
  /** Calls that touch one of these minutes fail. */
  readonly poison: readonly number[];
  /** Minutes from the end of the frame to the newest candle there can be. */
  readonly dataAfter: number;
  readonly policy: FillPolicyName;
  /** Whether somebody listens to every tick, so that none is passed over. */
  readonly isWatched: boolean;
  readonly isWalkerFirst: boolean;
  readonly strategies: readonly StrategyPlan[];
}

const strategyPlans = fc.record<StrategyPlan>({
  interval: fc.constantFrom<SignalInterval>("1m", "3m", "15m", "1h"),
  look: fc.option(
    fc.record({
      interval: fc.constantFrom<CandleInterval>("1m", "1m", "5m", "15m", "1h"),
      limit: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 9, max: 130 })),
    }),
  ),
  failing: fc.constantFrom(0, 0, 0, 0.1, 1),
  lifetime: fc.integer({ min: 1, max: 90 }),
  isRestrained: fc.boolean(),
});

const plans = fc.record<Plan>({
  seed: fc.integer({ min: 1, max: 1e6 }),
  chunk: fc.constantFrom(0, 1, 7, 1000),
  step: fc.constantFrom<FrameInterval>("1m", "1m", "5m", "15m"),
  frameMinutes: fc.integer({ min: 30, max: 400 }),
  missing: fc.constantFrom(0, 0.01, 0.1),
  faulty: fc.constantFrom(0, 0.01, 0.05),
  poison: fc.array(fc.integer({ min: 0, max: MINUTE_COUNT }), { maxLength: 2 }),
  dataAfter: fc.constantFrom(-20, 0, 3, 60, 1e5),
  policy: fc.constantFrom<FillPolicyName>("pessimistic", "optimistic", "path"),
  isWatched: fc.boolean(),
  isWalkerFirst: fc.boolean(),
  strategies: fc.array(strategyPlans, { minLength: 2, maxLength: 4 }),
});

const spoil = (candle: ICandleData, kind: number): ICandleData => {
  switch (Math.floor(kind * 5)) {
    case 0:
      return { ...candle, low: 0 };
    case 1:
      return { ...candle, close: Number.NaN };
    case 2:
      return { ...candle, volume: -1 };
    case 3:
      return { ...candle, high: candle.low / 2 };
    default:
      return { ...candle, open: 1e9, high: 1e9, low: 1e9, close: 1e9 };
  }
};

const createMinutes = ({ seed, missing, faulty }: Plan): ICandleData[] => {
  const random = createRandom(seed);
  return walkMinutes(MINUTE_COUNT, seed, START, 0.3).flatMap((candle) => {
    const [isMissing, isFaulty, kind] = [random() < missing, random() < faulty, random()];
    return isMissing ? [] : [isFaulty ? spoil(candle, kind) : candle];
  });
};

const describeError = (error: unknown): string => {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const code = error instanceof TradingError ? error.code : "";
  return `${error.name} ${code} ${error.message} < ${error.cause === undefined ? "" : describeError(error.cause)}`;
};

/** Writes down what the strategy that is on sees and does; generated ids and names of the stage are left out. */
class Recorder {
  public readonly kinds = new Set<string>();
  private readonly sights = new Map<string, string[]>();
  private current: string[] = [];
  private hidden: readonly string[] = [];

  public hide(...names: string[]): void {
    this.hidden = names;
  }

  public turnTo(strategyName: string): void {
    this.current = [];
    this.sights.set(strategyName, this.current);
  }

  public read(strategyName: string): readonly string[] {
    return this.sights.get(strategyName) ?? [];
  }

  public note(kind: string, ...what: unknown[]): void {
    const text = what.map((each) => (typeof each === "string" ? each : toText(each))).join(" ");
    this.current.push(`${kind}: ${this.hidden.reduce((rest, name) => rest.replaceAll(name, "-"), text)}`);
  }
}

const RANDOM_ID = /^[\da-f]{8}-[\da-f]{4}-/;

const toText = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) =>
    typeof each === "string" && RANDOM_ID.test(each)
      ? "random"
      : typeof each === "number" && !Number.isFinite(each)
        ? String(each)
        : each instanceof Error
          ? describeError(each)
          : each,
  );

/** Its answer follows from the time and from what it reads. */
const createGetSignal =
  (plan: Plan, index: number, recorder: Recorder): IStrategySchema["getSignal"] =>
  async (symbol, when): Promise<ISignalDto | null> => {
    const { look, failing, lifetime } = plan.strategies[index] ?? { look: null, failing: 1, lifetime: 1 };
    const random = createRandom(plan.seed * 31 + index * 7919 + (when.getTime() - START) / MINUTE);
    recorder.note("asked", when.toISOString());
    if (random() < failing) {
      throw new Error(`no idea at ${when.toISOString()}`);
    }
    if (look !== null) {
      const isCareful = random() < 0.5;
      try {
        recorder.note("candles", await getCandles(symbol, look.interval, look.limit));
      } catch (error) {
        recorder.note("no candles", describeError(error));
        if (!isCareful) {
          throw error;
        }
      }
    }
    const price = await getAveragePrice(symbol);
    recorder.note("price", price);
    const sign = random() < 0.5 ? 1 : -1;
    const entry = random() < 0.5 ? null : price * (1 - sign * random() * 0.005);
    return random() < 0.2
      ? null
      : {
          position: sign === 1 ? "long" : "short",
          ...(entry === null ? {} : { priceOpen: entry }),
          priceTakeProfit: (entry ?? price) * (1 + sign * (0.001 + random() * 0.01)),
          priceStopLoss: (entry ?? price) * (1 - sign * (0.001 + random() * 0.01)),
          minuteEstimatedTime: lifetime,
        };
  };

const registerStrategies = (plan: Plan, recorder: Recorder): string[] => {
  const riskName = uniqueName("risk");
  addRisk({
    riskName,
    validations: [
      ({ timestamp, activePositionCount }) => {
        recorder.note("judged", activePositionCount);
        if ((timestamp / MINUTE) % 4 === 0) {
          throw new Error("not in every fourth minute");
        }
      },
    ],
  });
  return plan.strategies.map(({ interval, isRestrained }, index) => {
    const strategyName = uniqueName("strategy");
    addStrategy({
      ...{ strategyName, interval, ...(isRestrained && { riskName }) },
      getSignal: createGetSignal(plan, index, recorder),
      callbacks: {
        onSchedule: (_symbol, row, price) => recorder.note("onSchedule", row, price),
        onOpen: (_symbol, row, price) => recorder.note("onOpen", row, price),
        onClose: (_symbol, row, price) => recorder.note("onClose", row, price),
        onCancel: (_symbol, row, price) => recorder.note("onCancel", row, price),
        onPartialProfit: (_symbol, _row, price, percent) => recorder.note("onPartialProfit", price, percent),
      },
    });
    return strategyName;
  });
};

/** A market of its own, so that nothing is left in it from other runs. */
const registerMarket = (plan: Plan, recorder: Recorder) => {
  const [exchangeName, frameName] = [uniqueName("exchange"), uniqueName("frame")];
  const { schema } = createMemoryExchange(exchangeName, createMinutes(plan));
  addExchange({
    ...schema,
    getCandles: (...args) => {
      const [, interval, since, limit] = args;
      const step = intervalToMs(interval) / MINUTE;
      const first = (since.getTime() - START) / MINUTE;
      const isPoisoned = plan.poison.some((minute) => minute >= first && minute < first + limit * step);
      return isPoisoned ? Promise.reject(new Error("the exchange is down")) : schema.getCandles(...args);
    },
    callbacks: {
      onCandleData: (_symbol, interval, since, limit, data) => {
        const { when } = lib.executionContextService.context;
        recorder.note("onCandleData", interval, since, limit, data, when, lib.methodContextService.context);
      },
    },
  });
  addFrame({
    frameName,
    interval: plan.step,
    startDate: new Date(START + FRAME_START * MINUTE),
    endDate: new Date(START + (FRAME_START + plan.frameMinutes) * MINUTE),
  });
  recorder.hide(exchangeName, frameName);
  return { exchangeName, frameName };
};

const SILENT = { log: () => undefined, debug: () => undefined, info: () => undefined, warn: () => undefined };

const listen = (plan: Plan, recorder: Recorder): (() => void) => {
  const stops = [
    listenError((error) => recorder.note("error", describeError(error))),
    listenPartialProfit(({ level, timestamp }) => recorder.note("profit", level, timestamp)),
    listenPartialLoss(({ level, timestamp }) => recorder.note("loss", level, timestamp)),
    listenRisk((event) => recorder.note("refused", event)),
    listenBacktestProgress(({ processedFrames }) => recorder.note("progress", processedFrames)),
    ...(plan.isWatched ? [listenSignal((event) => recorder.note("event", event))] : []),
  ];
  setLogger({
    ...SILENT,
    warn: (topic, ...args) => {
      if (topic.includes("fewer")) {
        recorder.note("warning", topic, args);
      }
    },
  });
  return () => stops.forEach((stop) => stop());
};

/** What each strategy saw and did, its statistics last. */
type Sights = readonly (readonly string[])[];

const runAlone = async (plan: Plan, strategies: readonly string[], recorder: Recorder): Promise<Sights> => {
  const market = registerMarket(plan, recorder);
  for (const strategyName of strategies) {
    recorder.turnTo(strategyName);
    for await (const result of Backtest.run(SYMBOL, { strategyName, ...market })) {
      recorder.kinds.add(result.action === "closed" ? result.closeReason : `cancelled ${result.reason}`);
    }
    recorder.note("statistics", await Backtest.getData(SYMBOL, strategyName));
  }
  return strategies.map((strategyName) => recorder.read(strategyName));
};

const runWalker = async (plan: Plan, strategies: readonly string[], recorder: Recorder): Promise<Sights> => {
  const market = registerMarket(plan, recorder);
  const walkerName = uniqueName("walker");
  const failed: string[] = [];
  addWalker({
    ...{ walkerName, ...market, strategies: [...strategies] },
    callbacks: {
      onStrategyStart: (strategyName) => recorder.turnTo(strategyName),
      onStrategyComplete: (_name, _symbol, stats) => recorder.note("statistics", stats),
      onStrategyError: (strategyName) => void failed.push(strategyName),
    },
  });
  for await (const { stats, strategyName } of Walker.run(SYMBOL, { walkerName })) {
    expect(stats).toEqual(await Backtest.getData(SYMBOL, strategyName));
  }
  const sights = strategies.map((strategyName) => [...recorder.read(strategyName)]);
  for (const strategyName of failed) {
    recorder.kinds.add("failed");
    recorder.turnTo("statistics of a failure");
    recorder.note("statistics", await Backtest.getData(SYMBOL, strategyName));
    sights[strategies.indexOf(strategyName)]?.push(...recorder.read("statistics of a failure"));
  }
  return sights;
};

const play = async (plan: Plan): Promise<{ alone: Sights; together: Sights; kinds: Set<string> }> => {
  useSettings({
    CC_CANDLES_CHUNK: plan.chunk,
    CC_FILL_POLICY: plan.policy,
    CC_SCHEDULE_AWAIT_MINUTES: 20,
    CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 0,
    CC_MIN_STOPLOSS_DISTANCE_PERCENT: 0,
    CC_GET_CANDLES_RETRY_COUNT: 1,
    CC_GET_CANDLES_RETRY_DELAY_MS: 0,
  });
  const now = START + (FRAME_START + plan.frameMinutes + plan.dataAfter) * MINUTE;
  const restoreClock = setClock(createSimulatedClock({ start: now }));
  const recorder = new Recorder();
  const stop = listen(plan, recorder);
  const strategies = registerStrategies(plan, recorder);
  try {
    const first = plan.isWalkerFirst ? await runWalker(plan, strategies, recorder) : null;
    const alone = await runAlone(plan, strategies, recorder);
    const together = first ?? (await runWalker(plan, strategies, recorder));
    return { alone, together, kinds: recorder.kinds };
  } finally {
    stop();
    restoreClock();
  }
};

/** What has to have happened somewhere, or nothing was tested. */
const EXPECTED_KINDS = [
  ...["take_profit", "stop_loss", "time_expired", "failed", "refused", "warning", "event"],
  ...["cancelled price", "cancelled timeout", "cancelled end_of_data", "cancelled risk"],
  ...["profit", "loss", "candles", "no candles ExchangeError", "onCandleData"],
  ...["CANDLE_INVALID", "CANDLES_FAILED"].map((code) => `error ExchangeError ${code}`),
  ...["error SignalError SIGNAL_INVALID", "error Error "],
];

afterEach(() => {
  useSettings();
  setLogger(SILENT);
});

describe("each strategy of a walker", () => {
  it(
    "sees and does exactly what it does in a run of its own: events, errors, candles, statistics",
    async () => {
      const seen = new Set<string>();
      const test = async (plan: Plan): Promise<void> => {
        const { alone, together, kinds } = await play(plan);
        plan.strategies.forEach((_, index) => expect(together[index]).toEqual(alone[index]));
        kinds.forEach((kind) => seen.add(kind));
        for (const line of alone.flat()) {
          const [kind = "", name, code] = line.split(/:? /);
          seen.add(kind === "error" || kind === "no" ? `${kind} ${name ?? ""} ${code ?? ""}` : kind);
        }
      };
      const limits = { interruptAfterTimeLimit: TIME_LIMIT_MS, markInterruptAsFailure: true };
      await fc.assert(fc.asyncProperty(plans, test), { numRuns: RUNS, seed: 20_240_101, ...limits });
      expect([...seen]).toEqual(expect.arrayContaining(EXPECTED_KINDS));
    },
    TIME_LIMIT_MS + 10_000,
  );
});
