import { singleshot } from "functools-kit";

/**
 * `singleshot` for initialisation: runs once, every caller shares the one promise, and a failure is forgotten, so that
 * the next call tries again.
 */
export const singleshotWithRetry = <Args extends unknown[], Result>(
  run: (...args: Args) => Promise<Result>,
): ((...args: Args) => Promise<Result>) => {
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
