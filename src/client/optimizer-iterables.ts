import { describeValue } from "../utils/describe-value";
import { toErrorMessage } from "../utils/error-message";
import { isObjectLike } from "../utils/object-like";
import type { OptimizerCall } from "./optimizer-call";
import { type IterableMemory, ReadingHold, recallIterable } from "./optimizer-iterable-memory";
import { readRowId, type RowCollector } from "./optimizer-rows";

/** An iterable, and how messages speak of it. */
export interface IIterableSource {
  readonly iterable: AsyncIterable<unknown>;
  /** How messages call its source. */
  readonly label: string;
  /** What to do when it cannot be read again. */
  readonly advice: string;
}

interface Step {
  readonly isDone: boolean;
  readonly value: unknown;
}

/** One reading of an iterable. Every step of it, and every look at a step, is user code. */
class IterableReader {
  private readonly hold = new ReadingHold();
  private iterator: AsyncIterator<unknown> | undefined;
  /** Of the iterable; when it is open, of its iterator as well. */
  private memories: readonly IterableMemory[];
  private refusal: Error | undefined;

  public constructor(
    private readonly call: OptimizerCall,
    private readonly source: IIterableSource,
    private readonly rows: RowCollector,
  ) {
    this.memories = [recallIterable(source.iterable)];
  }

  public async read(): Promise<void> {
    try {
      this.holdAlone(this.source.iterable);
      await this.readRows();
      if (this.rows.isFull) {
        await this.end();
      }
    } catch (error) {
      this.noteFailure(error);
      throw error;
    } finally {
      this.hold.release();
    }
  }

  private async readRows(): Promise<void> {
    const wasLeft = await this.open();
    let step = await this.next();
    if (wasLeft && !step.isDone) {
      step = await this.proveBeginning(step);
    }
    for (; !step.isDone; step = await this.next()) {
      await this.take(step.value);
      if (this.rows.isFull) {
        return;
      }
    }
    this.finish();
  }

  /** @returns whether the iterable, or the iterator it hands out, was left before its end */
  private async open(): Promise<boolean> {
    const { iterable } = this.source;
    // Within an object, for an iterator may be something that can be awaited.
    const { iterator } = await this.ask(() => ({ iterator: iterable[Symbol.asyncIterator]() }));
    const given: unknown = iterator;
    if (!isObjectLike(given)) {
      throw this.createError(`gave ${describeValue(given)} as its iterator`);
    }
    this.holdAlone(given);
    this.iterator = iterator;
    this.memories = [recallIterable(iterable), recallIterable(given)];
    const wasLeft = this.memories.some((memory) => memory.wasLeft);
    this.remember({ wasLeft: true });
    return wasLeft;
  }

  private async next(): Promise<Step> {
    const { given, step } = await this.ask(async () => {
      const answer: unknown = await this.iterator?.next();
      return { given: answer, step: isObjectLike(answer) ? this.readStep(answer) : undefined };
    });
    if (step === undefined) {
      throw this.createError(`gave ${describeValue(given)} as a step: next() must give { done, value }`);
    }
    return step;
  }

  private readStep(answer: object): Step {
    const isDone = Boolean(Reflect.get(answer, "done"));
    return { isDone, value: isDone ? undefined : Reflect.get(answer, "value") };
  }

  /**
   * What was left before its end may go on in the middle. It does not when its first row is the one it began with before, or the
   * one it begins with when it is opened once more.
   * @param step - with its first row
   * @returns that step, or the same one of another opening
   */
  private async proveBeginning(step: Step): Promise<Step> {
    const id = readRowId(step.value);
    // What is no row will be refused as one.
    if (id === undefined || this.memories.some(({ firstId }) => firstId === id)) {
      return step;
    }
    this.remember({ hasGivenRows: true });
    await this.end();
    await this.open();
    const again = await this.next();
    if (again.isDone || readRowId(again.value) !== id) {
      await this.end();
      throw this.refuse(
        "was not read to its end before and does not begin anew: it would give a part of its rows",
      );
    }
    return again;
  }

  /** A row that is none ends the iterable, and is the error whatever comes of that. */
  private async take(row: unknown): Promise<void> {
    const { rows } = this;
    try {
      rows.add(row);
    } catch (error) {
      await this.end();
      throw error;
    }
    if (rows.receivedCount === 1) {
      this.remember({ hasGivenRows: true, firstId: rows.firstId });
    }
  }

  private finish(): void {
    this.remember({ wasLeft: false });
    if (this.rows.receivedCount === 0) {
      this.refuseSpent();
    }
    this.remember({ failure: undefined });
  }

  /** Nothing, after rows or of an iterator that has failed, is no source without data. With another iterator a failed one may be. */
  private refuseSpent(): void {
    const failed = this.memories.at(-1)?.failure;
    if (failed !== undefined) {
      throw this.refuse(
        `is spent: it failed before (${toErrorMessage(failed.cause ?? failed)}) and gives no rows now`,
      );
    }
    if (this.memories.some(({ hasGivenRows }) => hasGivenRows)) {
      throw this.refuse("is spent: it gave rows before and gives none now");
    }
  }

  /** What has been read is complete, whether the iterable can be ended or not. */
  private async end(): Promise<void> {
    try {
      await this.ask(() => this.iterator?.return?.());
    } catch (error) {
      const details = { source: this.source.label, error };
      this.call.warn("ClientOptimizer source: an async iterable could not be ended", details);
    }
  }

  private remember(facts: Partial<IterableMemory>): void {
    for (const memory of this.memories) {
      Object.assign(memory, facts);
    }
  }

  /** To be refused is no failure of the iterable. */
  private noteFailure(error: unknown): void {
    if (error instanceof Error && error !== this.refusal) {
      this.remember({ failure: error });
    }
  }

  private holdAlone(iterable: object): void {
    if (!this.hold.take(iterable)) {
      throw this.refuse(
        "is being read already, and two readers would get a part of its rows each: read one after the other",
      );
    }
  }

  private ask<T>(step: () => T): Promise<Awaited<T>> {
    return this.call.ask("OPTIMIZER_SOURCE_FAILED", `the async iterable of ${this.source.label}`, step);
  }

  /** With the failure that led to it, if one did, as its cause. */
  private refuse(problem: string): Error {
    const cause = this.memories.find(({ failure }) => failure !== undefined)?.failure;
    this.refusal = this.createError(`${problem}; ${this.source.advice}`, cause);
    return this.refusal;
  }

  private createError(problem: string, cause?: unknown): Error {
    const subject = `the async iterable of ${this.source.label}`;
    return this.call.createError("OPTIMIZER_ROWS_INVALID", `${subject} ${problem}`, cause);
  }
}

/**
 * Reads all rows of an async iterable, up to the most there may be; it is ended when it is left early. Nobody waits for another
 * reader: one that would have to is refused.
 * @param rows - takes the rows
 * @throws OptimizerError `OPTIMIZER_SOURCE_FAILED`; `OPTIMIZER_ROWS_INVALID`, also for one that is spent, that goes on in the middle
 *   or is under reading; its cause is then the failure of an earlier reading, if that was the reason
 */
export const readIterable = (
  call: OptimizerCall,
  source: IIterableSource,
  rows: RowCollector,
): Promise<void> => new IterableReader(call, source, rows).read();
