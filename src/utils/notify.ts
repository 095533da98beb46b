import { isPromiseLike } from "./call-chain";

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
      result.then(undefined, reportError);
    }
  } catch (error) {
    reportError(error);
  }
};
