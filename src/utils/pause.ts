import { getClock } from "./clock";

/**
 * Waits; the process stays alive meanwhile.
 * @param delayMs - milliseconds; nothing to wait for when it is not positive
 */
export const pause = async (delayMs: number): Promise<void> => {
  if (delayMs > 0) {
    await new Promise<void>((resolve) => getClock().setTimer(resolve, delayMs, true));
  }
};
