import { AsyncResource } from "node:async_hooks";
import { ClockError } from "../errors/ClockError";
import type { Clock, Timer } from "../utils/clock";
import { countLoadsUnderWay } from "../utils/load-late";
import { EventLoopPacer, readMachineTime } from "../utils/clock";
import { createSeededRandom, createSeededUuid } from "./seeded-random";

/** How a simulated clock starts. */
export interface SimulatedClockOptions {
  /** First instant, UTC milliseconds since the epoch. */
  readonly start: number;
  /** Seed of the random ids; the same seed gives the same ids. Default 1. */
  readonly seed?: number;
}

/**
 * A clock that stands still until it is told to move.
 *
 * Install it with `setClock`. Timers fire in the order of their instants, those of one instant in the order they were
 * set, and each one inside the async context it was set in. Before the first timer, after each and at the end the
 * clock waits until the work under way has come to rest: it lets the real event loop turn until no immediate, file
 * operation or other short request of the process is open, and no part of the library is being loaded. Promise chains
 * may be of any length, since the runtime runs them to their end within one turn. Real timers and answers from the
 * network are not waited for. What a timer's callback throws rejects the movement that fired it. Movements asked for at
 * once happen one after the other.
 */
export interface SimulatedClock extends Clock {
  /** Timers that are set and have neither fired nor been cancelled. */
  readonly pendingTimers: number;
  /**
   * Moves `ms` on from now and fires the timers on the way, the end included.
   * @param ms - milliseconds, 0 or more
   * @throws ClockError `CLOCK_INVALID` for a negative or non-finite distance, `CLOCK_STALLED` if the work never rests
   */
  advance(ms: number): Promise<void>;
  /**
   * Moves to an instant and fires the timers on the way, the end included.
   * @param time - UTC milliseconds, not before now
   * @throws ClockError as `advance`
   */
  advanceTo(time: number): Promise<void>;
  /**
   * Moves from timer to timer until a promise settles.
   * @returns what the promise gives; it rejects if the promise does
   * @throws ClockError `CLOCK_STALLED` if no timer is left and the promise is still open
   */
  runUntil<T>(promise: Promise<T>): Promise<T>;
}

interface PendingTimer {
  readonly time: number;
  readonly sequence: number;
  readonly fire: () => void;
}

/** Kinds of open work that end soon by themselves, by the names Node gives them. */
const SHORT_WORK = /^(Immediate|FSReq\w*|CloseReq|\w+Request)$/;

/** Operations on files: they end when the disk has done them, which may take any number of turns. */
const FILE_WORK = /^FSReq/;

/** Turns of the event loop after which work counts as one that never rests. */
const MAX_TURNS = 100_000;

/** Longest time for work that keeps the disk busy, milliseconds of the machine. */
const LONGEST_WORK_MS = 60_000;

const waitForRest = async (): Promise<void> => {
  const eventLoop = new EventLoopPacer();
  const deadline = readMachineTime() + LONGEST_WORK_MS;
  for (let turn = 0; turn < MAX_TURNS && readMachineTime() < deadline;) {
    await eventLoop.yield();
    const work = process.getActiveResourcesInfo();
    const isLoading = countLoadsUnderWay() > 0;
    if (!isLoading && !work.some((kind) => SHORT_WORK.test(kind))) {
      return;
    }
    // The turns spent waiting for the disk say nothing.
    turn += isLoading || work.some((kind) => FILE_WORK.test(kind)) ? 0 : 1;
  }
  throw new ClockError(
    "CLOCK_STALLED",
    `The work under the simulated clock has not come to rest in ${MAX_TURNS} turns of the event loop, or in ${LONGEST_WORK_MS / 1000} s on files; let it wait on a timer`,
  );
};

/** Timers in the order they fire. */
class TimerQueue {
  private readonly timers: PendingTimer[] = [];
  private sequence = 0;

  public get size(): number {
    return this.timers.length;
  }

  public add(time: number, fire: () => void): PendingTimer {
    const timer = { time, sequence: this.sequence, fire };
    this.sequence += 1;
    const place = this.timers.findIndex((other) => other.time > time);
    this.timers.splice(place === -1 ? this.timers.length : place, 0, timer);
    return timer;
  }

  public remove(timer: PendingTimer): void {
    const place = this.timers.indexOf(timer);
    if (place !== -1) {
      this.timers.splice(place, 1);
    }
  }

  /** Takes out the next timer that fires at `until` at the latest. */
  public takeDue(until: number): PendingTimer | undefined {
    const [next] = this.timers;
    return next !== undefined && next.time <= until ? this.timers.shift() : undefined;
  }
}

class ManualClock implements SimulatedClock {
  private readonly timers = new TimerQueue();
  private readonly random: () => number;
  private readonly start: number;
  private time: number;
  /** End of the last movement asked for; movements happen one after the other. */
  private movement: Promise<unknown> = Promise.resolve();

  public constructor({ start, seed = 1 }: SimulatedClockOptions) {
    if (!Number.isFinite(start)) {
      throw new ClockError("CLOCK_INVALID", `start must be a number of milliseconds, got ${start}`);
    }
    this.start = start;
    this.time = start;
    this.random = createSeededRandom(seed);
  }

  public get pendingTimers(): number {
    return this.timers.size;
  }

  public now(): number {
    return this.time;
  }

  public monotonic(): number {
    return this.time - this.start;
  }

  public randomId(): string {
    return createSeededUuid(this.random);
  }

  public setTimer(callback: () => void, delayMs: number): Timer {
    const context = new AsyncResource("SimulatedTimer");
    const timer = this.timers.add(this.time + (delayMs > 0 ? delayMs : 0), () => {
      context.runInAsyncScope(callback);
    });
    return {
      cancel: () => {
        this.timers.remove(timer);
      },
      // Nothing keeps a simulated process alive but the test.
      keepAlive: () => undefined,
    };
  }

  public async advance(ms: number): Promise<void> {
    if (!Number.isFinite(ms) || ms < 0) {
      throw new ClockError("CLOCK_INVALID", `A clock moves by 0 or more milliseconds, got ${ms}`);
    }
    await this.move(() => this.walkTo(this.time + ms));
  }

  public async advanceTo(time: number): Promise<void> {
    if (!Number.isFinite(time)) {
      throw new ClockError("CLOCK_INVALID", `A clock moves to a number of milliseconds, got ${time}`);
    }
    await this.move(() => this.walkTo(time));
  }

  public runUntil<T>(promise: Promise<T>): Promise<T> {
    return this.move(() => this.walkUntil(promise));
  }

  private move<T>(walk: () => Promise<T>): Promise<T> {
    const walked = this.movement.then(walk);
    this.movement = walked.catch(() => undefined);
    return walked;
  }

  private async walkTo(end: number): Promise<void> {
    if (end < this.time) {
      throw new ClockError(
        "CLOCK_INVALID",
        `A clock never runs backwards: it shows ${this.time}, asked for ${end}`,
      );
    }
    await waitForRest();
    let hasFired = true;
    while (hasFired) {
      hasFired = await this.fireNext(end);
    }
    this.time = end;
  }

  private async walkUntil<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = (): void => {
      isSettled = true;
    };
    promise.then(settle, settle);
    await waitForRest();
    while (!isSettled) {
      if (!(await this.fireNext(Infinity)) && !isSettled) {
        throw new ClockError(
          "CLOCK_STALLED",
          "The promise is still open and no timer is left that could settle it; set one, or advance the clock later",
        );
      }
    }
    return promise;
  }

  /** Fires the next timer until `end` and waits until what it started has come to rest. */
  private async fireNext(end: number): Promise<boolean> {
    const timer = this.timers.takeDue(end);
    if (timer === undefined) {
      return false;
    }
    this.time = timer.time;
    timer.fire();
    await waitForRest();
    return true;
  }
}

/**
 * Makes a clock that moves only when told to, so that hours of timers pass in moments and every run repeats.
 * @param options - first instant and seed
 * @throws ClockError `CLOCK_INVALID` if `start` is not a finite number
 * @example
 * const clock = createSimulatedClock({ start: Date.UTC(2025, 0, 1) });
 * const restore = setClock(clock);
 * await clock.advance(60_000);
 * restore();
 */
export const createSimulatedClock = (options: SimulatedClockOptions): SimulatedClock =>
  new ManualClock(options);
