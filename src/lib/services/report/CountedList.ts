/** A list that keeps the newest items and knows how many there were. */
export class CountedList<T> {
  /** Oldest first; longer than the limit by at most as much again, so that cutting is rare. */
  private kept: T[] = [];
  private total = 0;

  /** @param limit - how many are kept */
  public constructor(private readonly limit: number) {}

  /** Number of all items, also of those no longer kept. */
  public get count(): number {
    return this.total;
  }

  public add(item: T): void {
    this.kept.push(item);
    this.total += 1;
    if (this.kept.length >= 2 * this.limit) {
      this.kept = this.kept.slice(-this.limit);
    }
  }

  /** The newest items, newest first; a list of the caller's own. */
  public listNewest(): T[] {
    return this.kept.slice(-this.limit).reverse();
  }
}
