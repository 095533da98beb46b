/**
 * Measures memory in a process of its own: `node --expose-gc --import tsx memory-probe.ts <story>` prints what it found
 * as JSON. Only there nothing but the library uses the heap.
 */
import {
  addExchange,
  addFrame,
  addRisk,
  addStrategy,
  Backtest,
  getCandles,
  setConfig,
} from "../../src/index";
import type { ICandleData, IExchangeCallbacks, IExchangeSchema, ISignalDto } from "../../src/index";
import { countObjects, measureHeap } from "./heap";
import { liveDay } from "./live-day";
import { MINUTE, START, walkMinutes } from "./market";

const NAMES = { strategyName: "strategy", exchangeName: "exchange", frameName: "frame" };

const SIGNAL = {
  position: "long",
  priceTakeProfit: 115,
  priceStopLoss: 85,
  minuteEstimatedTime: 7,
} as const satisfies ISignalDto;

/** Runs the back-test to its end; how many results it had. */
const run = async (): Promise<number> => {
  let count = 0;
  for await (const result of Backtest.run("BTCUSDT", NAMES)) {
    count += result.backtest ? 1 : 0;
  }
  return count;
};

/** Registers an exchange that remembers nothing of what it is asked. */
const addSource = (
  getCandles: IExchangeSchema["getCandles"],
  callbacks: Partial<IExchangeCallbacks> = {},
): void => {
  addExchange({
    exchangeName: NAMES.exchangeName,
    getCandles,
    formatPrice: (_, price) => Promise.resolve(String(price)),
    formatQuantity: (_, quantity) => Promise.resolve(String(quantity)),
    callbacks,
  });
};

const createCandle = (timestamp: number): ICandleData => {
  const price = 100 + Math.sin(timestamp / 7_000_000) + Math.cos(timestamp / 90_000);
  return { timestamp, open: price, high: price + 0.5, low: price - 0.5, close: price, volume: 1 };
};

/** Candles that exist only while they are asked for. */
const generateCandles: IExchangeSchema["getCandles"] = (_symbol, interval, since, limit) => {
  const step = { "1h": 60, "5m": 5 }[interval as string] ?? 1;
  return Promise.resolve(
    Array.from({ length: limit }, (_, index) => createCandle(since.getTime() + index * step * MINUTE)),
  );
};

const addFrameOf = (minutes: number): void => {
  addFrame({
    frameName: NAMES.frameName,
    interval: "1m",
    startDate: new Date(START + 10 * MINUTE),
    endDate: new Date(START + minutes * MINUTE),
  });
};

/** The same back-test, with positions, orders, a risk profile and reads of several intervals, again and again. */
const repeat = async (): Promise<unknown> => {
  addSource(generateCandles);
  addFrameOf(40);
  addRisk({ riskName: "risk", validations: [() => undefined] });
  addStrategy({
    strategyName: NAMES.strategyName,
    interval: "1m",
    riskName: "risk",
    getSignal: async (symbol, when) => {
      await getCandles(symbol, "5m", 2);
      const isOdd = (when.getTime() / MINUTE) % 2 === 1;
      return isOdd ? { ...SIGNAL, priceOpen: 97.5 } : SIGNAL;
    },
  });
  setConfig({ CC_SCHEDULE_AWAIT_MINUTES: 4 });
  const results = await run();
  for (let index = 0; index < 200; index += 1) {
    await run();
  }
  const bytesBefore = await measureHeap();
  const objectsBefore = countObjects();
  for (let index = 0; index < 1000; index += 1) {
    await run();
  }
  const bytes = (await measureHeap()) - bytesBefore;
  return { results, bytes, objects: countObjects() - objectsBefore };
};

/** One run that remembers weakly every candle that was handed out, and strongly a single one. */
const follow = async (): Promise<unknown> => {
  const handedOut: WeakRef<object>[] = [];
  const kept: object[] = [];
  const note = (candles: readonly ICandleData[]): void => {
    handedOut.push(new WeakRef(candles), ...candles.map((candle) => new WeakRef(candle)));
  };
  const minutes = walkMinutes(3000, 7);
  addSource(
    (_symbol, _interval, since, limit) => {
      const first = (since.getTime() - START) / MINUTE;
      const rows = minutes.slice(Math.max(0, first), first + limit).map((candle) => ({ ...candle }));
      note(rows);
      return Promise.resolve(rows);
    },
    { onCandleData: (_symbol, _interval, _since, _limit, candles) => note(candles) },
  );
  addFrameOf(2500);
  addStrategy({
    strategyName: NAMES.strategyName,
    interval: "15m",
    getSignal: async (symbol) => {
      const candles = await getCandles(symbol, "1m", 30);
      note(candles);
      kept[0] ??= candles.slice(0, 1);
      return SIGNAL;
    },
  });
  const results = await run();
  await measureHeap();
  const total = handedOut.length;
  const alive = new Set(handedOut.map((reference) => reference.deref()));
  alive.delete(undefined);
  return { results, total, alive: alive.size, kept: kept.length };
};

const LONG_RUN_MINUTES = 200_000;

/** A long run, measured on its way. */
const stream = async (): Promise<unknown> => {
  let served = 0;
  addSource((symbol, interval, since, limit) => {
    served += limit;
    return generateCandles(symbol, interval, since, limit);
  });
  addFrameOf(LONG_RUN_MINUTES);
  const samples: number[] = [];
  let nextSample = START + 20_000 * MINUTE;
  addStrategy({
    strategyName: NAMES.strategyName,
    interval: "1h",
    getSignal: async (symbol, when) => {
      await getCandles(symbol, "1m", 240);
      await getCandles(symbol, "1h", 24);
      if (when.getTime() >= nextSample) {
        nextSample += 20_000 * MINUTE;
        samples.push(await measureHeap());
      }
      return { ...SIGNAL, minuteEstimatedTime: 45 };
    },
  });
  const results = await run();
  return { results, served, samples };
};

const stories: Readonly<Record<string, () => Promise<unknown>>> = { repeat, follow, stream, liveDay };
const story = stories[process.argv[2] ?? ""];
if (story === undefined) {
  throw new Error(`give one of ${Object.keys(stories).join(", ")}`);
}
process.stdout.write(JSON.stringify(await story()));
