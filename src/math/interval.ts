import type { CandleInterval } from "../interfaces/Exchange.interface";
import type { FrameInterval } from "../interfaces/Frame.interface";
import type { SignalInterval } from "../interfaces/Strategy.interface";

/** One UTC day, in milliseconds. */
export const DAY_MS = 86_400_000;

/** One minute, the base interval, in milliseconds. */
export const MINUTE_MS = 60_000;

const INTERVAL_MINUTES: Readonly<Record<FrameInterval, number>> = {
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
  "12h": 720,
  "1d": 1440,
  "3d": 4320,
};

/** Intervals of candles, shortest first. */
export const CANDLE_INTERVALS = [
  "1m",
  "3m",
  "5m",
  "15m",
  "30m",
  "1h",
  "2h",
  "4h",
  "6h",
  "8h",
] as const satisfies readonly CandleInterval[];

/** Steps of frames, shortest first. */
export const FRAME_INTERVALS = [
  ...CANDLE_INTERVALS,
  "12h",
  "1d",
  "3d",
] as const satisfies readonly FrameInterval[];

/** Throttles of strategies, shortest first. */
export const SIGNAL_INTERVALS = [
  "1m",
  "3m",
  "5m",
  "15m",
  "30m",
  "1h",
] as const satisfies readonly SignalInterval[];

/** Length of an interval in milliseconds. */
export const intervalToMs = (interval: FrameInterval): number => INTERVAL_MINUTES[interval] * MINUTE_MS;

/** The longest time between two calls of a strategy that its throttle can ask for, ms. */
export const LONGEST_SIGNAL_INTERVAL_MS = Math.max(...SIGNAL_INTERVALS.map(intervalToMs));

/** The latest multiple of `step` that is not after `time` (both ms). */
export const floorTo = (time: number, step: number): number => Math.floor(time / step) * step;

/** The earliest multiple of `step` that is not before `time` (both ms). */
export const ceilTo = (time: number, step: number): number => Math.ceil(time / step) * step;

/** The minute `time` (ms) lies in. */
export const floorToMinute = (time: number): number => floorTo(time, MINUTE_MS);
