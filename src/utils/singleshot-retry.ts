import { singleshot } from "functools-kit";

/** What runs once, until it is cleared. */
export type Singleshot<Args extends unknown[], Result> = ((...args: Args) => Promise<Result>) & {
  /** Forgets the run: the next call runs again. */
  clear(): void;
};

/**
 * `singleshot` for initialisation: runs once, every caller shares the one promise, and a failure is forgotten, so that
 * the next call tries again.
 */
export const singleshotWithRetry = <Args extends unknown[], Result>(
  run: (...args: Args) => Promise<Result>,
): Singleshot<Args, Result> => {
  const runOnce = singleshot(async (...args: Args): Promise<Result> => {
    try {
      return await run(...args);
    } catch (error) {
      runOnce.clear();
      throw error;
    }
  });
  return runOnce;
};
