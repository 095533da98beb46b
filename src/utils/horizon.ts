import { getScope, runUpTo } from "./async-scope";
import { getClock } from "./clock";

/**
 * The instant up to which the user code around the caller may know the market, ms: a back-test that runs inside of another
 * one's user code must not show it what comes later. `null` where nothing holds the caller back.
 */
export const getOuterInstant = (): number | null => getScope().dataEnd ?? null;

/** End of all data, ms: the wall clock, or the instant of the user code that a run was started from. */
export const getDataEnd = (): number => Math.min(getClock().now(), getScope().dataEnd ?? Infinity);

/** Runs `fn` with no data after `instant` (ms); what held back before goes on to do so. */
export const runHeldBack = <T>(instant: number, fn: () => T): T =>
  runUpTo(Math.min(instant, getScope().dataEnd ?? Infinity), fn);
