import { describeValue } from "../utils/describe-value";
import { isObjectLike } from "../utils/object-like";
import type { OptimizerCall } from "./optimizer-call";
import type { RowCollector } from "./optimizer-rows";

/** Iterables, and the iterators they hand out, that have given rows or have failed, whoever read them. */
const used = new WeakSet<object>();

/** Iterators that were begun and have not said that they are done: whoever goes on with one gets a part of its rows. */
const unfinished = new WeakSet<object>();

/** Iterables under reading. Two readers of one stream would get half of the rows each. */
const underReading = new WeakSet<object>();

const ADVICE = "use a function that makes a new one each time, such as an async function*";

interface Step {
  readonly isDone: boolean;
  readonly value: unknown;
}

/** One reading of an iterable. Every step of it, and every look at a step, is user code. */
class IterableReader {
  private iterator: AsyncIterator<unknown> | undefined;

  public constructor(
    private readonly call: OptimizerCall,
    private readonly label: string,
    private readonly iterable: AsyncIterable<unknown>,
    private readonly rows: RowCollector,
  ) {}

  public async read(): Promise<void> {
    try {
      await this.readRows();
    } catch (error) {
      this.markUsed();
      throw error;
    }
    if (this.rows.isFull) {
      await this.end();
    }
  }

  private async readRows(): Promise<void> {
    const { rows } = this;
    const iterator = await this.open();
    for (let step = await this.next(iterator); !step.isDone; step = await this.next(iterator)) {
      this.markUsed();
      await this.take(step.value);
      if (rows.isFull) {
        return;
      }
    }
    unfinished.delete(iterator);
    if (rows.receivedCount === 0 && (used.has(this.iterable) || used.has(iterator))) {
      throw this.refuse("is spent: it gave rows, or failed, before and gives none now");
    }
  }

  private async open(): Promise<AsyncIterator<unknown>> {
    // Within an object, for an iterator may be something that can be awaited.
    const { iterator } = await this.ask(() => ({ iterator: this.iterable[Symbol.asyncIterator]() }));
    const given: unknown = iterator;
    if (!isObjectLike(given)) {
      throw this.call.createError(
        "OPTIMIZER_ROWS_INVALID",
        `the async iterable of ${this.label} gave ${describeValue(given)} as its iterator`,
      );
    }
    if (unfinished.has(given)) {
      throw this.refuse("was begun before and not read to its end: it would give a part of its rows");
    }
    unfinished.add(given);
    this.iterator = iterator;
    return iterator;
  }

  private async next(iterator: AsyncIterator<unknown>): Promise<Step> {
    const { given, step } = await this.ask(async () => {
      const answer: unknown = await iterator.next();
      return { given: answer, step: isObjectLike(answer) ? this.readStep(answer) : undefined };
    });
    if (step === undefined) {
      throw this.call.createError(
        "OPTIMIZER_ROWS_INVALID",
        `the async iterable of ${this.label} gave ${describeValue(given)} as a step: next() must give { done, value }`,
      );
    }
    return step;
  }

  private readStep(answer: object): Step {
    const isDone = Boolean(Reflect.get(answer, "done"));
    return { isDone, value: isDone ? undefined : Reflect.get(answer, "value") };
  }

  /** A row that is none ends the iterable, and is the error whatever comes of that. */
  private async take(row: unknown): Promise<void> {
    try {
      this.rows.add(row);
    } catch (error) {
      await this.end();
      throw error;
    }
  }

  /** What has been read is complete, whether the iterable can be ended or not. */
  private async end(): Promise<void> {
    try {
      await this.ask(() => this.iterator?.return?.());
    } catch (error) {
      const details = { source: this.label, error };
      this.call.warn("ClientOptimizer source: an async iterable could not be ended", details);
    }
  }

  private markUsed(): void {
    used.add(this.iterable);
    if (this.iterator !== undefined) {
      used.add(this.iterator);
    }
  }

  private ask<T>(step: () => T): Promise<Awaited<T>> {
    return this.call.ask("OPTIMIZER_SOURCE_FAILED", `the async iterable of ${this.label}`, step);
  }

  private refuse(problem: string): Error {
    return this.call.createError(
      "OPTIMIZER_ROWS_INVALID",
      `the async iterable of ${this.label} ${problem}; ${ADVICE}`,
    );
  }
}

/**
 * Reads all rows of an async iterable, up to the most there may be; it is ended when it is left early. Nobody waits for another
 * reader: one that would have to is refused.
 * @param label - how messages call its source
 * @param rows - takes the rows
 * @throws OptimizerError `OPTIMIZER_SOURCE_FAILED`; `OPTIMIZER_ROWS_INVALID`, also for one that is spent or under reading
 */
export const readIterable = async (
  call: OptimizerCall,
  label: string,
  iterable: AsyncIterable<unknown>,
  rows: RowCollector,
): Promise<void> => {
  if (underReading.has(iterable)) {
    throw call.createError(
      "OPTIMIZER_ROWS_INVALID",
      `the async iterable of ${label} is being read already, and two readers would get a part of its rows each; ${ADVICE}, or read one after the other`,
    );
  }
  underReading.add(iterable);
  try {
    await new IterableReader(call, label, iterable, rows).read();
  } finally {
    underReading.delete(iterable);
  }
};
