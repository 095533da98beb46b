import { CANDLE_NUMBERS, CLOSE, copyCandles, HIGH, LOW, OPEN, TIME, VOLUME } from "../math/candle-numbers";
import { floorTo } from "../math/interval";
import type { CandleRows } from "./candle-rows";
import { isSoundCandle, VALUE_FIELDS, widenSpread, type IPriceSpread } from "./candle-validation";

/** What is known about one slot. */
export const UNKNOWN = 0;
export const MISSING = 1;
export const PRESENT = 2;
export const FAULTY = 3;

const NO_SPREAD: IPriceSpread = { lowest: Infinity, highest: 0 };

/** One slot for each candle of a stretch of time that could exist: what is known about it, and its numbers if it is present. */
export class CandleSlots {
  private readonly states: Uint8Array;
  /** Of the slots that are present; they stay as they are until one is set to something else. */
  public readonly numbers: Float64Array;
  private prices = NO_SPREAD;

  /**
   * @param step - length of the interval, ms
   * @param base - open of the first slot, ms
   * @param count - slots
   */
  public constructor(
    private readonly step: number,
    public readonly base: number,
    public readonly count: number,
  ) {
    this.states = new Uint8Array(count);
    this.numbers = new Float64Array(count * CANDLE_NUMBERS);
  }

  /** End of the last slot, ms. */
  public get end(): number {
    return this.base + this.count * this.step;
  }

  /** Lowest and highest price ever stored, here or in the slots these were moved from. */
  public get spread(): IPriceSpread {
    return this.prices;
  }

  /** Slots for another stretch, with what they have in common with these. */
  public moveTo(base: number, count: number): CandleSlots {
    const moved = new CandleSlots(this.step, base, count);
    const shift = this.indexOf(base);
    const from = Math.max(0, shift);
    const to = Math.min(this.count, count + shift);
    if (to > from) {
      moved.states.set(this.states.subarray(from, to), from - shift);
      moved.numbers.set(
        this.numbers.subarray(from * CANDLE_NUMBERS, to * CANDLE_NUMBERS),
        (from - shift) * CANDLE_NUMBERS,
      );
    }
    moved.prices = this.prices;
    return moved;
  }

  /** Index of the slot that opens at `time` (ms). */
  public indexOf(time: number): number {
    return (time - this.base) / this.step;
  }

  /** What is known about a slot; nothing beyond the ends. */
  public stateAt(index: number): number {
    return this.states[index] ?? UNKNOWN;
  }

  public setState(index: number, state: number): void {
    this.states[index] = state;
  }

  /** Forgets what is known about the slots from `from` up to `to`, without it. */
  public forget(from: number, to: number): void {
    this.states.fill(UNKNOWN, from, to);
  }

  /** Notes that there is nothing where nothing is known. */
  public markMissing(from: number, to: number): void {
    const states = this.states.subarray(from, to);
    if (states.includes(UNKNOWN)) {
      states.forEach((state, index) => {
        states[index] = state === UNKNOWN ? MISSING : state;
      });
    }
  }

  /** The first slot that is unknown, or `to`. */
  public findUnknown(from: number, to: number): number {
    let count = 0;
    while (count < to - from && this.stateAt(from + count) !== UNKNOWN) {
      count += 1;
    }
    return from + count;
  }

  /** The first slot that is not unknown, or `to`. */
  public findKnown(from: number, to: number): number {
    let count = 0;
    while (count < to - from && this.stateAt(from + count) === UNKNOWN) {
      count += 1;
    }
    return from + count;
  }

  /** The first slot that is not present, or `to`; nothing is beyond the ends. */
  public findNotPresent(from: number, to: number): number {
    const { states } = this;
    // Whole numbers that may be quotients are much faster to count with afterwards.
    const last = to | 0;
    let index = from | 0;
    while (index < last && states[index] === PRESENT) {
      index += 1;
    }
    return index;
  }

  /**
   * Takes rows that open one step after the other in a range, as long as each is that of a sound candle in a slot nothing is known
   * about. It is what nearly every answer consists of, so nothing is called for a row.
   * @param first - index of the row to begin with
   * @param since - of the range, which lies within the slots, ms
   * @returns index of the row behind the last one that was taken
   */
  public takeRun(rows: CandleRows, first: number, since: number, until: number): number {
    const { states, step } = this;
    const source = rows.numbers;
    const start = rows.timeAt(first);
    if (!(start >= since) || floorTo(start, step) !== start) {
      return first;
    }
    const slot = this.indexOf(start) | 0;
    const longest = Math.min(rows.length - first, (until - start) / step);
    let { lowest, highest } = this.prices;
    let count = 0;
    while (count < longest && states[slot + count] === UNKNOWN) {
      const offset = (first + count) * CANDLE_NUMBERS;
      const open = source[offset + OPEN] ?? NaN;
      const high = source[offset + HIGH] ?? NaN;
      const low = source[offset + LOW] ?? NaN;
      const close = source[offset + CLOSE] ?? NaN;
      const volume = source[offset + VOLUME] ?? NaN;
      if (source[offset + TIME] !== start + count * step || !isSoundCandle(open, high, low, close, volume)) {
        break;
      }
      lowest = Math.min(lowest, low);
      highest = Math.max(highest, high);
      if (!(open >= low && close >= low && open <= high && close <= high)) {
        lowest = Math.min(lowest, open, close);
        highest = Math.max(highest, open, close);
      }
      count += 1;
    }
    copyCandles(source, first, count, this.numbers, slot * CANDLE_NUMBERS);
    states.fill(PRESENT, slot, slot + count);
    this.prices = widenSpread(this.prices, lowest, highest);
    return first + count;
  }

  /** Whether a slot that is present has the values of a row. */
  public holds(index: number, rows: CandleRows, row: number): boolean {
    return VALUE_FIELDS.every(
      (_, column) => rows.valueAt(row, column) === this.numbers[index * CANDLE_NUMBERS + OPEN + column],
    );
  }
}
