import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SimulatedClock } from "../../../src/testing/simulated-clock";
import { createSimulatedClock } from "../../../src/testing/simulated-clock";
import { setClock } from "../../../src/utils/clock";
import { withTimeLimit } from "../../../src/utils/time-limit";

const timeout = (): Error => new Error("too slow");

describe("withTimeLimit", () => {
  let clock: SimulatedClock;
  let restore: () => void;

  beforeEach(() => {
    clock = createSimulatedClock({ start: 0 });
    restore = setClock(clock);
  });

  afterEach(() => {
    restore();
  });

  const answerAfter = <T>(ms: number, settle: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      clock.setTimer(() => {
        try {
          resolve(settle());
        } catch (error) {
          reject(error);
        }
      }, ms);
    });

  it("a call that answers at once sets no timer", async () => {
    const setTimer = vi.spyOn(clock, "setTimer");
    expect(await withTimeLimit(() => 1, 100, timeout)).toBe(1);
    expect(setTimer).not.toHaveBeenCalled();
  });

  it("a call that throws at once sets no timer", async () => {
    const setTimer = vi.spyOn(clock, "setTimer");
    const call = (): number => {
      throw new Error("thrown");
    };
    await expect(withTimeLimit(call, 100, timeout)).rejects.toThrow("thrown");
    expect(setTimer).not.toHaveBeenCalled();
  });

  it("a call that answers in time gives its answer, and the timer is gone", async () => {
    const limited = withTimeLimit(() => answerAfter(99, () => "answer"), 100, timeout);
    expect(clock.pendingTimers).toBe(2);
    expect(await clock.runUntil(limited)).toBe("answer");
    expect(clock.pendingTimers).toBe(0);
  });

  it("a call that rejects in time passes its error on, and the timer is gone", async () => {
    const call = (): Promise<never> =>
      answerAfter(99, () => {
        throw new Error("rejected");
      });
    await expect(clock.runUntil(withTimeLimit(call, 100, timeout))).rejects.toThrow("rejected");
    expect(clock.pendingTimers).toBe(0);
  });

  it("a call that runs over rejects with the created error at the limit", async () => {
    const limited = withTimeLimit(() => new Promise<never>(() => undefined), 100, timeout);
    await expect(clock.runUntil(limited)).rejects.toThrow("too slow");
    expect(clock.now()).toBe(100);
    expect(clock.pendingTimers).toBe(0);
  });

  it.each(["answer", "error"])("a late %s is dropped and leaves no unhandled rejection", async (kind) => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const limited = withTimeLimit(
      () =>
        answerAfter(200, () => {
          if (kind === "error") {
            throw new Error("late");
          }
        }),
      100,
      timeout,
    );
    await expect(clock.runUntil(limited)).rejects.toThrow("too slow");
    await clock.advance(200);
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it("the timer keeps the process alive: a call that never settles must not end the process in silence", async () => {
    const setTimer = vi.spyOn(clock, "setTimer");
    const limited = withTimeLimit(() => new Promise<never>(() => undefined), 100, timeout);
    expect(setTimer).toHaveBeenCalledWith(expect.any(Function), 100, true);
    await expect(clock.runUntil(limited)).rejects.toThrow();
  });
});
