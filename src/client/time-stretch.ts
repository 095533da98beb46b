/** A stretch of time without a hole. It grows by what touches it; anything else takes its place. */
export class TimeStretch {
  private since = 0;
  private until = 0;

  /**
   * How far a range is covered from its beginning on (all ms).
   * @returns `until` when it is covered whole, `since` when its beginning is not
   */
  public reach(since: number, until: number): number {
    return since >= this.since && since < this.until ? Math.min(until, this.until) : since;
  }

  /** Notes a range, ms. */
  public extend(since: number, until: number): void {
    if (since > this.until || until < this.since) {
      this.since = since;
      this.until = until;
      return;
    }
    this.since = Math.min(this.since, since);
    this.until = Math.max(this.until, until);
  }

  /** Covers nothing any more. */
  public clear(): void {
    this.since = 0;
    this.until = 0;
  }
}
