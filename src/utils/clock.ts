import { performance } from "node:perf_hooks";

/**
 * The one seam to wall-clock time, timers and randomness. Everything else asks here, so that a simulated clock makes a
 * live run fast and repeatable. A lint rule keeps the raw calls out of the rest of the source.
 */

/** A timer that can be cancelled. */
export interface Timer {
  /** Keeps it from firing; harmless once it has fired. */
  cancel(): void;
  /** Whether the process must not end before it fires. */
  keepAlive(isKept: boolean): void;
}

/** Time, timers and random ids. */
export interface Clock {
  /** Wall clock, UTC milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that never run backwards, for durations. */
  monotonic(): number;
  /** Calls `callback` once, `delayMs` from now. The timer does not keep the process alive unless `keepAlive`. */
  setTimer(callback: () => void, delayMs: number, keepAlive?: boolean): Timer;
  /** A random UUID. */
  randomId(): string;
}

/** Longest delay a Node timer can take; a longer one would fire at once. */
const MAX_TIMER_DELAY_MS = 2 ** 31 - 1;

const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer: (callback, delayMs, keepAlive = false) => {
    const handle = setTimeout(callback, Math.min(delayMs, MAX_TIMER_DELAY_MS));
    if (!keepAlive) {
      handle.unref();
    }
    return {
      cancel: () => clearTimeout(handle),
      keepAlive: (isKept) => {
        if (isKept) {
          handle.ref();
        } else {
          handle.unref();
        }
      },
    };
  },
  randomId: () => crypto.randomUUID(),
};

/**
 * The time of the machine, UTC milliseconds, also under a simulated clock: for comparison with what the machine itself
 * stamps, such as the times of files.
 */
export const readMachineTime = (): number => systemClock.now();

/** A UUID nobody else has, also under a simulated clock: what tells this copy of the library from any other. */
export const createMachineId = (): string => systemClock.randomId();

let currentClock: Clock = systemClock;

/** The clock in force. */
export const getClock = (): Clock => currentClock;

/**
 * Replaces the clock.
 * @returns puts the previous one back
 */
export const setClock = (clock: Clock): (() => void) => {
  const previous = currentClock;
  currentClock = clock;
  return () => {
    currentClock = previous;
  };
};

/** Lets timers and input run before the caller goes on. */
export const yieldToEventLoop = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** Longest time a loop may keep timers, input and other runs waiting, milliseconds. */
const LONGEST_HOLD_MS = 10;

/**
 * Lets a long loop share the process: timers, input and other runs get a turn every few milliseconds. It watches the
 * real time even under a simulated clock, for it is the real process that would stand still.
 */
export class EventLoopPacer {
  private heldSince = performance.now();

  /** Whether the loop has held the process for long enough and should yield now. */
  public isDue(): boolean {
    return performance.now() - this.heldSince >= LONGEST_HOLD_MS;
  }

  /** Lets the others run. */
  public async yield(): Promise<void> {
    await yieldToEventLoop();
    this.heldSince = performance.now();
  }
}
