import { AsyncLocalStorage } from "node:async_hooks";
import { getClock } from "./clock";

const storage = new AsyncLocalStorage<number>();

/**
 * The instant up to which the user code around the caller may know the market, ms: a back-test that runs inside of another
 * one's user code must not show it what comes later. `null` where nothing holds the caller back.
 */
export const getOuterInstant = (): number | null => storage.getStore() ?? null;

/** End of all data, ms: the wall clock, or the instant of the user code that a run was started from. */
export const getDataEnd = (): number => Math.min(getClock().now(), storage.getStore() ?? Infinity);

/** Runs `fn` with no data after `instant` (ms); what held back before goes on to do so. */
export const runHeldBack = <T>(instant: number, fn: () => T): T =>
  storage.run(Math.min(instant, storage.getStore() ?? Infinity), fn);
