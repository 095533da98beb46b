import type {
  ICandleData,
  ICandleSeries,
  IPriceOutline,
  IMinuteCursor,
  IQuietBand,
  IShownCandle,
} from "../interfaces/Exchange.interface";
import { CANDLE_NUMBERS, CLOSE, HIGH, LOW, OPEN, TIME, VOLUME } from "../math/candle-numbers";
import { PriceOutline } from "../math/price-outline";
import { computeVwap } from "../math/vwap";
import { passQuietMinutes } from "./quiet-minutes";

/** A candle as users get it: nobody can change it for others. */
export const createCandle = (numbers: Float64Array, offset: number): ICandleData =>
  Object.freeze({
    timestamp: numbers[offset] ?? NaN,
    open: numbers[offset + OPEN] ?? NaN,
    high: numbers[offset + HIGH] ?? NaN,
    low: numbers[offset + LOW] ?? NaN,
    close: numbers[offset + CLOSE] ?? NaN,
    volume: numbers[offset + VOLUME] ?? NaN,
  });

/** Writes a candle as numbers. */
export const writeCandle = (numbers: Float64Array, offset: number, candle: ICandleData): void => {
  numbers[offset] = candle.timestamp;
  numbers[offset + OPEN] = candle.open;
  numbers[offset + HIGH] = candle.high;
  numbers[offset + LOW] = candle.low;
  numbers[offset + CLOSE] = candle.close;
  numbers[offset + VOLUME] = candle.volume;
};

/**
 * Candles one after the other as plain numbers, which the engine reads without an object for each. It is a part of a list of
 * numbers that others fill: what is in the part does not change any more.
 */
export class CandleSeries implements ICandleSeries {
  /** No candle. Frozen, for it is everybody's. */
  public static readonly EMPTY = new CandleSeries(new Float64Array(0), 0, 0);

  static {
    Object.freeze(CandleSeries.EMPTY);
  }

  /** Out of everybody's reach: the list goes on behind the series, with candles that lie in its future. */
  readonly #numbers: Float64Array;
  readonly #first: number;
  readonly #length: number;

  /**
   * @param numbers - of many candles
   * @param first - index of the candle the series begins with
   * @param length - candles
   */
  public constructor(numbers: Float64Array, first: number, length: number) {
    this.#numbers = numbers;
    // Both may be quotients, and come out of this as whole numbers that are much faster to count with.
    this.#first = first | 0;
    this.#length = length | 0;
  }

  /** A series of its own, of candles as they are. */
  public static of(candles: readonly ICandleData[]): CandleSeries {
    const numbers = new Float64Array(candles.length * CANDLE_NUMBERS);
    candles.forEach((candle, index) => writeCandle(numbers, index * CANDLE_NUMBERS, candle));
    return new CandleSeries(numbers, 0, candles.length);
  }

  public get length(): number {
    return this.#length;
  }

  /** Open of a candle, ms; not a number beyond the ends. */
  public timeAt(index: number): number {
    return this.#read(index, TIME);
  }

  public closeAt(index: number): number {
    return this.#read(index, CLOSE);
  }

  /** {@inheritDoc ICandleSeries.seek} */
  public seek(near: number, time: number): number {
    const numbers = this.#numbers;
    const first = this.#first;
    let index = this.#clip(near);
    while (index > 0 && (numbers[(first + index - 1) * CANDLE_NUMBERS] ?? NaN) >= time) {
      index -= 1;
    }
    while (index < this.#length && (numbers[(first + index) * CANDLE_NUMBERS] ?? NaN) < time) {
      index += 1;
    }
    return index;
  }

  /** Makes an object show a candle; what was shown before is gone. */
  public show(index: number, shown: IShownCandle): void {
    const offset = this.#has(index) ? (this.#first + index) * CANDLE_NUMBERS : this.#numbers.length;
    shown.timestamp = this.#numbers[offset] ?? NaN;
    shown.open = this.#numbers[offset + OPEN] ?? NaN;
    shown.high = this.#numbers[offset + HIGH] ?? NaN;
    shown.low = this.#numbers[offset + LOW] ?? NaN;
    shown.close = this.#numbers[offset + CLOSE] ?? NaN;
    shown.volume = this.#numbers[offset + VOLUME] ?? NaN;
  }

  /**
   * VWAP of some of the candles; `null` for none.
   * @param start - index of the first one; by default of all
   * @param end - index after the last one
   */
  public averagePrice(start = 0, end = this.#length): number | null {
    const [from, to] = [this.#clip(start), this.#clip(end)];
    return computeVwap(this.#numbers, this.#first + from, this.#first + to);
  }

  /** Adds the candles to an outline of the price. Anything else gets nothing: it could look behind the end of the series. */
  public drawOn(outline: IPriceOutline): void {
    if (outline instanceof PriceOutline) {
      outline.add(this.#numbers, this.#first, this.#length);
    }
  }

  /** {@inheritDoc ICandleSeries.passQuiet} */
  public passQuiet(cursor: IMinuteCursor, windowMinutes: number, band: IQuietBand): void {
    const first = this.#first;
    // A cursor of its own: nobody moves it behind the end of the series meanwhile.
    const place: IMinuteCursor = {
      openTime: cursor.openTime,
      start: first + this.#clip(cursor.start),
      end: first + this.#clip(cursor.end),
    };
    passQuietMinutes(this.#numbers, first + this.#length, place, windowMinutes, band);
    cursor.openTime = place.openTime;
    cursor.start = place.start - first;
    cursor.end = place.end - first;
  }

  /** Open of the newest candle, ms; not a number without one. */
  public get newestTime(): number {
    return this.timeAt(this.#length - 1);
  }

  /** The last candles, as many as there are. */
  public takeLast(count: number): CandleSeries {
    const kept = this.#clip(count);
    return new CandleSeries(this.#numbers, this.#first + this.#length - kept, kept);
  }

  /** Some of the candles. */
  public takeFrom(start: number, count: number): CandleSeries {
    const skipped = this.#clip(start);
    return new CandleSeries(
      this.#numbers,
      this.#first + skipped,
      Math.min(this.#clip(count), this.#length - skipped),
    );
  }

  /** The candles that open before `time` (ms). */
  public takeBefore(time: number): CandleSeries {
    let count = this.#length;
    while (count > 0 && this.timeAt(count - 1) >= time) {
      count -= 1;
    }
    return count === this.#length ? this : new CandleSeries(this.#numbers, this.#first, count);
  }

  /** These candles, and behind them those of another series that are newer. */
  public joinNewer(other: CandleSeries): CandleSeries {
    if (this.#length === 0) {
      return other;
    }
    const newer = other.toCandles().filter(({ timestamp }) => timestamp > this.newestTime);
    return CandleSeries.of([...this.toCandles(), ...newer]);
  }

  /** The same as objects, frozen, in a list of the caller's own. */
  public toCandles(): ICandleData[] {
    return Array.from({ length: this.#length }, (_, index) =>
      createCandle(this.#numbers, (this.#first + index) * CANDLE_NUMBERS),
    );
  }

  /** What `JSON.stringify` shows. */
  public toJSON(): ICandleData[] {
    return this.toCandles();
  }

  #read(index: number, place: number): number {
    return this.#has(index) ? (this.#numbers[(this.#first + index) * CANDLE_NUMBERS + place] ?? NaN) : NaN;
  }

  /** A whole number of candles, not more than there are. */
  #clip(count: number): number {
    return Math.min(Math.max(0, Math.floor(count)), this.#length);
  }

  /** Between two candles lie numbers of the later one. */
  #has(index: number): boolean {
    return index >= 0 && index < this.#length && Number.isInteger(index);
  }
}

const isOrdered = (candles: readonly ICandleData[]): boolean =>
  candles.every((candle, index) => index === 0 || candle.timestamp > (candles[index - 1]?.timestamp ?? 0));

/** Candles as somebody gives them, in ascending order. */
export const toOrderedSeries = (candles: readonly ICandleData[]): CandleSeries =>
  CandleSeries.of(isOrdered(candles) ? candles : candles.toSorted((a, b) => a.timestamp - b.timestamp));
