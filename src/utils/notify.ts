import type { Awaitable } from "../interfaces/Awaitable.interface";
import { isPromiseLike } from "./call-chain";

/** Callbacks that were called and have not settled. */
let unsettled = 0;

/** Steps behind an `await` that a callback can take before the run goes on. */
const TURNS = 64;

const settle = (): void => {
  unsettled -= 1;
};

/**
 * Calls a user's callback without waiting for it. What it throws or rejects with is reported and changes nothing.
 *
 * @param call - calls the callback
 * @param reportError - takes what went wrong
 */
export const notify = (call: () => unknown, reportError: (error: unknown) => unknown): void => {
  try {
    const result = call();
    if (isPromiseLike(result)) {
      unsettled += 1;
      result.then(settle, (error: unknown) => {
        settle();
        reportError(error);
      });
    }
  } catch (error) {
    reportError(error);
  }
};

/** Whether a callback that was called without waiting for it has not settled. */
export const hasUnsettledCallbacks = (): boolean => unsettled > 0;

/**
 * Lets callbacks nobody waits for go on: a run that never waits itself would leave them behind by as many frames as fit between
 * two of its pauses, another number each time. What they await is theirs, and whoever waits for a timer or the network is
 * not waited for.
 */
export const letCallbacksGoOn = async (): Promise<void> => {
  for (let turn = 0; turn < TURNS && unsettled > 0; turn += 1) {
    await Promise.resolve();
  }
};

/**
 * Hands a value on when callbacks have gone on: what they do behind a few awaits comes before what follows, also where the engine
 * itself has nothing to wait for.
 */
export const afterCallbacks = <T>(value: T): Awaitable<T> =>
  hasUnsettledCallbacks() ? letCallbacksGoOn().then(() => value) : value;
