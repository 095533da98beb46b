import type { Awaitable } from "../interfaces/Awaitable.interface";

/** Goes on with a value, at once when it is there. What `next` throws is thrown or rejected accordingly. */
export const andThen = <T, R>(value: Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> =>
  value instanceof Promise ? value.then(next) : next(value);

/** Runs something; what it throws or rejects with goes to `fail`, whose value takes the place of its own. */
export const orElse = <T>(run: () => Awaitable<T>, fail: (error: unknown) => Awaitable<T>): Awaitable<T> => {
  try {
    const result = run();
    return result instanceof Promise ? result.catch(fail) : result;
  } catch (error) {
    return fail(error);
  }
};

/** Runs something and then its end, whatever came of it. An end that fails takes the place of what came before, as in `finally`. */
export const andFinally = <T>(run: () => Awaitable<T>, end: () => Awaitable<void>): Awaitable<T> => {
  let result: Awaitable<T>;
  try {
    result = run();
  } catch (error) {
    return andThen(end(), () => {
      throw error;
    });
  }
  return result instanceof Promise ? result.finally(end) : andThen(end(), () => result);
};

/** Does something with one item after the other, each when the one before is done. */
export const forEachInTurn = <T>(
  items: readonly T[],
  visit: (item: T) => Awaitable<void>,
  start = 0,
): Awaitable<void> => {
  let next = 0;
  for (const item of items) {
    next += 1;
    if (next > start) {
      const pending = visit(item);
      if (pending instanceof Promise) {
        const rest = next;
        return pending.then(() => forEachInTurn(items, visit, rest));
      }
    }
  }
};

/**
 * Makes a promise of a step, as an `async` function does, at half its cost where nothing waits.
 * @param run - what it throws is rejected with
 */
export const promiseOf = <T>(run: () => Awaitable<T>): Promise<T> => {
  try {
    return Promise.resolve(run());
  } catch (error) {
    return Promise.reject(error);
  }
};
