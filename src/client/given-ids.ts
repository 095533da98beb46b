/** The id an answer of `getSignal` brings; `null` when it brings none. Read it once: the object is the user's. */
export const readGivenId = (answer: unknown): string | null =>
  typeof answer === "object" &&
  answer !== null &&
  "id" in answer &&
  typeof answer.id === "string" &&
  answer.id !== ""
    ? answer.id
    : null;

/** Knows the last accepted id the user gave, so that a signal that is given again does not open again. */
export class GivenIds {
  private last: string | null = null;
  /** The one before it: a refused signal was never accepted. */
  private previous: string | null = null;
  /** The id of a signal that brought none. */
  private madeUp: string | null = null;

  /**
   * Goes on where an earlier process has ended.
   * @param heldId - id of the signal that is held, if the user gave it
   * @param lastId - the last id of a signal that has ended
   */
  public restore(heldId: string | null, lastId: string | null): void {
    this.previous = heldId === null ? null : lastId;
    this.last = heldId ?? lastId;
  }

  /** The signal that is held brought no id, and has this one. It takes nothing from what the user gave. */
  public makeUp(id: string): void {
    this.madeUp = id;
  }

  /** Whether the id of the signal that is held was made up. */
  public isMadeUp(id: string): boolean {
    return this.madeUp === id;
  }

  /** Whether an id repeats the last accepted one. */
  public isRepeated(id: string | null): boolean {
    return id !== null && this.last === id;
  }

  /** A signal with an id of the user's was accepted. */
  public accept(id: string): void {
    this.previous = this.last;
    this.last = id;
  }

  /** An accepted order was refused when it filled: its id is forgotten. */
  public refuse(id: string): void {
    if (this.last === id) {
      this.last = this.previous;
      this.previous = null;
    }
  }

  /** The id to remember beyond the end of a signal; `null` when the user gave it none. */
  public keepFor(id: string): string | null {
    return this.last === id ? id : null;
  }
}
