import type { ICandleData } from "../interfaces/Exchange.interface";
import { CANDLE_NUMBERS, copyCandles } from "../math/candle-numbers";
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

/** Candles one after the other in a list of numbers, which do not change any more. */
interface ICandleRun {
  readonly numbers: Float64Array;
  /** Index of the first candle. */
  readonly first: number;
  /** Open of the first candle, ms. */
  readonly since: number;
  /** End of the last candle, ms. */
  until: number;
}

/**
 * The candles that were judged last, by time: a ring for those that were accepted, which nearly all are, and a note for each of
 * the others. What falls out of the ring is forgotten.
 */
export class CandleMemory {
  private slots = INITIAL_SIZE;
  /** A slot without a candle has no time. There is no ring before the first candle is put into it. */
  private numbers: Float64Array | null = null;
  private readonly notes = new Map<number, ICandleNote>();
  /** Candles accepted at once that lie where they were read: most are never asked for, and copied into the ring only then. */
  private latest: ICandleRun | null = null;

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
    this.settle();
    const remembered = this.numbers;
    this.slots = 2 ** Math.ceil(Math.log2(slotCount));
    if (remembered === null) {
      return;
    }
    const numbers = this.createRing();
    for (let offset = 0; offset < remembered.length; offset += CANDLE_NUMBERS) {
      const time = remembered[offset] ?? NaN;
      if (!Number.isNaN(time)) {
        numbers.set(remembered.subarray(offset, offset + CANDLE_NUMBERS), this.offsetOf(time));
      }
    }
  }

  /** The accepted candle that opens at `time` (ms). */
  public acceptedAt(time: number): ICandleData | undefined {
    this.settle();
    const { numbers } = this;
    const offset = this.offsetOf(time);
    return numbers?.[offset] === time ? createCandle(numbers, offset) : undefined;
  }

  /** The note about the candle that opens at `time` (ms); none when it was simply accepted, or never seen. */
  public noteAt(time: number): ICandleNote | undefined {
    return this.notes.size === 0 ? undefined : this.notes.get(time);
  }

  /** Remembers an accepted candle nothing else is to be said about. */
  public accept(candle: ICandleData): void {
    this.settle();
    writeCandle(this.numbers ?? this.createRing(), this.offsetOf(candle.timestamp), candle);
    if (this.notes.size > 0) {
      this.notes.delete(candle.timestamp);
    }
  }

  /** The same for all candles of a range (ms), which must be present. Nothing may be noted about any. */
  public acceptAll(block: CandleBlock, since: number, until: number): void {
    const { numbers } = block;
    const { latest } = this;
    if (latest !== null && latest.numbers === numbers && latest.until === since) {
      latest.until = until;
      return;
    }
    this.settle();
    this.latest = { numbers, first: block.indexOf(since), since, until };
  }

  /** Remembers anything else about the candle that opens at `time` (ms). */
  public note(time: number, note: ICandleNote): void {
    this.settle();
    const numbers = this.numbers ?? this.createRing();
    const offset = this.offsetOf(time);
    if (note.candle !== null && note.fault === null) {
      writeCandle(numbers, offset, note.candle);
    } else {
      numbers[offset] = NaN;
    }
    this.notes.delete(time);
    this.notes.set(time, note);
    if (this.notes.size > this.slots) {
      const [oldest = time] = this.notes.keys();
      this.notes.delete(oldest);
    }
  }

  /** Copies what was accepted at once into the ring, as much of it as the ring has room for. */
  private settle(): void {
    const { latest } = this;
    if (latest === null) {
      return;
    }
    this.latest = null;
    const { numbers, first, since, until } = latest;
    const ring = this.numbers ?? this.createRing();
    let time = Math.max(since, until - this.slots * this.step);
    while (time < until) {
      const offset = this.offsetOf(time);
      const room = this.slots - offset / CANDLE_NUMBERS;
      const count = Math.min(room, (until - time) / this.step);
      copyCandles(numbers, first + (time - since) / this.step, count, ring, offset);
      time += count * this.step;
    }
  }

  private createRing(): Float64Array {
    this.numbers = new Float64Array(this.slots * CANDLE_NUMBERS).fill(NaN);
    return this.numbers;
  }

  /** The length is a power of two. */
  private offsetOf(time: number): number {
    return ((time / this.step) & (this.slots - 1)) * CANDLE_NUMBERS;
  }
}
