import {
  addExchange,
  addRisk,
  addStrategy,
  emitters,
  lib,
  listenDoneLive,
  listenError,
  listenExit,
  listenSignalLive,
  Live,
} from "../../src/index";
import type { ICandleData, ISignalDto } from "../../src/index";
import { stopRequestSubject } from "../../src/config/stop-requests";
import type { SimulatedClock } from "../../src/testing/simulated-clock";
import { createSimulatedClock } from "../../src/testing/simulated-clock";
import { setClock } from "../../src/utils/clock";
import { measureHeap } from "./heap";
import { MINUTE, START } from "./market";
import { useMemoryStores } from "./memory-stores";

const EXCHANGE = "exchange";

const SYMBOL_COUNT = 200;

/** Each with a risk profile of its own. */
const STRATEGY_COUNT = 4;

/** Hours after which the heap is measured; the last hour of the day is the end. */
const SAMPLE_HOURS = [6, 12, 18, 24];

const SYMBOLS = Array.from({ length: SYMBOL_COUNT }, (_, index) => `SYM${index}USDT`);

const PAIRS = SYMBOLS.map((symbol, index) => ({
  symbol,
  strategyName: `strategy-${index % STRATEGY_COUNT}`,
}));

const PHASES = new Map(SYMBOLS.map((symbol, index) => [symbol, index * 0.7]));

/** The price of a symbol at a minute: smooth, and another one for each symbol. */
const priceAt = (symbol: string, minute: number): number => {
  const phase = PHASES.get(symbol) ?? 0;
  return 100 + 4 * Math.sin(minute / 31 + phase) + Math.cos(minute / 3 + phase);
};

const createCandle = (symbol: string, timestamp: number): ICandleData => {
  const minute = (timestamp - START) / MINUTE;
  const [open, close] = [priceAt(symbol, minute), priceAt(symbol, minute + 1)];
  return {
    timestamp,
    open,
    high: Math.max(open, close) + 0.2,
    low: Math.min(open, close) - 0.2,
    close,
    volume: 1 + (minute % 3),
  };
};

/** Market and limit orders, long and short, in turn; every seventh minute a symbol wants none. */
const createSignal = (symbol: string, when: Date): ISignalDto | null => {
  const turn = when.getTime() / MINUTE + (PHASES.get(symbol) ?? 0) * 10;
  if (Math.round(turn) % 7 === 0) {
    return null;
  }
  const sign = turn % 2 < 1 ? 1 : -1;
  const price = priceAt(symbol, (Math.floor(when.getTime() / MINUTE) * MINUTE - START) / MINUTE);
  const isLimit = turn % 4 < 2;
  const entry = isLimit ? price - sign * 0.6 : price;
  return {
    position: sign === 1 ? "long" : "short",
    ...(isLimit ? { priceOpen: entry } : {}),
    priceTakeProfit: entry + sign * 3,
    priceStopLoss: entry - sign * 4,
    minuteEstimatedTime: 20,
  };
};

interface Counts {
  ticks: number;
  opened: number;
  closed: number;
  done: number;
  failures: number;
}

const register = (clock: SimulatedClock): void => {
  addExchange({
    exchangeName: EXCHANGE,
    getCandles: (symbol, _interval, since, limit) => {
      const first = since.getTime();
      const count = Math.min(limit, Math.floor((clock.now() - first) / MINUTE));
      return Promise.resolve(
        Array.from({ length: Math.max(0, count) }, (_, index) =>
          createCandle(symbol, first + index * MINUTE),
        ),
      );
    },
    formatPrice: (_, price) => Promise.resolve(String(price)),
    formatQuantity: (_, quantity) => Promise.resolve(String(quantity)),
  });
  for (let index = 0; index < STRATEGY_COUNT; index += 1) {
    const riskName = `risk-${index}`;
    addRisk({ riskName, validations: [() => undefined] });
    addStrategy({
      strategyName: `strategy-${index}`,
      interval: "1m",
      riskName,
      getSignal: (symbol, when) => Promise.resolve(createSignal(symbol, when)),
    });
  }
};

const watch = (counts: Counts): (() => void) => {
  const stops = [
    listenSignalLive(({ action }) => {
      counts.ticks += 1;
      counts.opened += action === "opened" ? 1 : 0;
      counts.closed += action === "closed" ? 1 : 0;
    }),
    listenDoneLive(() => {
      counts.done += 1;
    }),
    listenError(() => {
      counts.failures += 1;
    }),
    listenExit(() => {
      counts.failures += 1;
    }),
  ];
  return () => stops.forEach((stop) => stop());
};

/** Reports keep what happened, and that is not what the heap is looked at for. */
const clearReports = async (): Promise<void> => {
  await lib.liveMarkdownService.clear();
  await lib.scheduleMarkdownService.clear();
  await lib.heatMarkdownService.clear();
  await lib.partialMarkdownService.clear();
  await lib.riskMarkdownService.clear();
  await lib.performanceMarkdownService.clear();
};

/** What is left when every run has ended, and should not be. */
const findRests = async (clock: SimulatedClock): Promise<Record<string, number>> => ({
  timers: clock.pendingTimers,
  subscriptions: [...Object.values(emitters)].filter((emitter) => emitter.isWatched).length,
  wakers: stopRequestSubject.observed ? 1 : 0,
  strategies: lib.strategyConnectionService.getStrategy.keys().length,
  milestones: lib.partialConnectionService.getPartial.keys().length,
  positions: lib.riskConnectionService.getRisk.values().filter(({ isEmpty }) => !isEmpty).length,
  pending: (await Live.list()).filter(({ status }) => status !== "fulfilled").length,
});

/** Many symbols live in one process for a day of a simulated clock: what it took, and what it left behind. */
export const liveDay = async (): Promise<unknown> => {
  useMemoryStores();
  const clock = createSimulatedClock({ start: START + 10 * MINUTE });
  const restoreClock = setClock(clock);
  const counts: Counts = { ticks: 0, opened: 0, closed: 0, done: 0, failures: 0 };
  register(clock);
  const unwatch = watch(counts);
  const begin = clock.now();
  const heapBefore = await measureHeap();
  const usageBefore = process.cpuUsage();
  PAIRS.forEach(({ symbol, strategyName }) =>
    Live.background(symbol, { strategyName, exchangeName: EXCHANGE }),
  );
  const samples: number[] = [];
  const reports: number[] = [];
  for (const hour of SAMPLE_HOURS) {
    await clock.advanceTo(begin + hour * 60 * MINUTE);
    const heapWithReports = await measureHeap();
    await clearReports();
    const heap = await measureHeap();
    samples.push(heap - heapBefore);
    reports.push(heapWithReports - heap);
  }
  // Of the processor: other work of the machine does not count.
  const { user, system } = process.cpuUsage(usageBefore);
  const seconds = (user + system) / 1_000_000;
  await Promise.all(PAIRS.map(({ symbol, strategyName }) => Live.stop(symbol, strategyName)));
  // Positions live for twenty minutes at most.
  await clock.advance(30 * MINUTE);
  unwatch();
  const rests = await findRests(clock);
  await clearReports();
  restoreClock();
  const heapAfter = (await measureHeap()) - heapBefore;
  return { symbols: SYMBOL_COUNT, seconds, ...counts, samples, reports, heapAfter, rests };
};
