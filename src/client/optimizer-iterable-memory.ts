import type { RowId } from "./optimizer-rows";

/** What is known of an iterable, or of an iterator, from earlier readings, whoever made them. */
export interface IterableMemory {
  /** Whether it has ever given a row, be it one that was not read as a part of its rows. */
  hasGivenRows: boolean;
  /** The id its rows began with in the last reading that had any. */
  firstId: RowId | undefined;
  /** Whether the last reading has ended before its end: by a failure, or because no more rows are read. */
  wasLeft: boolean;
  /** What the last reading failed with. */
  failure: Error | undefined;
}

const memories = new WeakMap<object, IterableMemory>();

/**
 * What is known of an iterable or an iterator.
 * @returns the one memory of it, to be changed
 */
export const recallIterable = (iterable: object): IterableMemory => {
  const known = memories.get(iterable);
  if (known !== undefined) {
    return known;
  }
  const memory: IterableMemory = {
    hasGivenRows: false,
    firstId: undefined,
    wasLeft: false,
    failure: undefined,
  };
  memories.set(iterable, memory);
  return memory;
};

/** Iterables and iterators under reading. Two readers of one stream would get half of the rows each. */
const underReading = new WeakSet<object>();

/** What one reader has for itself alone. */
export class ReadingHold {
  private readonly held = new Set<object>();

  /**
   * Takes an iterable or an iterator, unless another reader has it.
   * @returns whether it is this reader's now
   */
  public take(iterable: object): boolean {
    if (underReading.has(iterable)) {
      return this.held.has(iterable);
    }
    underReading.add(iterable);
    this.held.add(iterable);
    return true;
  }

  /** Leaves all of them to others. */
  public release(): void {
    for (const iterable of this.held) {
      underReading.delete(iterable);
    }
  }
}
