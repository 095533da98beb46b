import type { ICandleData } from "../interfaces/Exchange.interface";
import { CANDLE_NUMBERS } from "../math/candle-numbers";
import type { CandleBlock } from "./candle-block";
import { createCandle, writeCandle } from "./candle-series";
import type { ICandleFault } from "./candle-validation";

/** Slots at first. */
const INITIAL_SIZE = 128;

/** What is known of a candle that was not simply accepted. */
export interface ICandleNote {
  /** `null`: the candle could not be read at all. */
  readonly candle: ICandleData | null;
  readonly fault: ICandleFault | null;
  readonly isReported: boolean;
}

/**
 * The candles that were judged last, by time: a ring for those that were accepted, which nearly all are, and a note for each of
 * the others. What falls out of the ring is forgotten.
 */
export class CandleMemory {
  private slots = INITIAL_SIZE;
  /** A slot without a candle has no time. */
  private numbers = new Float64Array(INITIAL_SIZE * CANDLE_NUMBERS).fill(NaN);
  private readonly notes = new Map<number, ICandleNote>();

  /** @param step - length of the interval, ms */
  public constructor(private readonly step: number) {}

  /** Whether there is something else to be said about any candle. */
  public get hasNotes(): boolean {
    return this.notes.size > 0;
  }

  /** Makes room for so many slots. */
  public reserve(slotCount: number): void {
    if (slotCount <= this.slots) {
      return;
    }
    const remembered = this.numbers;
    this.slots = 2 ** Math.ceil(Math.log2(slotCount));
    this.numbers = new Float64Array(this.slots * CANDLE_NUMBERS).fill(NaN);
    for (let offset = 0; offset < remembered.length; offset += CANDLE_NUMBERS) {
      const time = remembered[offset] ?? NaN;
      if (!Number.isNaN(time)) {
        this.numbers.set(remembered.subarray(offset, offset + CANDLE_NUMBERS), this.offsetOf(time));
      }
    }
  }

  /** The accepted candle that opens at `time` (ms). */
  public acceptedAt(time: number): ICandleData | undefined {
    const offset = this.offsetOf(time);
    return this.numbers[offset] === time ? createCandle(this.numbers, offset) : undefined;
  }

  /** The note about the candle that opens at `time` (ms); none when it was simply accepted, or never seen. */
  public noteAt(time: number): ICandleNote | undefined {
    return this.notes.size === 0 ? undefined : this.notes.get(time);
  }

  /** Remembers an accepted candle nothing else is to be said about. */
  public accept(candle: ICandleData): void {
    writeCandle(this.numbers, this.offsetOf(candle.timestamp), candle);
    if (this.notes.size > 0) {
      this.notes.delete(candle.timestamp);
    }
  }

  /** The same for all candles of a range (ms), which must be present. Nothing may be noted about any. */
  public acceptAll(block: CandleBlock, since: number, until: number): void {
    let time = since;
    while (time < until) {
      const offset = this.offsetOf(time);
      const room = this.slots - offset / CANDLE_NUMBERS;
      const count = Math.min(room, (until - time) / this.step);
      block.copyNumbers(time, count, this.numbers, offset);
      time += count * this.step;
    }
  }

  /** Remembers anything else about the candle that opens at `time` (ms). */
  public note(time: number, note: ICandleNote): void {
    const offset = this.offsetOf(time);
    if (note.candle !== null && note.fault === null) {
      writeCandle(this.numbers, offset, note.candle);
    } else {
      this.numbers[offset] = NaN;
    }
    this.notes.delete(time);
    this.notes.set(time, note);
    if (this.notes.size > this.slots) {
      const [oldest = time] = this.notes.keys();
      this.notes.delete(oldest);
    }
  }

  /** The length is a power of two. */
  private offsetOf(time: number): number {
    return ((time / this.step) & (this.slots - 1)) * CANDLE_NUMBERS;
  }
}
