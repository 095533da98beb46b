import {
  addExchange,
  addRisk,
  addStrategy,
  listenDoneLive,
  listenError,
  listenExit,
  listenSignalLive,
  Live,
} from "../../src/index";
import type {
  DoneContract,
  ICandleData,
  IExchangeSchema,
  IRiskSchema,
  IStrategyLiveResult,
  IStrategySchema,
  IStrategyTickResult,
  LiveOptions,
  RunStatus,
} from "../../src/index";
import { setClock } from "../../src/utils/clock";
import { createMemoryExchange, MINUTE, START } from "./market";
import { uniqueName } from "./run";
import type { ShiftedClock } from "./shifted-clock";
import { createShiftedClock } from "./shifted-clock";

/** What a stage shows. */
export interface LiveStageOptions {
  /** Each is served once it has closed on the true clock. */
  readonly minutes: readonly ICandleData[];
  readonly strategy?: Partial<Omit<IStrategySchema, "strategyName">>;
  readonly validations?: NonNullable<IRiskSchema["validations"]>;
  /** Takes the place of the adapter. */
  readonly wrapAdapter?: (serve: IExchangeSchema["getCandles"]) => IExchangeSchema["getCandles"];
  /** Where the clock starts, in minutes after `START`. */
  readonly from?: number;
}

/** What came of a run that is consumed. */
export interface Collected {
  readonly results: IStrategyLiveResult[];
  isOver: boolean;
  failure: unknown;
}

/** One strategy on one exchange under a clock of its own, for runs of `Live`. */
export interface LiveStage {
  readonly clock: ShiftedClock;
  readonly symbol: string;
  readonly riskName: string;
  readonly context: { readonly strategyName: string; readonly exchangeName: string };
  readonly events: IStrategyTickResult[];
  readonly errors: unknown[];
  readonly done: DoneContract[];
  readonly exits: Error[];
  run(options?: LiveOptions): AsyncGenerator<IStrategyLiveResult, void, undefined>;
  background(options?: LiveOptions): () => void;
  /** Consumes a run to its end. */
  collect(steps?: AsyncGenerator<IStrategyLiveResult, void, undefined>): Collected;
  stop(): Promise<void>;
  /** Moves to a minute after `START`, fractions allowed. */
  moveTo(minute: number): Promise<void>;
  /** Lets everything that needs no time come to rest. */
  settle(): Promise<void>;
  status(): Promise<RunStatus | undefined>;
  /** What was found, idle and active ticks left out. */
  transitions(): IStrategyTickResult[];
  /** Leaves all runs and puts the clock back; timers that are left are an error. */
  end(): Promise<void>;
}

/** Time of a minute after `START`, ms. */
export const at = (minute: number): number => START + minute * MINUTE;

/** Registers everything under unique names and installs a clock. */
export const setLiveStage = (options: LiveStageOptions): LiveStage => {
  const symbol = "BTCUSDT";
  const clock = createShiftedClock(at(options.from ?? 10));
  const restoreClock = setClock(clock);
  const context = { strategyName: uniqueName("live"), exchangeName: uniqueName("exchange") };
  const riskName = uniqueName("risk");
  const { schema } = createMemoryExchange(context.exchangeName, options.minutes);
  const serve: IExchangeSchema["getCandles"] = async (...args) => {
    const candles = await schema.getCandles(...args);
    return candles.filter(({ timestamp }) => timestamp + MINUTE <= clock.timers.now());
  };
  addExchange({ ...schema, getCandles: options.wrapAdapter?.(serve) ?? serve });
  addRisk({ riskName, validations: options.validations ?? [] });
  addStrategy({
    interval: "1m",
    riskName,
    getSignal: () => Promise.resolve(null),
    ...options.strategy,
    strategyName: context.strategyName,
  });
  const events: IStrategyTickResult[] = [];
  const errors: unknown[] = [];
  const done: DoneContract[] = [];
  const exits: Error[] = [];
  const noteIn =
    <T extends { strategyName: string }>(list: T[]) =>
    (event: T): void => {
      if (event.strategyName === context.strategyName) {
        list.push(event);
      }
    };
  const stopListening = [
    listenSignalLive(noteIn(events)),
    listenError((error) => void errors.push(error)),
    listenDoneLive(noteIn(done)),
    listenExit((error) => void exits.push(error)),
  ];
  const run: LiveStage["run"] = (runOptions) => Live.run(symbol, context, runOptions);
  const consume = async (steps: ReturnType<LiveStage["run"]>, collected: Collected): Promise<void> => {
    try {
      for await (const result of steps) {
        collected.results.push(result);
      }
    } catch (error) {
      collected.failure = error;
    }
    collected.isOver = true;
  };
  return {
    ...{ clock, symbol, riskName, context, events, errors, done, exits, run },
    background: (runOptions) => Live.background(symbol, context, runOptions),
    collect: (steps = run()) => {
      const collected: Collected = { results: [], isOver: false, failure: null };
      void consume(steps, collected);
      return collected;
    },
    stop: () => Live.stop(symbol, context.strategyName),
    moveTo: (minute) => clock.timers.advanceTo(at(minute)),
    settle: () => clock.timers.advance(0),
    status: async () =>
      (await Live.list()).find((item) => item.strategyName === context.strategyName)?.status,
    transitions: () => events.filter(({ action }) => action !== "idle" && action !== "active"),
    end: async () => {
      await clock.timers.runUntil(Live.shutdown());
      await clock.timers.advance(0);
      stopListening.forEach((stop) => stop());
      restoreClock();
      if (clock.timers.pendingTimers > 0) {
        throw new Error(`${clock.timers.pendingTimers} timers are left`);
      }
    },
  };
};
