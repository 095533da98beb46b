import {
  addWalker,
  getCandles,
  listenBacktestProgress,
  listenSignalBacktest,
  Walker,
} from "backtest-connection-kit";
import type { ISignalDto } from "backtest-connection-kit";
import { runBare, type BareSignal, type BareStrategy } from "./bare-backtest";
import type { Contest, Figures, Target } from "./contest";
import { median, NO_TARGET } from "./contest";
import {
  AVERAGE_LENGTH,
  decideOnAverage,
  decideOnLimit,
  decideOnTimeframes,
  TIMEFRAME_LENGTH,
  toStretch,
  type Stretch,
} from "./decisions";
import { runGrademarkAverage, runGrademarkIdle, runGrademarkIndicator } from "./grademark";
import { placeMarket, placeStrategy, runLibrary } from "./library";
import { findClosedEnd, MINUTE_MS, type BenchInterval, type Market } from "./market";
import type { Trade } from "./trades";

const FIVE_MINUTES_MS = 5 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
const HANDLERS = 10;
const SYMBOLS = 10;
const WALKER_STRATEGIES = 20;

const ignore = (_event: unknown): void => undefined;

const ignoreLater = (): Promise<void> => Promise.resolve();

const toDto = (signal: BareSignal | null): ISignalDto | null => (signal === null ? null : { ...signal });

/** The last closed candles of a market in memory. */
const readClosed = (market: Market, interval: BenchInterval, time: number, length: number): Stretch => {
  const series = market.series[interval];
  const end = findClosedEnd(series, time);
  return { candles: series.candles, start: end - length, end };
};

const atLeast = (minutesPerSecond: number): Target => ({
  text: `at least ${minutesPerSecond.toLocaleString("en")} minutes/s`,
  isMet: (figures) => figures.minutesPerSecond >= minutesPerSecond,
});

const atMost = (rival: "floor" | "singles", limit: number): Target => ({
  text: `at most ${limit} × ${rival}`,
  isMet: ({ ratios }) => median(ratios[rival] ?? []) <= limit,
});

const both = (first: Target, second: Target): Target => ({
  text: `${first.text}; ${second.text}`,
  isMet: (figures) => first.isMet(figures) === true && second.isMet(figures) === true,
});

const noSlowerThanGrademark: Target = {
  text: "no slower than grademark",
  isMet: ({ ratios }: Figures) => median(ratios.grademark ?? []) <= 1,
};

/** Runs with listeners that are gone afterwards. */
const withListeners = async <T>(attach: () => (() => void)[], run: () => Promise<T>): Promise<T> => {
  const detach = attach();
  try {
    return await run();
  } finally {
    detach.forEach((stop) => stop());
  }
};

const registerIdle = (): string =>
  placeStrategy({ strategyName: "idle", interval: "1h", getSignal: async () => null });

const registerAverage = (): string =>
  placeStrategy({
    strategyName: "average",
    interval: "5m",
    getSignal: async (symbol) =>
      toDto(decideOnAverage(toStretch(await getCandles(symbol, "1m", AVERAGE_LENGTH)))),
  });

const bareIdle: BareStrategy = { interval: HOUR_MS, decide: () => null };

const createBareAverage = (market: Market): BareStrategy => ({
  interval: FIVE_MINUTES_MS,
  decide: (time) => decideOnAverage(readClosed(market, "1m", time, AVERAGE_LENGTH)),
});

const describe = ({ title, minutes }: Market): { market: string; minutes: number } => ({
  market: title,
  minutes,
});

/** Nothing happens and nobody looks. */
export const createIdle = (market: Market): Contest => ({
  name: "idle",
  ...describe(market),
  library: () => runLibrary(market, registerIdle()),
  rivals: { bare: () => runBare(market, bareIdle), grademark: () => runGrademarkIdle(market) },
  target: atMost("floor", 1),
});

/** Nothing happens and somebody looks. */
export const createIdleWatched = (market: Market): Contest => ({
  name: "idle, one listener",
  ...describe(market),
  library: () =>
    withListeners(
      () => [listenSignalBacktest(ignore)],
      () => runLibrary(market, registerIdle()),
    ),
  rivals: { bare: () => runBare(market, bareIdle) },
  target: atMost("floor", 6),
});

/** One moving average. */
export const createAverage = (market: Market): Contest => ({
  name: "average",
  ...describe(market),
  library: () => runLibrary(market, registerAverage()),
  rivals: {
    bare: () => runBare(market, createBareAverage(market)),
    grademark: () => runGrademarkAverage(market),
    indicator: () => runGrademarkIndicator(market),
  },
  target: both(atLeast(1_000_000), noSlowerThanGrademark),
});

/** Four timeframes in each call. */
export const createTimeframes = (market: Market): Contest => {
  const register = (): string =>
    placeStrategy({
      strategyName: "timeframes",
      interval: "5m",
      getSignal: async (symbol) => {
        const hours = await getCandles(symbol, "1h", TIMEFRAME_LENGTH);
        const quarters = await getCandles(symbol, "15m", TIMEFRAME_LENGTH);
        const fives = await getCandles(symbol, "5m", TIMEFRAME_LENGTH);
        const minutes = await getCandles(symbol, "1m", AVERAGE_LENGTH);
        return toDto(
          decideOnTimeframes({
            hours: toStretch(hours),
            quarters: toStretch(quarters),
            fives: toStretch(fives),
            minutes: toStretch(minutes),
          }),
        );
      },
    });
  const bare: BareStrategy = {
    interval: FIVE_MINUTES_MS,
    decide: (time) =>
      decideOnTimeframes({
        hours: readClosed(market, "1h", time, TIMEFRAME_LENGTH),
        quarters: readClosed(market, "15m", time, TIMEFRAME_LENGTH),
        fives: readClosed(market, "5m", time, TIMEFRAME_LENGTH),
        minutes: readClosed(market, "1m", time, AVERAGE_LENGTH),
      }),
  };
  return {
    name: "multi-timeframe",
    ...describe(market),
    library: () => runLibrary(market, register()),
    rivals: { bare: () => runBare(market, bare) },
    target: atLeast(300_000),
  };
};

/** Limit orders that fill, run out of time and are jumped over. */
export const createScheduled = (market: Market): Contest => {
  const register = (): string =>
    placeStrategy({
      strategyName: "scheduled",
      interval: "5m",
      getSignal: async (symbol) =>
        toDto(decideOnLimit(toStretch(await getCandles(symbol, "1m", AVERAGE_LENGTH)))),
    });
  const bare: BareStrategy = {
    interval: FIVE_MINUTES_MS,
    decide: (time) => decideOnLimit(readClosed(market, "1m", time, AVERAGE_LENGTH)),
  };
  return {
    name: "scheduled",
    ...describe(market),
    library: () => runLibrary(market, register()),
    rivals: { bare: () => runBare(market, bare) },
    target: atLeast(700_000),
  };
};

const attachHandlers = (handler: (event: unknown) => void | Promise<void>): (() => void)[] =>
  Array.from({ length: HANDLERS }, () => [
    listenSignalBacktest(handler),
    listenBacktestProgress(handler),
  ]).flat();

/** The moving average with twenty handlers that look at everything. */
export const createListeners = (market: Market): Contest => ({
  name: "average, 20 handlers",
  ...describe(market),
  library: () =>
    withListeners(
      () => attachHandlers(ignore),
      () => runLibrary(market, registerAverage()),
    ),
  rivals: { bare: () => runBare(market, createBareAverage(market)) },
  target: atLeast(400_000),
});

/** The same with handlers that are waited for. */
export const createAsyncListeners = (market: Market): Contest => ({
  name: "average, 20 asynchronous handlers",
  ...describe(market),
  library: () =>
    withListeners(
      () => attachHandlers(ignoreLater),
      () => runLibrary(market, registerAverage()),
    ),
  rivals: { bare: () => runBare(market, createBareAverage(market)) },
  target: NO_TARGET,
});

/** Ten symbols at once, against the same ten one after another. */
export const createParallel = (market: Market): Contest => {
  const symbols = Array.from({ length: SYMBOLS }, (_, index) => `${market.symbol}${index}`);
  return {
    name: "parallel, 10 symbols",
    market: market.title,
    minutes: market.minutes * SYMBOLS,
    library: async () => {
      const strategy = registerAverage();
      const all = await Promise.all(symbols.map((symbol) => runLibrary(market, strategy, symbol)));
      return all.flat();
    },
    rivals: {
      singles: async () => {
        const all: Trade[] = [];
        for (const symbol of symbols) {
          all.push(...(await runLibrary(market, registerAverage(), symbol)));
        }
        return all;
      },
    },
    target: atMost("singles", 1.15),
  };
};

/** A walker over twenty strategies, against their back-tests one after another. */
export const createWalker = (market: Market): Contest => {
  const ended: Trade[] = [];
  const keep = (): readonly Trade[] => ended.splice(0);
  const names = Array.from({ length: WALKER_STRATEGIES }, (_, index) =>
    placeStrategy({
      strategyName: `walked-${index}`,
      interval: "5m",
      getSignal: async (symbol) =>
        toDto(decideOnAverage(toStretch(await getCandles(symbol, "1m", AVERAGE_LENGTH + index)))),
      callbacks: {
        onClose: (_symbol, row, price) => {
          ended.push({
            outcome: "closed",
            position: row.position,
            since: row.pendingAt,
            priceOpen: row.priceOpen,
            until: 0,
            price,
          });
        },
      },
    }),
  );
  const walkerName = `walker of ${market.title}`;
  addWalker({ walkerName, strategies: names, ...placeMarket(market) });
  return {
    name: "walker, 20 strategies",
    market: market.title,
    minutes: market.minutes * WALKER_STRATEGIES,
    library: async () => {
      for await (const step of Walker.run(market.symbol, { walkerName })) {
        ignore(step);
      }
      return keep();
    },
    rivals: {
      singles: async () => {
        for (const name of names) {
          await runLibrary(market, name);
        }
        return keep();
      },
    },
    target: atMost("singles", 1.05),
  };
};
