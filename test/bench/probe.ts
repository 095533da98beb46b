/**
 * One measurement in a process of its own, where nothing but the library uses the heap and the clock. Prints JSON.
 *
 * `empty`, `import FILE`, `stream YEARS`, `repeat`, `grow YEARS,...`, `look INTERVAL,...`, `leave`.
 */
import type { CandleInterval, ICandleData, IStrategySchema } from "backtest-connection-kit";
import { MINUTE_MS } from "./market";

const YEAR_MINUTES = 525_600;
const LOOK_MINUTES = 60_000;
const LOOK_LENGTH = 24;
const SAMPLES = 8;
const BEST_OF = 6;
const REPEATS = 1_000;
const REPEAT_MINUTES = 60;
const START = Date.UTC(2020, 0, 1);

const MINUTES_OF: Partial<Record<CandleInterval, number>> = { "1m": 1, "15m": 15, "1h": 60, "4h": 240 };

interface Memory {
  /** Heap and array buffers after a collection, bytes. */
  readonly kept: number;
  /** The most the process has ever had, bytes. */
  readonly resident: number;
}

const measure = (): Memory => {
  globalThis.gc?.();
  // The second collection waits until the first has counted the array buffers it has freed.
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { kept: heapUsed + arrayBuffers, resident: process.resourceUsage().maxRSS * 1024 };
};

const createCandle = (timestamp: number): ICandleData => {
  const price = 100 + ((timestamp / MINUTE_MS) % 977) / 977;
  return { timestamp, open: price, high: price + 0.05, low: price - 0.05, close: price, volume: 1 };
};

/**
 * Registers a source that makes its candles when they are asked for, a frame, and a strategy.
 * @param label - tells it from others in the same process
 */
const register = async (
  minutes: number,
  strategy: Pick<IStrategySchema, "interval" | "getSignal">,
  label = "only",
): Promise<() => Promise<number>> => {
  const { addExchange, addFrame, addStrategy, Backtest } = await import("backtest-connection-kit");
  const names = { strategyName: label, exchangeName: label, frameName: label };
  addExchange({
    exchangeName: names.exchangeName,
    getCandles: async (_symbol, interval, since, limit) => {
      const step = (MINUTES_OF[interval] ?? 1) * MINUTE_MS;
      return Array.from({ length: limit }, (_, index) => createCandle(since.getTime() + index * step));
    },
    formatPrice: async (_symbol, price) => String(price),
    formatQuantity: async (_symbol, quantity) => String(quantity),
  });
  addFrame({
    frameName: names.frameName,
    interval: "1m",
    startDate: new Date(START),
    endDate: new Date(START + (minutes - 1) * MINUTE_MS),
  });
  addStrategy({ strategyName: names.strategyName, ...strategy });
  return async () => {
    const startedAt = performance.now();
    for await (const { action } of Backtest.run("BENCHUSDT", names)) {
      throw new Error(`nothing was to be traded, but something was ${action}`);
    }
    return performance.now() - startedAt;
  };
};

const idle: Pick<IStrategySchema, "interval" | "getSignal"> = { interval: "1h", getSignal: async () => null };

const asking = async (
  interval: CandleInterval,
  length: number,
): Promise<Pick<IStrategySchema, "interval" | "getSignal">> => {
  const { getCandles } = await import("backtest-connection-kit");
  return {
    interval: "5m",
    getSignal: async (symbol) => {
      const candles = await getCandles(symbol, interval, length);
      if (candles.length !== length) {
        throw new Error(`got ${candles.length} candles`);
      }
      return null;
    },
  };
};

/** The time of the fastest of several rounds for each of some runs, ms. They take turns: a machine is not always equally fast. */
const takeBest = async (runs: readonly (() => Promise<number>)[]): Promise<{ ms: number[] }> => {
  const ms = runs.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < BEST_OF; round += 1) {
    for (const [place, run] of runs.entries()) {
      ms[place] = Math.min(ms[place] ?? Number.POSITIVE_INFINITY, await run());
    }
  }
  return { ms };
};

const stories: Record<string, (word: string) => Promise<object>> = {
  empty: () => Promise.resolve(measure()),

  import: async (file) => {
    const startedAt = performance.now();
    await import(file);
    return { ms: performance.now() - startedAt };
  },

  stream: async (years) => {
    const { listenBacktestProgress } = await import("backtest-connection-kit");
    const samples: number[] = [];
    listenBacktestProgress(({ progress }) => {
      if (progress * SAMPLES >= samples.length + 1) {
        samples.push(measure().kept);
      }
    });
    const run = await register(Number(years) * YEAR_MINUTES, await asking("1m", 30));
    await run();
    return { samples, ...measure() };
  },

  repeat: async () => {
    const run = await register(REPEAT_MINUTES, await asking("1m", 30));
    const samples: number[] = [];
    for (let round = 0; round < REPEATS; round += 1) {
      await run();
      if ((round + 1) % (REPEATS / SAMPLES) === 0) {
        samples.push(measure().kept);
      }
    }
    return { samples };
  },

  grow: async (years) => {
    const strategy = await asking("1m", 30);
    const lengths = years.split(",").map((length) => Number(length) * YEAR_MINUTES);
    return takeBest(
      await Promise.all(lengths.map((minutes) => register(minutes, strategy, `${minutes} minutes`))),
    );
  },

  look: async (intervals) => {
    const looks = intervals.split(",").map(async (interval) => {
      const strategy = await asking(interval as CandleInterval, LOOK_LENGTH);
      return register(LOOK_MINUTES, strategy, interval);
    });
    return takeBest(await Promise.all(looks));
  },

  leave: async () => {
    const run = await register(REPEAT_MINUTES, idle);
    await run();
    return { leftAt: Date.now() };
  },
};

const [story = "", word = ""] = process.argv.slice(2);
const tell = stories[story];
if (tell === undefined) {
  throw new Error(`no story is called ${story}`);
}
process.stdout.write(JSON.stringify(await tell(word)));
