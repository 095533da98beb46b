import { isPromiseLike } from "./call-chain";
import { getClock } from "./clock";

/** Waits, but not longer than the limit. The timer ends with the wait, whichever way that ends. */
const waitAtMost = async <T>(pending: T, limitMs: number, createError: () => Error): Promise<Awaited<T>> => {
  let expire = (): void => undefined;
  const limit = new Promise<never>((_, reject) => {
    expire = () => reject(createError());
  });
  // The timer keeps the process alive: a call that never settles must not let the process end without a word.
  const timer = getClock().setTimer(expire, limitMs, true);
  try {
    return await Promise.race([pending, limit]);
  } finally {
    timer.cancel();
  }
};

/**
 * Runs a call under a time limit. A call that answers at once needs no timer; one that runs over is not stopped, but
 * its late answer or error is dropped.
 *
 * @param call - what to run
 * @param limitMs - longest wait, milliseconds
 * @param createError - makes the error for a call that runs over
 * @returns what the call answered
 * @throws what the call throws or rejects with, or the created error
 */
export const withTimeLimit = async <T>(
  call: () => T,
  limitMs: number,
  createError: () => Error,
): Promise<Awaited<T>> => {
  const answer = call();
  return isPromiseLike(answer) ? await waitAtMost<T>(answer, limitMs, createError) : await answer;
};
