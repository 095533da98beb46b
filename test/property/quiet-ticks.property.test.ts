import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  addExchange,
  addFrame,
  addStrategy,
  Backtest,
  emitters,
  getCandles,
  getDate,
  getMode,
  lib,
  listenBacktestProgress,
  listenError,
  listenSignal,
  listenSignalBacktest,
  listenSignalBacktestOnce,
} from "../../src/index";
import type { ICandleData, IStrategyTickResult, SignalInterval } from "../../src/index";
import { LoggerService } from "../../src/lib/services/base/LoggerService";
import { createMemoryExchange, MINUTE, setMinute, START, walkMinutes } from "../support/market";
import { collect, uniqueName, useSettings } from "../support/run";

/**
 * Between two questions to its strategy a back-test takes few steps to tell an idle result, unless somebody hears the log of its
 * ticks: then it takes whole ones. So a log must change nothing.
 */

const MINUTES = 200;

const LONG = { position: "long", priceTakeProfit: 130, priceStopLoss: 70, minuteEstimatedTime: 7 } as const;

const KINDS = [
  "quick",
  "waits",
  "leaves work behind",
  "throws",
  "rejects",
  "leaves",
  "removes the next",
  "brings another",
  "emits",
  "reads candles",
  "stops the run",
  "watches with RxJS",
  "hears once",
  "clears the exchange",
  "sets the clock back and forth",
] as const;

interface HandlerPlan {
  readonly kind: (typeof KINDS)[number];
  readonly isCommon: boolean;
  /** It does what it does at every so many events. */
  readonly every: number;
  readonly turns: number;
}

interface Scenario {
  readonly seed: number;
  readonly holes: readonly number[];
  readonly spikes: readonly number[];
  readonly interval: SignalInterval;
  readonly chunk: number;
  readonly window: number;
  readonly signals: readonly number[];
  readonly handlers: readonly HandlerPlan[];
}

const scenarios = fc.record<Scenario>({
  seed: fc.nat(1000),
  holes: fc.oneof(fc.constant([]), fc.array(fc.integer({ min: 0, max: MINUTES }), { maxLength: 12 })),
  spikes: fc.oneof(fc.constant([]), fc.array(fc.integer({ min: 0, max: MINUTES }), { maxLength: 2 })),
  interval: fc.constantFrom<SignalInterval>("1m", "5m", "15m", "1h"),
  chunk: fc.constantFrom(0, 7, 40, 1000),
  window: fc.constantFrom(1, 2, 5),
  signals: fc.array(fc.integer({ min: 2, max: MINUTES / 5 }), { maxLength: 3 }),
  handlers: fc.array(
    fc.record<HandlerPlan>({
      kind: fc.constantFrom(...KINDS),
      isCommon: fc.boolean(),
      every: fc.integer({ min: 1, max: 30 }),
      turns: fc.integer({ min: 0, max: 4 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

const createMarket = ({ seed, holes, spikes }: Scenario): ICandleData[] => {
  const minutes = walkMinutes(MINUTES + 80, seed);
  for (const spike of spikes) {
    setMinute(minutes, spike, { price: 0.001 });
  }
  const missing = new Set(holes);
  return minutes.filter((_, index) => !missing.has(index));
};

const passTurns = async (turns: number): Promise<void> => {
  for (let turn = 0; turn < turns; turn += 1) {
    await Promise.resolve();
  }
};

/** What code can see of where it runs. */
const describePlace = async (): Promise<string> => {
  const method = lib.methodContextService.peekContext();
  try {
    return `${(await getDate()).toISOString()} ${await getMode()} ${method?.strategyName === undefined}`;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};

const describeNow = (): string => {
  const context = lib.executionContextService.peekContext();
  return `${context?.when.toISOString() ?? "nowhere"} ${String(context?.backtest)} ${String(lib.methodContextService.isActive)}`;
};

class Recorder {
  public readonly log: string[] = [];
  private readonly stops: (() => void)[] = [];
  private readonly emitted: IStrategyTickResult[] = [];

  public constructor(
    private readonly names: { strategyName: string; exchangeName: string; frameName: string },
    plans: readonly HandlerPlan[],
  ) {
    plans.forEach((plan, index) => this.attach(plan, `h${index}`));
    this.stops.push(
      listenError((error) => {
        this.log.push(`error ${describeNow()} ${this.hide(String(error))}`);
      }),
      listenBacktestProgress((event) => {
        this.log.push(`progress ${event.processedFrames} ${describeNow()}`);
      }),
    );
  }

  public end(): void {
    this.stops.forEach((stop) => stop());
  }

  public hide(text: string): string {
    const { strategyName, exchangeName, frameName } = this.names;
    return text.replaceAll(strategyName, "s").replaceAll(exchangeName, "e").replaceAll(frameName, "f");
  }

  private attach(plan: HandlerPlan, name: string): void {
    let count = 0;
    const handle = (event: IStrategyTickResult): unknown => {
      count += 1;
      const isTurn = count % plan.every === 0;
      this.log.push(
        `${name} ${event.action} ${event.currentPrice} ${Object.isFrozen(event)} ${Object.keys(event).join()} ${describeNow()}`,
      );
      return isTurn ? this.act(plan, name, event) : undefined;
    };
    if (plan.kind === "watches with RxJS") {
      const emitter = plan.isCommon ? emitters.signalEmitter : emitters.signalBacktestEmitter;
      const subscription = emitter.subscribe((event) => void handle(event));
      this.stops.push(() => subscription.unsubscribe());
    } else if (plan.kind === "hears once") {
      const isWanted = (): boolean => (count += 1) === plan.every;
      this.stops.push(
        listenSignalBacktestOnce(isWanted, (event) => {
          this.log.push(`${name} once ${event.currentPrice} ${describeNow()}`);
        }),
      );
    } else {
      this.stops.push((plan.isCommon ? listenSignal : listenSignalBacktest)(handle));
    }
    this.own.set(name, this.stops.length - 1);
  }

  private readonly own = new Map<string, number>();

  private stopOf(name: string): void {
    this.stops[this.own.get(name) ?? -1]?.();
  }

  private act(plan: HandlerPlan, name: string, event: IStrategyTickResult): unknown {
    const next = `h${Number(name.slice(1)) + 1}`;
    switch (plan.kind) {
      case "waits":
        return passTurns(plan.turns).then(async () => {
          this.log.push(`${name} waited ${await describePlace()}`);
        });
      case "leaves work behind":
        void passTurns(plan.turns).then(async () => {
          this.log.push(`${name} left ${await describePlace()} ${describeNow()}`);
        });
        return undefined;
      case "throws":
        throw new Error(`${name} threw`);
      case "rejects":
        return passTurns(plan.turns).then(() => Promise.reject(new Error(`${name} rejected`)));
      case "leaves":
        return this.stopOf(name);
      case "removes the next":
        return this.stopOf(next);
      case "brings another":
        return this.log.length < 2000 && this.attach({ ...plan, kind: "quick" }, `${name}+`);
      case "emits":
        if (this.emitted.length < 5 && !this.emitted.includes(event)) {
          const copy = { ...event };
          this.emitted.push(copy);
          void emitters.signalBacktestEmitter.next(copy);
        }
        return undefined;
      case "reads candles":
        return getCandles("BTCUSDT", "1m", 50 * (plan.turns + 1)).then(
          (candles) => void this.log.push(`${name} read ${candles.at(-1)?.timestamp} ${candles.length}`),
          (error: unknown) => void this.log.push(this.hide(String(error))),
        );
      case "stops the run":
        return plan.every > 20 ? Backtest.stop("BTCUSDT", this.names.strategyName) : undefined;
      case "clears the exchange":
        return lib.exchangeConnectionService.clear(this.names.exchangeName);
      case "sets the clock back and forth":
        return lib.executionContextService.runInContext(
          () => void this.log.push(`${name} earlier ${describeNow()}`),
          { symbol: "BTCUSDT", when: new Date(START), backtest: true },
        );
      default:
        return undefined;
    }
  }
}

/** The first place in which two runs differ, with what came before it. */
const findDifference = (left: readonly string[], right: readonly string[]): unknown => {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    if (left[index] !== right[index]) {
      return {
        index,
        before: left.slice(Math.max(0, index - 3), index),
        left: left[index],
        right: right[index],
      };
    }
  }
  return null;
};

/** Whether somebody seems to hear the log: then every tick is a whole one, for it is logged. */
let isLogHeard = false;

/** Everything handlers and readers of reports see of a run. */
const runOnce = async (scenario: Scenario, takesWholeTicks: boolean): Promise<string[]> => {
  isLogHeard = takesWholeTicks;
  useSettings({
    CC_CANDLES_CHUNK: scenario.chunk,
    CC_AVG_PRICE_CANDLES_COUNT: scenario.window,
    CC_GET_CANDLES_RETRY_DELAY_MS: 0,
  });
  const names = {
    strategyName: uniqueName("strategy"),
    exchangeName: uniqueName("exchange"),
    frameName: uniqueName("frame"),
  };
  const { schema, calls } = createMemoryExchange(names.exchangeName, createMarket(scenario));
  addExchange(schema);
  addFrame({
    frameName: names.frameName,
    interval: "1m",
    startDate: new Date(START + 10 * MINUTE),
    endDate: new Date(START + MINUTES * MINUTE),
  });
  const asked: string[] = [];
  addStrategy({
    strategyName: names.strategyName,
    interval: scenario.interval,
    getSignal: async (_symbol, when) => {
      const minute = (when.getTime() - START) / MINUTE;
      asked.push(`asked ${minute}`);
      return scenario.signals.some((signal) => signal * 5 === minute) ? LONG : null;
    },
  });
  const recorder = new Recorder(names, scenario.handlers);
  const outcome: string[] = [];
  try {
    for (const { action, currentPrice } of await collect(Backtest.run("BTCUSDT", names))) {
      outcome.push(`${action} ${currentPrice}`);
    }
  } catch (error) {
    outcome.push(recorder.hide(String(error)));
  }
  recorder.end();
  const data = await Backtest.getData("BTCUSDT", names.strategyName);
  const adapter = calls.map(({ interval, since, limit }) => `${interval} ${since} ${limit}`);
  const report = JSON.stringify(data, (key, value: unknown) => (key === "id" ? "an id" : value));
  return [...recorder.log, ...outcome, ...asked, ...adapter, recorder.hide(report)];
};

beforeEach(() => {
  // The loop of a run lets others go on by the real time; whatever handlers leave behind would go on at another frame each time.
  vi.spyOn(performance, "now").mockReturnValue(0);
  vi.spyOn(LoggerService.prototype, "isHeard", "get").mockImplementation(() => isLogHeard);
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe("ticks between two questions to a strategy", () => {
  it("tell every kind of handler what whole ticks tell, in the same order and context", async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        expect(findDifference(await runOnce(scenario, false), await runOnce(scenario, true))).toBeNull();
      }),
      { numRuns: Number(process.env.RUNS ?? 60) },
    );
  }, 300_000);
});
