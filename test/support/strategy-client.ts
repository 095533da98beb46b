import { CandleSeries } from "../../src/client/candle-series";
import { ClientStrategy } from "../../src/client/ClientStrategy";
import { getDefaultConfig } from "../../src/config/params";
import type { GlobalConfig } from "../../src/interfaces/Config.interface";
import type { ICandleData } from "../../src/interfaces/Exchange.interface";
import type { IPartial } from "../../src/interfaces/Partial.interface";
import type { IRisk } from "../../src/interfaces/Risk.interface";
import type { IStoredSignal, IStrategyPersistence } from "../../src/interfaces/Persist.interface";
import type { IStrategyParams, IStrategyTickResult } from "../../src/interfaces/Strategy.interface";
import { NOOP_RISK } from "../../src/client/noop-risk";
import { ExecutionContextService } from "../../src/lib/services/context/ExecutionContextService";
import { setClock } from "../../src/utils/clock";
import type { Clock } from "../../src/utils/clock";
import { promiseLater } from "../../src/utils/later";
import { MINUTE, START } from "./market";
import { SILENT_COLLECTOR } from "./silent-collector";

/** What a client under test shows beside its results. */
export interface StrategyHarness {
  readonly client: ClientStrategy;
  /** Every call to a collaborator, in order. */
  readonly log: string[];
  readonly errors: unknown[];
  /** Results of transitions inside of walks. */
  readonly transitions: IStrategyTickResult[];
  /** Minutes the exchange serves; change them at will. */
  minutes: ICandleData[];
  /** Ticks at `minute` minutes (fractions allowed) after START, and confirms that everybody has heard of the result. */
  tick(minute: number): Promise<IStrategyTickResult>;
  /** As `tick`, for somebody who looks at no idle result. */
  look: (minute: number) => Promise<IStrategyTickResult>;
  /** A tick in few steps; `null` where it takes a whole one. */
  lookQuietly: (minute: number) => IStrategyTickResult | null;
  /** Walks over all minutes from `from` on. */
  walk(minute: number, from: number): Promise<IStrategyTickResult>;
}

/** What a test chooses; the rest is harmless. */
export interface StrategyHarnessOptions {
  readonly backtest?: boolean;
  readonly getSignal?: IStrategyParams["getSignal"];
  readonly interval?: IStrategyParams["interval"];
  readonly callbacks?: IStrategyParams["callbacks"];
  readonly risk?: IRisk;
  readonly partial?: Partial<IPartial>;
  /** Whether code of a user may run when a level is reached; by default it may. */
  readonly isMilestoneHeard?: boolean;
  readonly persistence?: Partial<IStrategyPersistence>;
  readonly minutes: ICandleData[];
  readonly settings?: Partial<GlobalConfig>;
  readonly collector?: Partial<IStrategyParams["collector"]>;
  /** Whether anybody listens to idle results; by default somebody does. */
  readonly hearsIdle?: boolean;
}

/** A stored signal in a word: nothing, its row, or its row with the transition that is still to be told. */
const describeStored = (stored: IStoredSignal | null): string =>
  stored === null ? "null" : ["row", ...(stored.transition ? [stored.transition.action] : [])].join(" ");

/** A strategy client whose collaborators are stubs that write a log. */
export const createStrategyHarness = (options: StrategyHarnessOptions): StrategyHarness => {
  const log: string[] = [];
  const errors: unknown[] = [];
  const transitions: IStrategyTickResult[] = [];
  const backtest = options.backtest ?? false;
  const settings = { ...getDefaultConfig(), ...options.settings };
  const execution = new ExecutionContextService();
  const partial: IPartial = {
    profit: (_symbol, _row, _price, percent) => note(`partial.profit(${Math.floor(percent)})`),
    loss: (_symbol, _row, _price, percent) => note(`partial.loss(${Math.floor(percent)})`),
    clear: () => note("partial.clear"),
    ...options.partial,
  };
  const note = (entry: string): Promise<void> => {
    log.push(entry);
    return Promise.resolve();
  };
  const unused = (): never => {
    throw new Error("not used by the strategy client");
  };
  const harness: StrategyHarness = {
    log,
    errors,
    transitions,
    minutes: options.minutes,
    client: new ClientStrategy({
      symbol: "BTCUSDT",
      strategyName: "trend",
      backtest,
      interval: options.interval ?? "1m",
      getSignal: options.getSignal ?? (() => Promise.resolve(null)),
      callbacks: options.callbacks,
      execution,
      method: {
        context: { strategyName: "trend", exchangeName: "memory", frameName: backtest ? "month" : "" },
        isActive: true,
      },
      logger: { log: unused, debug: () => undefined, info: unused, warn: () => undefined },
      exchange: {
        getCandles: unused,
        lookUpCandles: unused,
        getNextCandles: unused,
        getAveragePrice: unused,
        formatPrice: unused,
        formatQuantity: unused,
        getClosedMinutes: (_symbol, since, until) => {
          const candles = harness.minutes.filter(({ timestamp }) => timestamp >= since && timestamp < until);
          return Promise.resolve({
            candles: CandleSeries.of(candles),
            servedUntil: (candles.at(-1)?.timestamp ?? since - MINUTE) + MINUTE,
          });
        },
        takeClosedMinutes: (_symbol, since, until) => {
          const candles = harness.minutes.filter(({ timestamp }) => timestamp >= since && timestamp < until);
          return candles.length === (until - since) / MINUTE
            ? { since, candles: CandleSeries.of(candles) }
            : null;
        },
      },
      risk: options.risk ?? NOOP_RISK,
      partial: {
        isHeard: () => options.isMilestoneHeard ?? true,
        reach: (side, symbol, data, price, percent, backtest, time) =>
          partial[side](symbol, data, price, percent, backtest, new Date(time)),
        forget: (...ended) => partial.clear(...ended),
      },
      persistence: {
        readPending: () => Promise.resolve(null),
        readScheduled: () => Promise.resolve(null),
        writePending: (stored) => note(`writePending(${describeStored(stored)})`),
        writeScheduled: (stored) => note(`writeScheduled(${describeStored(stored)})`),
        hold: () => Promise.resolve(),
        letGo: () => Promise.resolve(),
        requireSound: () => Promise.resolve(),
        readLastId: () => Promise.resolve(null),
        writeLastId: (id) => note(`writeLastId(${id})`),
        ...options.persistence,
      },
      getSettings: () => settings,
      collector: { ...SILENT_COLLECTOR, ...options.collector },
      hearsIdle: () => options.hearsIdle ?? true,
      onTransition: (result) => {
        transitions.push(result);
        return Promise.resolve();
      },
      reportError: (error) => {
        errors.push(error);
        return Promise.resolve();
      },
    }),
    tick: (minute) =>
      execution.runInContext(
        async () => {
          const result = await harness.client.tick("BTCUSDT", "trend");
          await harness.client.confirm().catch((error: unknown) => errors.push(error));
          return result;
        },
        { symbol: "BTCUSDT", when: new Date(START + minute * MINUTE), backtest },
      ),
    look: (minute) =>
      execution.runInContext(
        () =>
          promiseLater<IStrategyTickResult>((receiver) =>
            harness.client.look((result) => result, false, receiver),
          ),
        { symbol: "BTCUSDT", when: new Date(START + minute * MINUTE), backtest },
      ),
    lookQuietly: (minute) =>
      execution.runInContext(() => harness.client.lookQuietly(), {
        symbol: "BTCUSDT",
        when: new Date(START + minute * MINUTE),
        backtest,
      }),
    walk: (minute, from) =>
      execution.runInContext(
        () =>
          harness.client.backtest(
            "BTCUSDT",
            "trend",
            harness.minutes.filter(({ timestamp }) => timestamp >= START + from * MINUTE),
          ),
        { symbol: "BTCUSDT", when: new Date(START + minute * MINUTE), backtest },
      ),
  };
  return harness;
};

/** A clock that stands at `minute` minutes after START until moved; timers fire by hand. */
export const installStandingClock = (
  minute: number,
): {
  moveTo: (minute: number) => void;
  fireTimers: () => void;
  timerCount: () => number;
  restore: () => void;
} => {
  let now = START + minute * MINUTE;
  let ids = 0;
  const timers = new Set<() => void>();
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    randomId: () => `id-${(ids += 1)}`,
    setTimer: (callback) => {
      timers.add(callback);
      return { cancel: () => void timers.delete(callback), keepAlive: () => undefined };
    },
  };
  const restore = setClock(clock);
  return {
    moveTo: (to) => {
      now = START + to * MINUTE;
    },
    fireTimers: () => {
      const due = [...timers];
      timers.clear();
      due.forEach((callback) => callback());
    },
    timerCount: () => timers.size,
    restore,
  };
};
