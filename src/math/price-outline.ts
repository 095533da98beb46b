import type { ICandleData } from "../interfaces/Exchange.interface";
import { CLOSE, HIGH, LOW, OPEN, TIME } from "./candle-numbers";
import { MINUTE_MS, floorTo } from "./interval";

/** What a bar is made of. */
export type OutlineCandle = Pick<ICandleData, "timestamp" | "open" | "high" | "low" | "close">;

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
const INITIAL_ROWS = 64;

/** Cells of one bar: those of a candle but for its volume, which comes last. */
const CELLS = 5;

/**
 * The price over a whole run in few bars, whatever its length: open, high, low and close exactly as in the candles it was
 * given. All bars have one length, a minute times a power of two, and start at multiples of it; where there would be too
 * many, the length doubles and neighbours become one. That happens at most once per doubling of the time covered, so a candle
 * costs the same throughout.
 */
export class PriceOutline {
  private readonly limit: number;
  /** One row of cells a bar, ascending. */
  private cells = new Float64Array(INITIAL_ROWS * CELLS);
  private size = 0;
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

  /** Takes in the next one-minute candle; one that is not newer than all before is ignored. */
  public add(candle: OutlineCandle): void {
    if (!(candle.timestamp > this.newest)) {
      return;
    }
    this.newest = candle.timestamp;
    while (candle.timestamp >= this.end && this.size === this.limit) {
      this.doubleLength();
    }
    if (candle.timestamp < this.end) {
      this.extend(this.size - 1, candle.high, candle.low, candle.close);
    } else {
      this.append(candle);
    }
  }

  /** Copies of the bars so far, ascending. A stretch without candles has none. */
  public bars(): readonly IOutlineBar[] {
    return Array.from({ length: this.size }, (_, row) => ({
      time: this.read(row, TIME),
      open: this.read(row, OPEN),
      high: this.read(row, HIGH),
      low: this.read(row, LOW),
      close: this.read(row, CLOSE),
    }));
  }

  private append({ timestamp, open, high, low, close }: OutlineCandle): void {
    if ((this.size + 1) * CELLS > this.cells.length) {
      const grown = new Float64Array(this.cells.length * 2);
      grown.set(this.cells);
      this.cells = grown;
    }
    const time = floorTo(timestamp, this.length);
    const row = this.size * CELLS;
    this.cells[row + TIME] = time;
    this.cells[row + OPEN] = open;
    this.cells[row + HIGH] = high;
    this.cells[row + LOW] = low;
    this.cells[row + CLOSE] = close;
    this.size += 1;
    this.end = time + this.length;
  }

  /** Prolongs a bar by what came after it. */
  private extend(row: number, high: number, low: number, close: number): void {
    this.cells[row * CELLS + HIGH] = Math.max(this.read(row, HIGH), high);
    this.cells[row * CELLS + LOW] = Math.min(this.read(row, LOW), low);
    this.cells[row * CELLS + CLOSE] = close;
  }

  /** Merges, in place, the bars that share one of twice the length. */
  private doubleLength(): void {
    this.length *= 2;
    let merged = 0;
    for (let row = 0; row < this.size; row += 1) {
      const time = floorTo(this.read(row, TIME), this.length);
      if (merged > 0 && this.read(merged - 1, TIME) === time) {
        this.extend(merged - 1, this.read(row, HIGH), this.read(row, LOW), this.read(row, CLOSE));
      } else {
        this.move(row, merged);
        this.cells[merged * CELLS + TIME] = time;
        merged += 1;
      }
    }
    this.size = merged;
    this.end = this.read(merged - 1, TIME) + this.length;
  }

  private move(from: number, to: number): void {
    for (let cell = 0; cell < CELLS; cell += 1) {
      this.cells[to * CELLS + cell] = this.read(from, cell);
    }
  }

  private read(row: number, cell: number): number {
    return this.cells[row * CELLS + cell] ?? NaN;
  }
}
