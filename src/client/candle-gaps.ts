import type { CandleBlock } from "./candle-block";

/** Missing candles remembered per symbol and interval; the ones noted first are forgotten first. */
const MAX_REMEMBERED_SLOTS = 20_000;

/** Slots without a candle, one after another, ms. */
export interface ICandleGap {
  readonly since: number;
  readonly until: number;
  /** Whether it touches no gap that was found before; else it is what that one has grown by. */
  readonly isNew: boolean;
}

/** Remembers which missing candles a run has been told of, so that it hears of each once and not with every read. */
export class CandleGaps {
  private readonly known = new Set<number>();

  /** @param step - length of the interval, ms */
  public constructor(private readonly step: number) {}

  /** What is missing in a range and was not before, in order: new gaps, and the growth of old ones. */
  public findNew(block: CandleBlock, since: number, until: number): readonly ICandleGap[] {
    const found: ICandleGap[] = [];
    let start: number | null = null;
    for (let time = since; time <= until; time += this.step) {
      if (time < until && block.isAbsent(time)) {
        start ??= time;
      } else if (start !== null) {
        found.push(...this.add(start, time));
        start = null;
      }
    }
    return found;
  }

  /** Notes a gap; returns what of it was not known. */
  private add(since: number, until: number): readonly ICandleGap[] {
    const unknown: { since: number; until: number }[] = [];
    let isNew = !this.known.has(since - this.step) && !this.known.has(until);
    for (let time = since; time < until; time += this.step) {
      const last = unknown.at(-1);
      if (this.known.has(time)) {
        isNew = false;
      } else if (last?.until === time) {
        last.until += this.step;
      } else {
        unknown.push({ since: time, until: time + this.step });
      }
      this.known.add(time);
    }
    this.forgetOldest();
    return unknown.map((gap) => ({ ...gap, isNew }));
  }

  private forgetOldest(): void {
    for (const time of this.known) {
      if (this.known.size <= MAX_REMEMBERED_SLOTS) {
        return;
      }
      this.known.delete(time);
    }
  }
}
