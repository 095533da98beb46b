import type { CandleBlock } from "./candle-block";

/** Missing candles remembered per symbol and interval; the ones noted first are forgotten first. */
const MAX_REMEMBERED_SLOTS = 20_000;

/** Slots without a candle, one after another, ms. */
export interface ICandleGap {
  readonly since: number;
  readonly until: number;
}

/** Remembers which gaps a run has been told about, so that it hears of each once and not with every read. */
export class CandleGaps {
  private readonly known = new Set<number>();

  /** @param step - length of the interval, ms */
  public constructor(private readonly step: number) {}

  /** The gaps in a range that do not touch one found before: a gap that grows stays the same gap. */
  public findNew(block: CandleBlock, since: number, until: number): readonly ICandleGap[] {
    const found: ICandleGap[] = [];
    let start: number | null = null;
    for (let time = since; time <= until; time += this.step) {
      if (time < until && block.isAbsent(time)) {
        start ??= time;
      } else if (start !== null) {
        if (this.add(start, time)) {
          found.push({ since: start, until: time });
        }
        start = null;
      }
    }
    return found;
  }

  /** Returns whether the gap is new. */
  private add(since: number, until: number): boolean {
    let isNew = !this.known.has(since - this.step) && !this.known.has(until);
    for (let time = since; time < until; time += this.step) {
      isNew = isNew && !this.known.has(time);
      this.known.add(time);
    }
    this.forgetOldest();
    return isNew;
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
