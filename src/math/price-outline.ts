import type { IPriceOutline } from "../interfaces/Exchange.interface";
import { CANDLE_NUMBERS, CLOSE, HIGH, LOW, OPEN, TIME } from "./candle-numbers";
import { MINUTE_MS, floorTo } from "./interval";

/** One bar of the outline of the price. */
export interface IOutlineBar {
  /** Open time, ms. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

const MAXIMUM_BARS = 2_000;

/** With fewer, bars on both sides of the epoch could not be merged enough. */
const MINIMUM_BARS = 2;

/** A run of minutes needs no room for years. */
const INITIAL_BARS = 64;

/** How many times as much room there is when it was too little. */
const GROWTH = 4;

/** The multiple of the length of bars at or before `time`, which is not before the end of another bar; mostly that end. */
const alignAfter = (end: number, time: number, length: number): number =>
  time < end + length ? end : floorTo(time, length);

/**
 * The price over a whole run in few bars, whatever its length: open, high, low and close exactly as in the candles it was
 * given. All bars have one length, a minute times a power of two, and start at multiples of it; where there would be too
 * many, the length doubles and neighbours become one. That happens at most once per doubling of the time covered, so a candle
 * costs the same throughout.
 */
export class PriceOutline implements IPriceOutline {
  private readonly limit: number;
  /** The bars, ascending, each laid out like a candle without a volume. */
  private cells = new Float64Array(INITIAL_BARS * CANDLE_NUMBERS);
  /** Cells that are taken. */
  private used = 0;
  private length = MINUTE_MS;
  private newest = -Infinity;
  /** End of the last bar, ms. */
  private end = -Infinity;

  /** @param maximumBars - the most bars there may be, at least 2 */
  public constructor(maximumBars = MAXIMUM_BARS) {
    this.limit = Math.max(MINIMUM_BARS, maximumBars);
  }

  /** Time from the start of one bar to the start of the next, if there is no hole, ms. */
  public get barLength(): number {
    return this.length;
  }

  /**
   * Takes in the next one-minute candles; one that is not newer than all before is ignored.
   * @param numbers - of many candles
   * @param first - index of the first one
   * @param count - candles
   */
  public add(numbers: Float64Array, first: number, count: number): void {
    const end = first + count;
    let index = this.take(numbers, first, end);
    while (index < end) {
      this.makeRoom();
      index = this.take(numbers, index, end);
    }
  }

  /** Copies of the bars so far, ascending. A stretch without candles has none. */
  public bars(): readonly IOutlineBar[] {
    return Array.from({ length: this.used / CANDLE_NUMBERS }, (_, row) => ({
      time: this.read(row, TIME),
      open: this.read(row, OPEN),
      high: this.read(row, HIGH),
      low: this.read(row, LOW),
      close: this.read(row, CLOSE),
    }));
  }

  /**
   * Takes in candles as long as there is room, bar by bar. All that changes is kept in variables meanwhile: that is several times as
   * fast.
   * @returns index of the first candle there is no room for, or `last`
   */
  private take(numbers: Float64Array, first: number, last: number): number {
    const { cells, length } = this;
    const room = Math.min(this.limit * CANDLE_NUMBERS, cells.length);
    const stop = last * CANDLE_NUMBERS;
    let { used, newest, end } = this;
    let offset = first * CANDLE_NUMBERS;
    while (offset < stop) {
      let time = numbers[offset + TIME] ?? NaN;
      if (!(time > newest)) {
        offset += CANDLE_NUMBERS;
        continue;
      }
      let high = -Infinity;
      let low = Infinity;
      if (time < end) {
        high = cells[used - CANDLE_NUMBERS + HIGH] ?? NaN;
        low = cells[used - CANDLE_NUMBERS + LOW] ?? NaN;
      } else if (used < room) {
        const start = alignAfter(end, time, length);
        cells[used + TIME] = start;
        cells[used + OPEN] = numbers[offset + OPEN] ?? NaN;
        used += CANDLE_NUMBERS;
        end = start + length;
      } else {
        break;
      }
      do {
        const candleHigh = numbers[offset + HIGH] ?? NaN;
        const candleLow = numbers[offset + LOW] ?? NaN;
        if (candleHigh > high) {
          high = candleHigh;
        }
        if (candleLow < low) {
          low = candleLow;
        }
        newest = time;
        offset += CANDLE_NUMBERS;
        if (offset >= stop) {
          break;
        }
        time = numbers[offset + TIME] ?? NaN;
      } while (time < end && time > newest);
      const bar = used - CANDLE_NUMBERS;
      cells[bar + HIGH] = high;
      cells[bar + LOW] = low;
      cells[bar + CLOSE] = numbers[offset - CANDLE_NUMBERS + CLOSE] ?? NaN;
    }
    this.used = used;
    this.newest = newest;
    this.end = end;
    return offset / CANDLE_NUMBERS;
  }

  /** Makes room for another bar: in the list, or else by fewer and longer ones. */
  private makeRoom(): void {
    const most = this.limit * CANDLE_NUMBERS;
    if (this.used === most) {
      this.doubleLength();
    } else {
      const grown = new Float64Array(Math.min(most, GROWTH * this.used));
      grown.set(this.cells);
      this.cells = grown;
    }
  }

  /** Merges, in place, the bars that share one of twice the length: each is taken in as if it were a candle. */
  private doubleLength(): void {
    const { newest } = this;
    const count = this.used / CANDLE_NUMBERS;
    this.length *= 2;
    this.used = 0;
    this.newest = -Infinity;
    this.end = -Infinity;
    this.take(this.cells, 0, count);
    this.newest = newest;
  }

  private read(row: number, cell: number): number {
    return this.cells[row * CANDLE_NUMBERS + cell] ?? NaN;
  }
}
