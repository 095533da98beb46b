import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createSimulatedClock, type SimulatedClock } from "../../../src/testing/simulated-clock";
import { isInsideCallOf, openCall, runCall } from "../../../src/utils/call-chain";
import { setClock } from "../../../src/utils/clock";
import { LATER, promiseLater } from "../../../src/utils/later";
import { Watchdog, type CallSteps } from "../../../src/utils/watchdog";

const LIMIT = 1000;

const ignore = (): void => undefined;

const tooSlow = (): Error => new Error("too slow");

let clock: SimulatedClock;
let restore: () => void;

beforeEach(() => {
  clock = createSimulatedClock({ start: 0 });
  restore = setClock(clock);
});

afterEach(() => {
  restore();
});

/** A call that is answered from outside. */
const createCall = (): {
  promise: Promise<string>;
  answer: (text: string) => void;
  fail: (error: Error) => void;
} => {
  let answer: (text: string) => void = ignore;
  let fail: (error: Error) => void = ignore;
  const promise = new Promise<string>((resolve, reject) => {
    answer = resolve;
    fail = reject;
  });
  return { promise, answer, fail };
};

/** Watches a call under the limit. */
const watchWith = <Answer, Result>(
  watchdog: Watchdog<Answer, Result>,
  call: Promise<Answer>,
  steps: CallSteps<Answer, Result>,
): Promise<Result> =>
  promiseLater<Result>((receiver) => {
    watchdog.watch(call, LIMIT, steps, receiver);
    return LATER;
  });

/** Watches a call whose answer and error are handed on as they are. */
const watch = (
  watchdog: Watchdog<string, string>,
  call: Promise<string>,
  onEnd: () => void,
): Promise<string> =>
  watchWith<string, string>(watchdog, call, {
    use: (answer) => answer,
    fail: (error) => Promise.reject(error),
    createError: tooSlow,
    onEnd,
  });

describe("a watchdog", () => {
  it("hands on what a call answers or fails with, and tells of its end", async () => {
    const watchdog = new Watchdog<string, string>();
    const onEnd = vi.fn();
    await expect(watch(watchdog, Promise.resolve("yes"), onEnd)).resolves.toBe("yes");
    await expect(watch(watchdog, Promise.reject(new Error("no")), onEnd)).rejects.toThrow("no");
    expect(onEnd).toHaveBeenCalledTimes(2);
  });

  it("fails a call that runs over its limit, drops its late answer, and tells of its real end", async () => {
    const watchdog = new Watchdog<string, string>();
    const { promise, answer } = createCall();
    const onEnd = vi.fn();
    const watched = watch(watchdog, promise, onEnd);
    const failed = expect(watched).rejects.toThrow("too slow");
    await clock.advance(LIMIT - 1);
    expect(onEnd).not.toHaveBeenCalled();
    await clock.advance(1);
    await failed;
    expect(onEnd).not.toHaveBeenCalled();
    answer("late");
    await clock.advance(0);
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it("a late failure is nobody's unhandled rejection", async () => {
    const watchdog = new Watchdog<string, string>();
    const { promise, fail } = createCall();
    const failed = expect(watch(watchdog, promise, ignore)).rejects.toThrow("too slow");
    await clock.advance(LIMIT);
    await failed;
    fail(new Error("late"));
    await clock.advance(0);
  });

  it("one timer is enough for calls that follow one another, each with its whole limit", async () => {
    const watchdog = new Watchdog<string, string>();
    const setTimer = vi.spyOn(clock, "setTimer");
    for (let call = 0; call < 100; call += 1) {
      await watch(watchdog, Promise.resolve("yes"), ignore);
    }
    expect(setTimer).toHaveBeenCalledTimes(1);
    await clock.advance(LIMIT - 10);
    const { promise } = createCall();
    let isOver = false;
    const watched = watch(watchdog, promise, ignore).catch(() => {
      isOver = true;
    });
    await clock.advance(LIMIT - 1);
    expect(isOver).toBe(false);
    await clock.advance(1);
    await watched;
    expect(isOver).toBe(true);
  });

  it("goes on after a call that ran over where that call was made, not where the timer was set", async () => {
    const watchdog = new Watchdog<boolean, boolean>();
    const owners = [{}, {}] as const;
    const watchIn = (owner: object, call: Promise<boolean>): Promise<boolean> =>
      runCall(owner, "engine", () =>
        watchWith<boolean, boolean>(watchdog, call, {
          use: (answer) => answer,
          fail: () => isInsideCallOf(owners[1]) && !isInsideCallOf(owners[0]),
          createError: tooSlow,
          onEnd: ignore,
        }),
      );
    await watchIn(owners[0], Promise.resolve(true));
    const late = watchIn(owners[1], new Promise(ignore));
    await clock.advance(LIMIT);
    await expect(late).resolves.toBe(true);
  });

  it("what the species of a promise starts is inside of where the call was made", async () => {
    const owner = {};
    const seen: boolean[] = [];
    class Answer extends Promise<string> {
      public static override get [Symbol.species](): PromiseConstructor {
        queueMicrotask(() => seen.push(isInsideCallOf(owner)));
        return Promise;
      }
    }
    const answer = new Answer((resolve) => resolve("yes"));
    const call = openCall(owner, "engine");
    await call.lookWith((given: Answer) => watch(new Watchdog<string, string>(), given, ignore), answer);
    expect(seen).toContain(true);
    expect(seen).not.toContain(false);
  });

  it("what goes on and fails, fails the call", async () => {
    const watchdog = new Watchdog<unknown, never>();
    const useless = (): never => {
      throw new Error("useless");
    };
    const steps = { use: useless, fail: useless, createError: tooSlow, onEnd: ignore };
    await expect(watchWith(watchdog, Promise.resolve(), steps)).rejects.toThrow("useless");
    const late = expect(watchWith(watchdog, new Promise(ignore), steps)).rejects.toThrow("useless");
    await clock.advance(LIMIT);
    await late;
  });

  it("its timer ends with the calls when it is told to rest, and not while one is running", async () => {
    const watchdog = new Watchdog<string, string>();
    const { promise, answer } = createCall();
    const watched = watch(watchdog, promise, ignore);
    watchdog.rest();
    expect(clock.pendingTimers).toBe(1);
    answer("yes");
    await watched;
    watchdog.rest();
    expect(clock.pendingTimers).toBe(0);
    watchdog.rest();
  });

  it("a timer that wakes when nothing runs sets no other one", async () => {
    const watchdog = new Watchdog<string, string>();
    await watch(watchdog, Promise.resolve("yes"), ignore);
    await clock.advance(10 * LIMIT);
    expect(clock.pendingTimers).toBe(0);
  });

  it("keeps the process alive while a call is running, and no longer", async () => {
    const kept: boolean[] = [];
    vi.spyOn(clock, "setTimer").mockImplementation((_callback, _delay, keepAlive = false) => {
      kept.push(keepAlive);
      return { cancel: ignore, keepAlive: (isKept) => void kept.push(isKept) };
    });
    const watchdog = new Watchdog<string, string>();
    await watch(watchdog, Promise.resolve("yes"), ignore);
    await watch(watchdog, Promise.resolve("yes"), ignore);
    expect(kept).toEqual([true, false, true, false]);
  });
});
