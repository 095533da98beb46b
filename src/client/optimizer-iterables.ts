import { ExclusiveLock } from "../utils/exclusive-lock";
import { describeValue } from "../utils/describe-value";
import type { OptimizerCall } from "./optimizer-call";
import type { RowCollector } from "./optimizer-rows";

/** Iterables that have given rows, whoever read them. */
const givers = new WeakSet<AsyncIterable<unknown>>();

/** Two readers of one stream would get half of the rows each, so that they read one after the other. */
const locks = new WeakMap<AsyncIterable<unknown>, ExclusiveLock>();

const findLock = (iterable: AsyncIterable<unknown>): ExclusiveLock => {
  const known = locks.get(iterable);
  if (known !== undefined) {
    return known;
  }
  const lock = new ExclusiveLock();
  locks.set(iterable, lock);
  return lock;
};

/** The iterable with every step of it run as user code. */
const iterateAsUserCode = (
  call: OptimizerCall,
  name: string,
  iterable: AsyncIterable<unknown>,
): AsyncIterable<unknown> => {
  const ask = <T>(step: () => T): Promise<Awaited<T>> =>
    call.ask("OPTIMIZER_SOURCE_FAILED", `the async iterable of source ${name}`, step);
  let iterator: AsyncIterator<unknown> | undefined;
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        const step = await ask(() => {
          iterator ??= iterable[Symbol.asyncIterator]();
          return iterator.next();
        });
        if (typeof step !== "object" || step === null) {
          throw call.createError(
            "OPTIMIZER_ROWS_INVALID",
            `the async iterable of source ${name} gave ${describeValue(step)} as a step: next() must give { done, value }`,
          );
        }
        return step;
      },
      return: async () => {
        await ask(() => iterator?.return?.());
        return { done: true, value: undefined };
      },
    }),
  };
};

const readRows = async (
  call: OptimizerCall,
  name: string,
  iterable: AsyncIterable<unknown>,
  rows: RowCollector,
): Promise<void> => {
  for await (const row of iterateAsUserCode(call, name, iterable)) {
    givers.add(iterable);
    rows.add(row);
    if (rows.isFull) {
      break;
    }
  }
  if (rows.receivedCount === 0 && givers.has(iterable)) {
    throw call.createError(
      "OPTIMIZER_ROWS_INVALID",
      `the async iterable of source ${name} is spent: it gave rows before and gives none now; use a function that makes a new one each time, such as an async function*`,
    );
  }
};

/**
 * Reads all rows of an async iterable, up to the most there may be; it is ended when it is left early. Is not tried again.
 * @param name - of its source
 * @param rows - takes the rows
 * @throws OptimizerError `OPTIMIZER_SOURCE_FAILED`; `OPTIMIZER_ROWS_INVALID`, also for one that is spent
 */
export const readIterable = async (
  call: OptimizerCall,
  name: string,
  iterable: AsyncIterable<unknown>,
  rows: RowCollector,
): Promise<void> => {
  const read = (): Promise<void> => readRows(call, name, iterable, rows);
  const lock = findLock(iterable);
  // One that reads itself would wait for itself.
  await (lock.isHeldByCaller ? read() : lock.run(read));
};
