import type { SimulatedClock } from "../../src/testing/simulated-clock";
import { createSimulatedClock } from "../../src/testing/simulated-clock";
import type { Clock } from "../../src/utils/clock";

/** A wall clock that somebody sets, over timers that nobody can move. */
export interface ShiftedClock extends Clock {
  /** Moves time and timers. */
  readonly timers: SimulatedClock;
  /** Sets the wall clock forwards, or with a negative number backwards; timers do not notice. */
  shift(ms: number): void;
  /** From now on timers fire so much earlier than they were asked to, ms. */
  fireEarly(ms: number): void;
}

/** @param start - first instant, UTC ms */
export const createShiftedClock = (start: number): ShiftedClock => {
  const timers = createSimulatedClock({ start });
  let shifted = 0;
  let early = 0;
  return {
    timers,
    shift: (ms) => {
      shifted += ms;
    },
    fireEarly: (ms) => {
      early = ms;
    },
    now: () => timers.now() + shifted,
    monotonic: () => timers.monotonic(),
    randomId: () => timers.randomId(),
    setTimer: (callback, delayMs, keepAlive) =>
      timers.setTimer(callback, Math.max(Math.min(delayMs, 1), delayMs - early), keepAlive),
  };
};
