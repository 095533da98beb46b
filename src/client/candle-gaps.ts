import type { CandleBlock } from "./candle-block";

/** Gaps remembered per symbol and interval; the oldest are forgotten. */
const MAX_REMEMBERED_GAPS = 1000;

/** Slots without a candle, one after another, ms. */
export interface ICandleGap {
  readonly since: number;
  readonly until: number;
}

/** Remembers which gaps a run has been told about, so that it hears of each once and not with every read. */
export class CandleGaps {
  private known: readonly ICandleGap[] = [];

  /** @param step - length of the interval, ms */
  public constructor(private readonly step: number) {}

  /** The gaps in a range that do not touch one found before. Overlapping and adjacent ones grow together. */
  public findNew(block: CandleBlock, since: number, until: number): readonly ICandleGap[] {
    const found: ICandleGap[] = [];
    let start: number | null = null;
    for (let time = since; time <= until; time += this.step) {
      if (time < until && block.isAbsent(time)) {
        start ??= time;
      } else if (start !== null) {
        if (this.add({ since: start, until: time })) {
          found.push({ since: start, until: time });
        }
        start = null;
      }
    }
    return found;
  }

  /** Returns whether the gap is new. */
  private add(gap: ICandleGap): boolean {
    const touching = this.known.filter((other) => gap.since <= other.until && other.since <= gap.until);
    const merged = touching.reduce(
      (all, other) => ({ since: Math.min(all.since, other.since), until: Math.max(all.until, other.until) }),
      gap,
    );
    if (touching.length !== 1 || merged.since !== touching[0]?.since || merged.until !== touching[0].until) {
      const others = this.known.filter((other) => !touching.includes(other));
      this.known = [...others, merged].slice(-MAX_REMEMBERED_GAPS);
    }
    return touching.length === 0;
  }
}
