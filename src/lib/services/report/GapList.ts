import type { IMissingMinutes } from "../../../interfaces/Report.interface";

const unite = (left: IMissingMinutes, right: IMissingMinutes): IMissingMinutes => ({
  since: Math.min(left.since, right.since),
  until: Math.max(left.until, right.until),
});

/** Gaps in the candles of a run, put together from the pieces they were found in. */
export class GapList {
  /** By time; no two of them touch. */
  private readonly gaps: IMissingMinutes[] = [];
  private forgottenCount = 0;

  /** @param limit - how many gaps are kept, the newest; a source with more of them is no source */
  public constructor(private readonly limit: number) {}

  /** How many gaps there were, those that are no longer kept included. */
  public get count(): number {
    return this.forgottenCount + this.gaps.length;
  }

  /** A gap, or what others have grown by; it becomes one with all it touches. */
  public add(gap: IMissingMinutes): void {
    // From the end, for nearly every gap is newer than those before.
    const from = this.gaps.findLastIndex(({ until }) => until < gap.since) + 1;
    const behind = this.gaps.findLastIndex(({ since }) => since <= gap.until) + 1;
    const touched = this.gaps.slice(from, behind);
    this.gaps.splice(from, touched.length, touched.reduce(unite, gap));
    if (this.gaps.length > this.limit) {
      this.gaps.shift();
      this.forgottenCount += 1;
    }
  }

  /** The newest, by time; a list of the caller's own. */
  public list(): IMissingMinutes[] {
    return [...this.gaps];
  }
}
