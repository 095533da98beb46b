import type { ICandleData } from "../interfaces/Exchange.interface";
import { CANDLE_NUMBERS, CLOSE, HIGH, LOW, NO_CANDLE, OPEN, VOLUME } from "../math/candle-numbers";
import { floorTo } from "../math/interval";
import type { CandleRows } from "./candle-rows";
import { CandleSeries, createCandle } from "./candle-series";
import {
  findCandleFault,
  isSoundCandle,
  VALUE_FIELDS,
  widenSpread,
  type ICandleFault,
  type IPriceSpread,
} from "./candle-validation";
import { TimeStretch } from "./time-stretch";

/** What is known about one slot of the grid. */
const UNKNOWN = 0;
const MISSING = 1;
const PRESENT = 2;
const FAULTY = 3;

/** Slots allocated beyond what is needed, at least, so that a block that grows candle by candle is rarely copied. */
const SPARE_SLOTS = 1000;

/** The same as a share of what is needed, so that one that grows large is not copied again and again. */
const SPARE_SHARE = 0.25;

const OFF_GRID: ICandleFault = { field: "timestamp", reason: "has a timestamp off the grid of the interval" };
const AMBIGUOUS: ICandleFault = { field: "timestamp", reason: "was given twice with different values" };

/**
 * Candles of one symbol and interval as plain numbers: one slot per candle that could exist, each unknown, missing,
 * present or faulty. The objects handed out are made on first use, frozen, and shared until the block moves: those of candles a run
 * has left behind would only keep the collector of garbage busy.
 */
export class CandleBlock {
  private base = 0;
  private slotCount = 0;
  /** End of the newest slot that is not unknown, ms. */
  private knownEnd = 0;
  private states = new Uint8Array(0);
  /** Of a slot that is present; they stay as they are until it is forgotten. */
  private numbers = new Float64Array(0);
  private views: ICandleData[] = [];
  /** Where no slot is unknown. */
  private readonly known = new TimeStretch();
  /** Where every slot is present and has its view. */
  private readonly viewed = new TimeStretch();
  private readonly faults = new Map<number, ICandleFault>();
  private changes = 0;
  private prices: IPriceSpread = { lowest: Infinity, highest: 0 };

  /** @param step - length of the interval, ms */
  public constructor(private readonly step: number) {}

  /** Lowest and highest price ever stored: at least as wide as that of any range in here. */
  public get spread(): IPriceSpread {
    return this.prices;
  }

  /** Another number whenever something that was known is known no longer. */
  public get revision(): number {
    return this.changes;
  }

  /** Slots there is memory for. */
  public get capacity(): number {
    return this.slotCount;
  }

  /** Slots there would be with a range and everything that is known. */
  public measureWith(since: number, until: number): number {
    if (this.slotCount === 0) {
      return (until - since) / this.step;
    }
    return (Math.max(until, this.knownEnd) - Math.min(since, this.base)) / this.step;
  }

  /**
   * Makes room for a range and drops what opens before `keepFrom`.
   * @param keepFrom - ms, not after `since`
   */
  public cover(since: number, until: number, keepFrom: number): void {
    if (since >= this.base && until <= this.base + this.slotCount * this.step) {
      return;
    }
    const isKept = this.knownEnd > Math.max(keepFrom, this.base) && this.slotCount > 0;
    const base = isKept ? Math.min(since, Math.max(keepFrom, this.base)) : since;
    const end = Math.max(until, isKept ? this.knownEnd : until);
    const needed = (end - base) / this.step;
    const spare = Math.max(SPARE_SLOTS, Math.floor(needed * SPARE_SHARE));
    this.reallocate(base, needed + (this.slotCount > 0 ? spare : 0));
  }

  /** The first slot in a range that nothing is known about, or `until`. */
  public findUnknown(since: number, until: number): number {
    for (let time = since; time < until; time += this.step) {
      if (this.stateAt(time) === UNKNOWN) {
        return time;
      }
    }
    return until;
  }

  /** Whether no slot of a range is unknown. */
  public isKnown(since: number, until: number): boolean {
    const reached = this.known.reach(since, until);
    if (reached === until) {
      return true;
    }
    if (this.findUnknown(reached, until) < until) {
      return false;
    }
    this.known.extend(since, until);
    return true;
  }

  /** The first slot in a range that something is known about, or `until`. */
  public findKnown(since: number, until: number): number {
    const end = Math.min(until, this.knownEnd);
    for (let time = since; time < end; time += this.step) {
      if (this.stateAt(time) !== UNKNOWN) {
        return time;
      }
    }
    return until;
  }

  /** Whether the source has no candle here, or was not asked. */
  public isAbsent(time: number): boolean {
    return this.stateAt(time) <= MISSING;
  }

  /** The candle that opens at `time`, or nothing when it is absent or faulty. */
  public viewAt(time: number): ICandleData | undefined {
    const index = this.indexOf(time);
    if (this.states[index] !== PRESENT) {
      return undefined;
    }
    let view = this.views[index] ?? NO_CANDLE;
    if (view === NO_CANDLE) {
      view = createCandle(this.numbers, index * CANDLE_NUMBERS);
      this.views[index] = view;
    }
    return view;
  }

  /** The candles of a range in a list of its own; `null` unless each one is present. */
  public copyViews(since: number, until: number): ICandleData[] | null {
    for (let time = this.viewed.reach(since, until); time < until; time += this.step) {
      if (this.viewAt(time) === undefined) {
        return null;
      }
    }
    this.viewed.extend(since, until);
    return this.views.slice(this.indexOf(since), this.indexOf(until));
  }

  /** The candles of a range as numbers; `null` unless each one is present. */
  public readSeries(since: number, until: number): CandleSeries | null {
    return this.isPresent(since, until)
      ? new CandleSeries(this.numbers, this.indexOf(since), (until - since) / this.step)
      : null;
  }

  /** Whether every candle of a range is present. */
  public isPresent(since: number, until: number): boolean {
    const end = this.indexOf(until);
    for (let index = this.indexOf(since); index < end; index += 1) {
      if (this.states[index] !== PRESENT) {
        return false;
      }
    }
    return true;
  }

  /** Copies the numbers of the candle that opens at `time`, which must be present. */
  public copyNumbers(time: number, target: Float64Array, offset: number): void {
    const start = this.indexOf(time) * CANDLE_NUMBERS;
    for (let place = 0; place < CANDLE_NUMBERS; place += 1) {
      target[offset + place] = this.numbers[start + place] ?? NaN;
    }
  }

  /** What is wrong with the candle that opens at `time`. */
  public faultAt(time: number): ICandleFault | undefined {
    return this.faults.get(time);
  }

  /** Forgets what is known about a range that was covered. */
  public forget(since: number, until: number): void {
    this.noteLoss();
    this.states.fill(UNKNOWN, this.indexOf(since), this.indexOf(until));
    for (let time = since; time < until && this.faults.size > 0; time += this.step) {
      this.faults.delete(time);
    }
  }

  /** Notes that the source has nothing for what is still unknown in a covered range. */
  public markMissing(since: number, until: number): void {
    for (let time = since; time < until; time += this.step) {
      const index = this.indexOf(time);
      if (this.states[index] === UNKNOWN) {
        this.states[index] = MISSING;
      }
    }
    this.knownEnd = Math.max(this.knownEnd, until);
  }

  /**
   * Takes the rows that open in a covered range nothing was known about; others are dropped. Order does not matter.
   * @returns end of the newest slot a row was found for, ms, or `since` when there is none
   */
  public store(rows: CandleRows, since: number, until: number): number {
    let newestEnd = since;
    for (let row = 0; row < rows.length; row += 1) {
      const timestamp = rows.timeAt(row);
      if (timestamp >= since && timestamp < until) {
        const time = floorTo(timestamp, this.step);
        this.storeRow(rows, row, time);
        newestEnd = Math.max(newestEnd, time + this.step);
      }
    }
    this.knownEnd = Math.max(this.knownEnd, newestEnd);
    return newestEnd;
  }

  private storeRow(rows: CandleRows, row: number, time: number): void {
    const index = this.indexOf(time);
    if (rows.timeAt(row) !== time) {
      this.setFault(index, time, OFF_GRID);
    } else if (this.states[index] === PRESENT && !this.holdsValuesOf(rows, row, index)) {
      this.setFault(index, time, AMBIGUOUS);
    } else if (this.states[index] === UNKNOWN) {
      const fault = this.setValues(rows, row, index) ? null : findCandleFault(rows.rowAt(row));
      if (fault !== null) {
        this.setFault(index, time, fault);
      }
    }
  }

  private setFault(index: number, time: number, fault: ICandleFault): void {
    this.states[index] = FAULTY;
    this.faults.set(time, fault);
    this.viewed.clear();
  }

  /** Takes the values of a row; `false` when they are those of no candle. */
  private setValues(rows: CandleRows, row: number, index: number): boolean {
    const open = rows.valueAt(row, 0);
    const high = rows.valueAt(row, 1);
    const low = rows.valueAt(row, 2);
    const close = rows.valueAt(row, 3);
    const volume = rows.valueAt(row, 4);
    if (!isSoundCandle(open, high, low, close, volume)) {
      return false;
    }
    const offset = index * CANDLE_NUMBERS;
    this.numbers[offset] = rows.timeAt(row);
    this.numbers[offset + OPEN] = open;
    this.numbers[offset + HIGH] = high;
    this.numbers[offset + LOW] = low;
    this.numbers[offset + CLOSE] = close;
    this.numbers[offset + VOLUME] = volume;
    this.prices = widenSpread(this.prices, Math.min(open, low, close), Math.max(open, high, close));
    this.states[index] = PRESENT;
    this.views[index] = NO_CANDLE;
    return true;
  }

  private holdsValuesOf(rows: CandleRows, row: number, index: number): boolean {
    return VALUE_FIELDS.every(
      (_, column) => rows.valueAt(row, column) === this.numbers[index * CANDLE_NUMBERS + OPEN + column],
    );
  }

  private noteLoss(): void {
    this.changes += 1;
    this.known.clear();
    this.viewed.clear();
  }

  private indexOf(time: number): number {
    return (time - this.base) / this.step;
  }

  private stateAt(time: number): number {
    return this.states[this.indexOf(time)] ?? UNKNOWN;
  }

  /** Moves what lies in the new range over; the rest is gone. */
  private reallocate(base: number, slotCount: number): void {
    this.noteLoss();
    const shift = (this.base - base) / this.step;
    const from = Math.max(0, -shift);
    const to = Math.max(from, Math.min(this.slotCount, slotCount - shift));
    const states = new Uint8Array(slotCount);
    const numbers = new Float64Array(slotCount * CANDLE_NUMBERS);
    const views = new Array<ICandleData>(slotCount).fill(NO_CANDLE);
    if (to > from) {
      states.set(this.states.subarray(from, to), from + shift);
      numbers.set(
        this.numbers.subarray(from * CANDLE_NUMBERS, to * CANDLE_NUMBERS),
        (from + shift) * CANDLE_NUMBERS,
      );
    }
    this.base = base;
    this.slotCount = slotCount;
    this.states = states;
    this.numbers = numbers;
    this.views = views;
    for (const time of this.faults.keys()) {
      if (time < base || time >= base + slotCount * this.step) {
        this.faults.delete(time);
      }
    }
  }
}
