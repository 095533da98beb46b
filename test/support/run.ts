import {
  addExchange,
  addFrame,
  addStrategy,
  Backtest,
  listenError,
  listenSignal,
  setConfig,
  getDefaultConfig,
} from "../../src/index";
import type {
  FrameInterval,
  GlobalConfig,
  ICandleData,
  IStrategyBacktestResult,
  IStrategySchema,
  IStrategyTickResult,
} from "../../src/index";
import { useMemoryStores } from "./memory-stores";
import type { AdapterCall } from "./market";
import { createMemoryExchange, MINUTE, START } from "./market";

// No test leaves files behind.
useMemoryStores();

let nameCount = 0;

/** A name nobody has used in this process. */
export const uniqueName = (prefix: string): string => `${prefix}-${(nameCount += 1)}`;

/** Puts all settings back, then applies the given ones without validation. */
export const useSettings = (settings: Partial<GlobalConfig> = {}): void => {
  setConfig(getDefaultConfig());
  setConfig(settings, true);
};

/** What a test back-test needs. */
export interface TestRunOptions {
  readonly minutes: readonly ICandleData[] | ((symbol: string) => readonly ICandleData[]);
  readonly strategy: Omit<IStrategySchema, "strategyName" | "interval"> & Partial<IStrategySchema>;
  readonly symbol?: string;
  /** Minutes after `START`; by default 10, so that there is a VWAP. */
  readonly from?: number;
  /** Minutes after `START`. */
  readonly to: number;
  readonly step?: FrameInterval;
}

/** Everything a test back-test showed. */
export interface TestRun {
  readonly yielded: IStrategyBacktestResult[];
  readonly events: IStrategyTickResult[];
  readonly errors: unknown[];
  readonly calls: AdapterCall[];
  readonly context: { strategyName: string; exchangeName: string; frameName: string };
}

/** Registers exchange, frame and strategy under unique names. */
export const registerRun = (options: TestRunOptions): Pick<TestRun, "calls" | "context"> => {
  const context = {
    strategyName: options.strategy.strategyName ?? uniqueName("strategy"),
    exchangeName: uniqueName("exchange"),
    frameName: uniqueName("frame"),
  };
  const { schema, calls } = createMemoryExchange(context.exchangeName, options.minutes);
  addExchange(schema);
  addFrame({
    frameName: context.frameName,
    interval: options.step ?? "1m",
    startDate: new Date(START + (options.from ?? 10) * MINUTE),
    endDate: new Date(START + options.to * MINUTE),
  });
  addStrategy({ interval: "1m", ...options.strategy, strategyName: context.strategyName });
  return { calls, context };
};

/** Everything a run yields, to its end. */
export const collect = async (
  results: AsyncIterable<IStrategyBacktestResult>,
): Promise<IStrategyBacktestResult[]> => {
  const collected: IStrategyBacktestResult[] = [];
  for await (const result of results) {
    collected.push(result);
  }
  return collected;
};

/** Runs a back-test to its end through the public API and collects what it showed. */
export const runBacktest = async (options: TestRunOptions): Promise<TestRun> => {
  const { calls, context } = registerRun(options);
  const yielded: IStrategyBacktestResult[] = [];
  const events: IStrategyTickResult[] = [];
  const errors: unknown[] = [];
  const stopSignals = listenSignal((event) => {
    if (event.strategyName === context.strategyName) {
      events.push(event);
    }
  });
  const stopErrors = listenError((error) => {
    errors.push(error);
  });
  try {
    for await (const result of Backtest.run(options.symbol ?? "BTCUSDT", context)) {
      yielded.push(result);
    }
  } finally {
    stopSignals();
    stopErrors();
  }
  return { yielded, events, errors, calls, context };
};

/** A signal source that gives each signal once, at its minute after `START`. */
export const signalsAt = (
  signals: Readonly<Record<number, Awaited<ReturnType<IStrategySchema["getSignal"]>>>>,
): IStrategySchema["getSignal"] => {
  return (_symbol, when) => Promise.resolve(signals[(when.getTime() - START) / MINUTE] ?? null);
};
