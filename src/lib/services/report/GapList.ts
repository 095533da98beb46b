import type { IMissingMinutes } from "../../../interfaces/Report.interface";

const isTouching = (left: IMissingMinutes, right: IMissingMinutes): boolean =>
  left.since <= right.until && right.since <= left.until;

const unite = (left: IMissingMinutes, right: IMissingMinutes): IMissingMinutes => ({
  since: Math.min(left.since, right.since),
  until: Math.max(left.until, right.until),
});

/** Gaps in the candles of a run, put together from the pieces they were found in. */
export class GapList {
  private readonly pieces: IMissingMinutes[] = [];

  /** @param limit - how many pieces are kept, the newest; a source with more of them is no source */
  public constructor(private readonly limit: number) {}

  /** A gap, or what the one before has grown by. */
  public add(gap: IMissingMinutes): void {
    const newest = this.pieces.at(-1);
    if (newest !== undefined && isTouching(newest, gap)) {
      this.pieces[this.pieces.length - 1] = unite(newest, gap);
    } else {
      this.pieces.push(gap);
    }
    if (this.pieces.length > this.limit) {
      this.pieces.shift();
    }
  }

  /** By time, whole; a list of the caller's own. */
  public list(): IMissingMinutes[] {
    const gaps: IMissingMinutes[] = [];
    for (const piece of this.pieces.toSorted((left, right) => left.since - right.since)) {
      const last = gaps.at(-1);
      if (last !== undefined && isTouching(last, piece)) {
        gaps[gaps.length - 1] = unite(last, piece);
      } else {
        gaps.push(piece);
      }
    }
    return gaps;
  }
}
