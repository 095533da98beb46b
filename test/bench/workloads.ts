import { addExchange, addFrame, addStrategy, Backtest } from "backtest-connection-kit";
import type { ICandleData, IStrategySchema } from "backtest-connection-kit";
import { generateMarket } from "../../docs/examples/market-generator";
import { backtestCandles } from "../../docs/examples/run-backtest";
import { candleDataDirectory, loadCandles } from "../support/candle-files";

/** Something to time. */
export interface Workload {
  readonly title: string;
  /** Minutes of market one run goes through. */
  readonly minutes: number;
  /** Runs it once. Returns how many trades it closed, so that a run that does nothing shows. */
  run(): Promise<number>;
}

const MINUTE_MS = 60_000;
const MINUTES_PER_DAY = 1_440;
const SYMBOL = "BENCHUSDT";
const RECORDED_SYMBOL = "BTCUSDT";
const HISTORY_MINUTES = MINUTES_PER_DAY;
const FRAME_DAYS = 14;
const FRAME_MINUTES = FRAME_DAYS * MINUTES_PER_DAY;

const candles = generateMarket({ seed: 7, minutes: HISTORY_MINUTES + FRAME_MINUTES + MINUTES_PER_DAY });
const firstOpen = candles[0]?.timestamp ?? 0;
const frameStart = firstOpen + HISTORY_MINUTES * MINUTE_MS;

const readCandles = (since: Date, limit: number): ICandleData[] => {
  const first = Math.max(0, (since.getTime() - firstOpen) / MINUTE_MS);
  return candles.slice(first, first + limit);
};

const registerMarket = (): void => {
  addExchange({
    exchangeName: "bench-memory",
    getCandles: async (_symbol, _interval, since, limit) => readCandles(since, limit),
    formatPrice: async (_symbol, price) => String(price),
    formatQuantity: async (_symbol, quantity) => String(quantity),
  });
  addFrame({
    frameName: "bench-fortnight",
    interval: "1m",
    startDate: new Date(frameStart),
    endDate: new Date(frameStart + (FRAME_MINUTES - 1) * MINUTE_MS),
  });
};

const createBacktest = (title: string, strategy: IStrategySchema): Workload => {
  addStrategy(strategy);
  const names = {
    strategyName: strategy.strategyName,
    exchangeName: "bench-memory",
    frameName: "bench-fortnight",
  };
  return {
    title,
    minutes: FRAME_MINUTES,
    run: async () => {
      let closed = 0;
      for await (const { action } of Backtest.run(SYMBOL, names)) {
        closed += action === "closed" ? 1 : 0;
      }
      return closed;
    },
  };
};

const createExample = (title: string, ownCandles: readonly ICandleData[], symbol: string): Workload => ({
  title,
  minutes: ownCandles.length,
  run: async () => (await backtestCandles({ candles: ownCandles, symbol })).closed.length,
});

/** The example strategy on a month of recorded minutes; `null` when they are missing. */
export const createRecordedWorkload = (): Workload | null => {
  const folder = candleDataDirectory();
  return folder === null
    ? null
    : createExample(
        `the example strategy on recorded ${RECORDED_SYMBOL}`,
        loadCandles(folder, RECORDED_SYMBOL),
        RECORDED_SYMBOL,
      );
};

const findClose = (when: Date): number => readCandles(new Date(when.getTime() - MINUTE_MS), 1)[0]?.close ?? 0;

/** All workloads, on the same seeded market in memory. */
export const createWorkloads = (): Workload[] => {
  registerMarket();
  return [
    createBacktest("nothing due: getSignal once an hour, always null", {
      strategyName: "bench-idle",
      interval: "1h",
      getSignal: async () => null,
    }),
    createBacktest("getSignal every minute, always null", {
      strategyName: "bench-asked",
      interval: "1m",
      getSignal: async () => null,
    }),
    createBacktest("always in a market position of at most an hour", {
      strategyName: "bench-held",
      interval: "1m",
      getSignal: async (_symbol, when) => {
        const price = findClose(when);
        return {
          position: "long",
          priceTakeProfit: price * 1.02,
          priceStopLoss: price * 0.98,
          minuteEstimatedTime: 60,
        };
      },
    }),
    createExample("the example strategy", candles, SYMBOL),
  ];
};
