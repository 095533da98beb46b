import type { CandleInterval, ICandleData, IExchangeSchema } from "../../src/interfaces/Exchange.interface";

/** One minute, ms. */
export const MINUTE = 60_000;

/** A Monday, 00:00 UTC. */
export const START = Date.UTC(2024, 0, 1);

const STEP_MINUTES: Record<CandleInterval, number> = {
  "1m": 1,
  "3m": 3,
  "5m": 5,
  "15m": 15,
  "30m": 30,
  "1h": 60,
  "2h": 120,
  "4h": 240,
  "6h": 360,
  "8h": 480,
};

/** A small seeded generator (mulberry32): numbers in [0, 1). */
export const createRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Flat minutes at one price from `start` on. */
export const flatMinutes = (count: number, price = 100, start = START): ICandleData[] =>
  Array.from({ length: count }, (_, index) => ({
    timestamp: start + index * MINUTE,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 1,
  }));

/** A seeded random walk of consistent minutes from `start` on; `spread` is the typical move per minute, percent. */
export const walkMinutes = (count: number, seed: number, start = START, spread = 0.15): ICandleData[] => {
  const random = createRandom(seed);
  let price = 100;
  return Array.from({ length: count }, (_, index) => {
    const open = price;
    const close = open * (1 + ((random() - 0.5) * 2 * spread) / 100);
    const wick = (): number => 1 + (random() * spread) / 100;
    price = close;
    return {
      timestamp: start + index * MINUTE,
      open,
      high: Math.max(open, close) * wick(),
      low: Math.min(open, close) / wick(),
      close,
      volume: 1 + Math.floor(random() * 10),
    };
  });
};

/** Replaces fields of the minute `offset` minutes after the first; open, high, low and close follow `price` if given. */
export const setMinute = (
  minutes: ICandleData[],
  offset: number,
  change: Partial<Omit<ICandleData, "timestamp">> & { price?: number },
): void => {
  const current = minutes[offset];
  if (current === undefined) {
    throw new Error(`no minute ${offset}`);
  }
  const { price, ...fields } = change;
  const base = price === undefined ? {} : { open: price, high: price, low: price, close: price };
  minutes[offset] = { ...current, ...base, ...fields };
};

/** Merges minutes into candles of an interval; a bucket needs at least one minute. */
export const mergeMinutes = (minutes: readonly ICandleData[], interval: CandleInterval): ICandleData[] => {
  const step = STEP_MINUTES[interval] * MINUTE;
  const buckets = new Map<number, ICandleData>();
  for (const minute of minutes) {
    const timestamp = Math.floor(minute.timestamp / step) * step;
    const bucket = buckets.get(timestamp);
    buckets.set(
      timestamp,
      bucket === undefined
        ? { ...minute, timestamp }
        : {
            ...bucket,
            high: Math.max(bucket.high, minute.high),
            low: Math.min(bucket.low, minute.low),
            close: minute.close,
            volume: bucket.volume + minute.volume,
          },
    );
  }
  return [...buckets.values()];
};

/** One call the engine made to the adapter. */
export interface AdapterCall {
  readonly symbol: string;
  readonly interval: CandleInterval;
  readonly since: number;
  readonly limit: number;
}

/** An exchange schema over minutes in memory, with a record of every adapter call. */
export const createMemoryExchange = (
  exchangeName: string,
  minutes: readonly ICandleData[] | ((symbol: string) => readonly ICandleData[]),
): { schema: IExchangeSchema; calls: AdapterCall[] } => {
  const calls: AdapterCall[] = [];
  const merged = new Map<string, ICandleData[]>();
  const load = (symbol: string, interval: CandleInterval): ICandleData[] => {
    const key = `${symbol} ${interval}`;
    const known = merged.get(key);
    if (known !== undefined) {
      return known;
    }
    const source = typeof minutes === "function" ? minutes(symbol) : minutes;
    const candles = interval === "1m" ? [...source] : mergeMinutes(source, interval);
    merged.set(key, candles);
    return candles;
  };
  return {
    calls,
    schema: {
      exchangeName,
      getCandles: (symbol, interval, since, limit) => {
        calls.push({ symbol, interval, since: since.getTime(), limit });
        const end = since.getTime() + limit * STEP_MINUTES[interval] * MINUTE;
        const candles = load(symbol, interval);
        return Promise.resolve(
          candles.filter(({ timestamp }) => timestamp >= since.getTime() && timestamp < end),
        );
      },
      formatPrice: (_, price) => Promise.resolve(price.toFixed(2)),
      formatQuantity: (_, quantity) => Promise.resolve(quantity.toFixed(4)),
    },
  };
};
