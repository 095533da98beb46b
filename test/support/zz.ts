/**
 * Measures memory in a process of its own: `node --expose-gc --import tsx memory-probe.ts <story>` prints what it found
 * as JSON. Only there nothing but the library uses the heap.
 */
import { addExchange, addFrame, addRisk, addStrategy, Backtest, getCandles, setConfig } from "../../src/index";
import type { ICandleData, ISignalDto } from "../../src/index";
import { createMemoryExchange, MINUTE, START, walkMinutes } from "./market";

const NAMES = { strategyName: "strategy", exchangeName: "exchange", frameName: "frame" };

const SIGNAL = {
  position: "long",
  priceTakeProfit: 115,
  priceStopLoss: 85,
  minuteEstimatedTime: 7,
} as const satisfies ISignalDto;

/** Bytes in use after everything that can go has gone. */
const measure = async (): Promise<number> => {
  const { gc } = globalThis;
  if (gc === undefined) {
    throw new Error("run with --expose-gc");
  }
  for (let turn = 0; turn < 4; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    gc();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

const run = async (): Promise<number> => {
  let count = 0;
  for await (const result of Backtest.run("BTCUSDT", NAMES)) {
    count += result.action === "closed" ? 1 : 0;
  }
  return count;
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
  const { schema } = createMemoryExchange(NAMES.exchangeName, walkMinutes(120, 7));
  addExchange(schema);
  addFrameOf(40);
  addRisk({ riskName: "risk", validations: [() => undefined] });
  addStrategy({
    strategyName: NAMES.strategyName,
    interval: "1m",
    riskName: "risk",
    getSignal: async (symbol, when) => {
      await getCandles(symbol, "5m", 2);
      const isOdd = (when.getTime() / MINUTE) % 2 === 1;
      return isOdd ? { ...SIGNAL, priceOpen: 99.9 } : SIGNAL;
    },
  });
  const trades = await run();
  for (let index = 0; index < 400; index += 1) {
    await run();
  }
  const g=[await measure()];
  for (let k=0;k<10;k++){
  for (let index = 0; index < 1000; index += 1) {
    await run();
  } g.push(await measure());}
  return { trades, g };
};

/** One run that remembers weakly every candle that was handed out, and strongly a single one. */
const follow = async (): Promise<unknown> => {
  const handedOut: WeakRef<object>[] = [];
  const kept: object[] = [];
  const note = (candles: readonly ICandleData[]): void => {
    handedOut.push(new WeakRef(candles), ...candles.map((candle) => new WeakRef(candle)));
  };
  const minutes = walkMinutes(3000, 7);
  addExchange({
    exchangeName: NAMES.exchangeName,
    getCandles: (_symbol, _interval, since, limit) => {
      const first = (since.getTime() - START) / MINUTE;
      const rows = minutes.slice(Math.max(0, first), first + limit).map((candle) => ({ ...candle }));
      note(rows);
      return Promise.resolve(rows);
    },
    formatPrice: (_, price) => Promise.resolve(String(price)),
    formatQuantity: (_, quantity) => Promise.resolve(String(quantity)),
    callbacks: { onCandleData: (_symbol, _interval, _since, _limit, candles) => note(candles) },
  });
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
  const bytesBefore = await measure();
  const trades = await run();
  const bytes = (await measure()) - bytesBefore;
  const total = handedOut.length;
  console.error(handedOut.map((r,i)=>[i,r.deref()]).filter((x)=>x[1]!==undefined).map((x)=>JSON.stringify(x).slice(0,200)));
  const alive = handedOut.filter((reference) => reference.deref() !== undefined).length;
  return { trades, total, alive, kept: kept.length, bytes };
};

const LONG_RUN_MINUTES = 200_000;

/** A long run over candles that exist only while they are asked for. */
const stream = async (): Promise<unknown> => {
  setConfig({ CC_GET_CANDLES_RETRY_COUNT: 1 });
  let served = 0;
  const createCandle = (timestamp: number): ICandleData => {
    const price = 100 + Math.sin(timestamp / 7_000_000) + Math.cos(timestamp / 90_000);
    return { timestamp, open: price, high: price + 0.5, low: price - 0.5, close: price, volume: 1 };
  };
  addExchange({
    exchangeName: NAMES.exchangeName,
    getCandles: (_symbol, interval, since, limit) => {
      const step = interval === "1h" ? 60 * MINUTE : MINUTE;
      served += limit;
      return Promise.resolve(
        Array.from({ length: limit }, (_, index) => createCandle(since.getTime() + index * step)),
      );
    },
    formatPrice: (_, price) => Promise.resolve(String(price)),
    formatQuantity: (_, quantity) => Promise.resolve(String(quantity)),
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
        samples.push(await measure());
      }
      return { ...SIGNAL, minuteEstimatedTime: 45 };
    },
  });
  const trades = await run();
  return { trades, served, samples };
};

const stories: Readonly<Record<string, () => Promise<unknown>>> = { repeat, follow, stream };
const story = stories[process.argv[2] ?? ""];
if (story === undefined) {
  throw new Error(`give one of ${Object.keys(stories).join(", ")}`);
}
process.stdout.write(JSON.stringify(await story()));
