import type { CandleInterval, ICandleData } from "backtest-connection-kit";
import { generateMarket } from "../../docs/examples/market-generator";
import { CANDLE_DATA_ADVICE, candleDataDirectory, loadCandles } from "../support/candle-files";

export const MINUTE_MS = 60_000;
export const MINUTES_PER_DAY = 1_440;

/** Steps of the intervals the scenarios read, ms. */
const STEPS = { "1m": MINUTE_MS, "5m": 5 * MINUTE_MS, "15m": 15 * MINUTE_MS, "1h": 60 * MINUTE_MS };

/** An interval the scenarios read. */
export type BenchInterval = keyof typeof STEPS;

/** Candles of one interval, one for each step. */
export interface Series {
  readonly step: number;
  /** Open of the first candle, ms. */
  readonly first: number;
  readonly candles: readonly ICandleData[];
}

/** A market in memory, and the frame that is walked in it: from a day after its first minute to a day before its last. */
export interface Market {
  readonly title: string;
  readonly symbol: string;
  readonly series: Readonly<Record<BenchInterval, Series>>;
  /** First instant of the frame, ms. */
  readonly start: number;
  /** Frames of one minute. */
  readonly minutes: number;
}

const mergeCandles = (candles: readonly ICandleData[], timestamp: number): ICandleData => ({
  timestamp,
  open: candles[0]?.open ?? Number.NaN,
  high: Math.max(...candles.map(({ high }) => high)),
  low: Math.min(...candles.map(({ low }) => low)),
  close: candles.at(-1)?.close ?? Number.NaN,
  volume: candles.reduce((sum, { volume }) => sum + volume, 0),
});

const toSeries = (minutes: readonly ICandleData[], step: number): Series => {
  const first = Math.ceil((minutes[0]?.timestamp ?? 0) / step) * step;
  const skipped = (first - (minutes[0]?.timestamp ?? 0)) / MINUTE_MS;
  const width = step / MINUTE_MS;
  const candles: ICandleData[] = [];
  for (let index = skipped; index + width <= minutes.length; index += width) {
    const part = minutes.slice(index, index + width);
    candles.push(
      width === 1 ? (part[0] ?? mergeCandles(part, 0)) : mergeCandles(part, part[0]?.timestamp ?? 0),
    );
  }
  return { step, first, candles };
};

const toMarket = (title: string, symbol: string, candles: readonly ICandleData[]): Market => ({
  title,
  symbol,
  series: {
    "1m": toSeries(candles, STEPS["1m"]),
    "5m": toSeries(candles, STEPS["5m"]),
    "15m": toSeries(candles, STEPS["15m"]),
    "1h": toSeries(candles, STEPS["1h"]),
  },
  start: (candles[0]?.timestamp ?? 0) + MINUTES_PER_DAY * MINUTE_MS,
  minutes: candles.length - 2 * MINUTES_PER_DAY,
});

const SEED = 7;

const made = new Map<number, Market>();

/**
 * A made-up market; the same one for the same length.
 * @param days - length of the frame
 */
export const createMarket = (days: number): Market => {
  const minutes = (days + 2) * MINUTES_PER_DAY;
  const market =
    made.get(days) ??
    toMarket(`generated, ${days} days`, "BENCHUSDT", generateMarket({ seed: SEED, minutes }));
  made.set(days, market);
  return market;
};

const JUMP_MINUTES = 360;
const JUMP = 0.015;

/** The same market with a jump between two minutes every six hours, up and down in turn: what jumps over resting orders. */
export const withJumps = (market: Market): Market => {
  const minutes = market.series["1m"].candles.map((candle, index) => {
    const factor = Math.floor(index / JUMP_MINUTES) % 2 === 0 ? 1 : 1 + JUMP;
    const { timestamp, volume } = candle;
    return {
      timestamp,
      open: candle.open * factor,
      high: candle.high * factor,
      low: candle.low * factor,
      close: candle.close * factor,
      volume,
    };
  });
  return toMarket(`${market.title}, with jumps`, `${market.symbol}JUMP`, minutes);
};

/** Recorded markets; says so when there are none. */
export const loadMarkets = (): Market[] => {
  const folder = candleDataDirectory();
  if (folder === null) {
    console.log(`Recorded candles are absent, and so are their rows: ${CANDLE_DATA_ADVICE}.`);
    return [];
  }
  return (["BTCUSDT"] as const).map((symbol) =>
    toMarket(`recorded ${symbol}`, symbol, loadCandles(folder, symbol)),
  );
};

const isBenchInterval = (interval: CandleInterval): interval is BenchInterval => interval in STEPS;

/** What an exchange with the market in memory answers. */
export const readMarket = (
  market: Market,
  interval: CandleInterval,
  since: Date,
  limit: number,
): readonly ICandleData[] => {
  if (!isBenchInterval(interval)) {
    throw new Error(`no scenario reads ${interval}`);
  }
  const { first, step, candles } = market.series[interval];
  const index = Math.max(0, Math.ceil((since.getTime() - first) / step));
  return candles.slice(index, index + limit);
};

/** Index after the last candle of a series that is closed at an instant. */
export const findClosedEnd = ({ first, step }: Series, time: number): number =>
  Math.floor((time - first) / step);
