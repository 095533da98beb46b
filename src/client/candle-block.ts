import type { ICandleData } from "../interfaces/Exchange.interface";
import { CANDLE_NUMBERS, NO_CANDLE } from "../math/candle-numbers";
import { floorTo } from "../math/interval";
import type { CandleRows } from "./candle-rows";
import { CandleSeries, createCandle } from "./candle-series";
import { CandleSlots, FAULTY, MISSING, PRESENT, UNKNOWN } from "./candle-slots";
import { findCandleFault, type ICandleFault, type IPriceSpread } from "./candle-validation";
import { TimeStretch } from "./time-stretch";

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
  private slots: CandleSlots;
  /** End of the newest slot that is not unknown, ms. */
  private knownEnd = 0;
  /** The objects, by slot; there is no list before the first is asked for. */
  private views: ICandleData[] = [];
  /** Where no slot is unknown. */
  private readonly known = new TimeStretch();
  /** Where every slot is present and has its view. */
  private readonly viewed = new TimeStretch();
  private readonly faults = new Map<number, ICandleFault>();
  private changes = 0;

  /** @param step - length of the interval, ms */
  public constructor(private readonly step: number) {
    this.slots = new CandleSlots(step, 0, 0);
  }

  /** Lowest and highest price ever stored: at least as wide as that of any range in here. */
  public get spread(): IPriceSpread {
    return this.slots.spread;
  }

  /** Another number whenever something that was known is known no longer. */
  public get revision(): number {
    return this.changes;
  }

  /** Slots there is memory for. */
  public get capacity(): number {
    return this.slots.count;
  }

  /** Slots there would be with a range and everything that is known. */
  public measureWith(since: number, until: number): number {
    if (this.slots.count === 0) {
      return (until - since) / this.step;
    }
    return (Math.max(until, this.knownEnd) - Math.min(since, this.slots.base)) / this.step;
  }

  /**
   * Makes room for a range and drops what opens before `keepFrom`.
   * @param keepFrom - ms, not after `since`
   */
  public cover(since: number, until: number, keepFrom: number): void {
    const { slots } = this;
    if (since >= slots.base && until <= slots.end) {
      return;
    }
    const isKept = this.knownEnd > Math.max(keepFrom, slots.base) && slots.count > 0;
    const base = isKept ? Math.min(since, Math.max(keepFrom, slots.base)) : since;
    const end = Math.max(until, isKept ? this.knownEnd : until);
    const needed = (end - base) / this.step;
    const spare = Math.max(SPARE_SLOTS, Math.floor(needed * SPARE_SHARE));
    this.move(base, needed + (slots.count > 0 ? spare : 0));
  }

  /** The first slot in a range that nothing is known about, or `until`. */
  public findUnknown(since: number, until: number): number {
    const reached = this.known.reach(since, until);
    const [from, to] = [this.slots.indexOf(reached), this.slots.indexOf(until)];
    const index = this.slots.findUnknown(from, to);
    return index < to ? reached + (index - from) * this.step : until;
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
    const from = this.slots.indexOf(since);
    const to = this.slots.indexOf(Math.min(until, this.knownEnd));
    const index = this.slots.findKnown(from, to);
    return index < to ? since + (index - from) * this.step : until;
  }

  /** Whether the source has no candle here, or was not asked. */
  public isAbsent(time: number): boolean {
    return this.stateAt(time) <= MISSING;
  }

  /** The candle that opens at `time`, or nothing when it is absent or faulty. */
  public viewAt(time: number): ICandleData | undefined {
    const index = this.slots.indexOf(time);
    return this.slots.stateAt(index) === PRESENT ? this.showSlot(index) : undefined;
  }

  /** The candles of a range in a list of its own; `null` unless each one is present. */
  public copyViews(since: number, until: number): ICandleData[] | null {
    const { slots } = this;
    const end = slots.indexOf(until);
    if (!this.showAll(slots.indexOf(this.viewed.reach(since, until)), end)) {
      return null;
    }
    this.viewed.extend(since, until);
    return this.views.slice(slots.indexOf(since), end);
  }

  /** The candles of a range as numbers; `null` unless each one is present. */
  public readSeries(since: number, until: number): CandleSeries | null {
    const { slots } = this;
    return this.isPresent(since, until)
      ? new CandleSeries(slots.numbers, slots.indexOf(since), (until - since) / this.step)
      : null;
  }

  /** Whether every candle of a range is present. */
  public isPresent(since: number, until: number): boolean {
    return this.findNotPresent(since, until) === until;
  }

  /** The first candle in a range that is not present, or `until`. */
  public findNotPresent(since: number, until: number): number {
    const { slots } = this;
    const [from, to] = [slots.indexOf(since), slots.indexOf(until)];
    const index = slots.findNotPresent(from, to);
    return index < to ? since + (index - from) * this.step : until;
  }

  /** The numbers of all slots. Those of candles that are present do not change any more; when the block moves it gets others. */
  public get numbers(): Float64Array {
    return this.slots.numbers;
  }

  /** Index of the slot that opens at `time` (ms). */
  public indexOf(time: number): number {
    return this.slots.indexOf(time);
  }

  /** What is wrong with the candle that opens at `time`. */
  public faultAt(time: number): ICandleFault | undefined {
    return this.faults.get(time);
  }

  /** Forgets what is known about a range that was covered; mostly that is nothing. */
  public forget(since: number, until: number): void {
    if (since >= this.knownEnd) {
      return;
    }
    this.noteLoss();
    const [from, to] = [this.slots.indexOf(since), this.slots.indexOf(until)];
    this.slots.forget(from, to);
    this.views.fill(NO_CANDLE, from, to);
    for (let time = since; time < until && this.faults.size > 0; time += this.step) {
      this.faults.delete(time);
    }
  }

  /** Notes that the source has nothing for what is still unknown in a covered range. */
  public markMissing(since: number, until: number): void {
    this.slots.markMissing(this.slots.indexOf(since), this.slots.indexOf(until));
    this.known.extend(since, until);
    this.knownEnd = Math.max(this.knownEnd, until);
  }

  /**
   * Takes the rows that open in a covered range nothing was known about; others are dropped. Order does not matter.
   * @returns end of the newest slot a row was found for, ms, or `since` when there is none
   */
  public store(rows: CandleRows, since: number, until: number): number {
    let newestEnd = since;
    let row = 0;
    while (row < rows.length) {
      const runEnd = this.slots.takeRun(rows, row, since, until);
      const last = Math.max(row, runEnd - 1);
      const timestamp = rows.timeAt(last);
      if (timestamp >= since && timestamp < until) {
        const time = floorTo(timestamp, this.step);
        if (runEnd === row) {
          this.storeRow(rows, row, time);
        }
        newestEnd = Math.max(newestEnd, time + this.step);
      }
      row = last + 1;
    }
    this.knownEnd = Math.max(this.knownEnd, newestEnd);
    return newestEnd;
  }

  /** Takes a row that is not simply that of the next candle. */
  private storeRow(rows: CandleRows, row: number, time: number): void {
    const index = this.slots.indexOf(time);
    const state = this.slots.stateAt(index);
    if (rows.timeAt(row) !== time) {
      this.setFault(index, time, OFF_GRID);
    } else if (state === PRESENT && !this.slots.holds(index, rows, row)) {
      this.setFault(index, time, AMBIGUOUS);
    } else if (state === UNKNOWN) {
      const fault = findCandleFault(rows.rowAt(row));
      if (fault !== null) {
        this.setFault(index, time, fault);
      }
    }
  }

  private setFault(index: number, time: number, fault: ICandleFault): void {
    this.slots.setState(index, FAULTY);
    this.faults.set(time, fault);
    this.viewed.clear();
  }

  /** Makes the objects of the slots from `from` up to `to`; whether each of them is present. */
  private showAll(from: number, to: number): boolean {
    if (this.slots.findNotPresent(from, to) < to) {
      return false;
    }
    for (let index = from; index < to; index += 1) {
      this.showSlot(index);
    }
    return true;
  }

  private showSlot(index: number): ICandleData {
    const { slots } = this;
    if (this.views.length === 0) {
      this.views = new Array<ICandleData>(slots.count).fill(NO_CANDLE);
    }
    const known = this.views[index] ?? NO_CANDLE;
    if (known !== NO_CANDLE) {
      return known;
    }
    const view = createCandle(slots.numbers, index * CANDLE_NUMBERS);
    this.views[index] = view;
    return view;
  }

  private noteLoss(): void {
    this.changes += 1;
    this.known.clear();
    this.viewed.clear();
  }

  private stateAt(time: number): number {
    return this.slots.stateAt(this.slots.indexOf(time));
  }

  /** What lies in the new stretch stays; the rest is gone. */
  private move(base: number, count: number): void {
    this.noteLoss();
    this.slots = this.slots.moveTo(base, count);
    this.views = [];
    const { end } = this.slots;
    for (const time of this.faults.keys()) {
      if (time < base || time >= end) {
        this.faults.delete(time);
      }
    }
  }
}
