import type { ICandleData } from "../interfaces/Exchange.interface";
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
  private ring: (ICandleData | undefined)[] = new Array<undefined>(INITIAL_SIZE).fill(undefined);
  private readonly notes = new Map<number, ICandleNote>();

  /** @param step - length of the interval, ms */
  public constructor(private readonly step: number) {}

  /** Makes room for so many slots. */
  public reserve(slotCount: number): void {
    if (slotCount <= this.ring.length) {
      return;
    }
    const remembered = this.ring;
    this.ring = new Array<undefined>(2 ** Math.ceil(Math.log2(slotCount))).fill(undefined);
    for (const candle of remembered) {
      if (candle !== undefined) {
        this.ring[this.placeOf(candle.timestamp)] = candle;
      }
    }
  }

  /** The accepted candle that opens at `time` (ms). */
  public acceptedAt(time: number): ICandleData | undefined {
    const candle = this.ring[this.placeOf(time)];
    return candle?.timestamp === time ? candle : undefined;
  }

  /** The note about the candle that opens at `time` (ms); none when it was simply accepted, or never seen. */
  public noteAt(time: number): ICandleNote | undefined {
    return this.notes.size === 0 ? undefined : this.notes.get(time);
  }

  /** Remembers an accepted candle nothing else is to be said about. */
  public accept(candle: ICandleData): void {
    this.ring[this.placeOf(candle.timestamp)] = candle;
    if (this.notes.size > 0) {
      this.notes.delete(candle.timestamp);
    }
  }

  /** Remembers anything else about the candle that opens at `time` (ms). */
  public note(time: number, note: ICandleNote): void {
    const isAccepted = note.candle !== null && note.fault === null;
    this.ring[this.placeOf(time)] = isAccepted ? note.candle : undefined;
    this.notes.delete(time);
    this.notes.set(time, note);
    if (this.notes.size > this.ring.length) {
      const [oldest = time] = this.notes.keys();
      this.notes.delete(oldest);
    }
  }

  /** The length is a power of two. */
  private placeOf(time: number): number {
    return (time / this.step) & (this.ring.length - 1);
  }
}
