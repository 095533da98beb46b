import { describe, expect, it, vi } from "vitest";
import type { Clock } from "../../../src/utils/clock";
import { EventLoopPacer, getClock, readMachineTime, setClock } from "../../../src/utils/clock";

const standStill: Clock = {
  now: () => 42,
  monotonic: () => 0,
  setTimer: () => ({ cancel: () => undefined, keepAlive: () => undefined }),
  randomId: () => "an id",
};

describe("the system clock", () => {
  it("shows the wall clock", () => {
    const before = Date.now();
    const now = getClock().now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  it("measures durations with a clock that never runs backwards", () => {
    vi.spyOn(performance, "now").mockReturnValueOnce(10).mockReturnValueOnce(12.5);
    const clock = getClock();
    expect([clock.monotonic(), clock.monotonic()]).toEqual([10, 12.5]);
  });

  it("fires a timer once", async () => {
    let fired = 0;
    await new Promise<void>((resolve) => {
      getClock().setTimer(
        () => {
          fired += 1;
          resolve();
        },
        0,
        true,
      );
    });
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(fired).toBe(1);
  });

  it("does not fire a cancelled timer", () => {
    vi.useFakeTimers();
    try {
      const callback = vi.fn();
      getClock().setTimer(callback, 10).cancel();
      vi.advanceTimersByTime(20);
      expect(callback).not.toHaveBeenCalled();
    } finally {
      vi.useRealTimers();
    }
  });

  it("does not keep the process alive for a timer, unless asked to", () => {
    const setTimeoutSpy = vi.spyOn(globalThis, "setTimeout");
    const clock = getClock();
    const timers = [clock.setTimer(() => undefined, 60_000), clock.setTimer(() => undefined, 60_000, true)];
    const keepsAlive = setTimeoutSpy.mock.results.map((result) => (result.value as NodeJS.Timeout).hasRef());
    timers.forEach((timer) => {
      timer.cancel();
    });
    expect(keepsAlive).toEqual([false, true]);
  });

  it("does not fire at once when the delay is longer than a timer can take", () => {
    vi.useFakeTimers();
    try {
      const callback = vi.fn();
      getClock().setTimer(callback, Number.MAX_SAFE_INTEGER);
      vi.advanceTimersByTime(2 ** 31 - 2);
      expect(callback).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);
      expect(callback).toHaveBeenCalledTimes(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it("gives random UUIDs", () => {
    const first = getClock().randomId();
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(getClock().randomId()).not.toBe(first);
  });
});

describe("setClock", () => {
  it("replaces the clock and puts the previous one back", () => {
    const system = getClock();
    const restore = setClock(standStill);
    expect(getClock().now()).toBe(42);
    const restoreInner = setClock({ ...standStill, now: () => 43 });
    expect(getClock().now()).toBe(43);
    restoreInner();
    expect(getClock()).toBe(standStill);
    restore();
    expect(getClock()).toBe(system);
  });
});

describe("EventLoopPacer", () => {
  /** In which of `turns` turns the pacer is due, when each turn takes `turnMs` milliseconds. */
  const findDueTurns = async (turns: number, turnMs: number): Promise<number[]> => {
    let time = 0;
    vi.spyOn(performance, "now").mockImplementation(() => time);
    const pacer = new EventLoopPacer();
    const due: number[] = [];
    for (let turn = 1; turn <= turns; turn += 1) {
      time += turnMs;
      if (pacer.isDue()) {
        due.push(turn);
        await pacer.yield();
      }
    }
    return due;
  };

  it("is due when 10 ms have passed", async () => {
    expect(await findDueTurns(35, 1)).toEqual([10, 20, 30]);
  });

  it("counts the 10 ms from the last time it yielded", async () => {
    expect(await findDueTurns(200, 10 / 64)).toEqual([64, 128, 192]);
  });

  it("is never due in a loop that has just begun", async () => {
    expect(await findDueTurns(1_000, 0)).toEqual([]);
  });

  it("lets work that is already due run first", async () => {
    const order: string[] = [];
    setImmediate(() => order.push("immediate"));
    await new EventLoopPacer().yield();
    order.push("caller");
    expect(order).toEqual(["immediate", "caller"]);
  });
});

describe("the time of the machine", () => {
  it("goes on under a simulated clock, like the times of files", () => {
    const restore = setClock(standStill);
    const before = Date.now();
    const now = readMachineTime();
    restore();
    expect(now).toBeGreaterThanOrEqual(before);
  });
});
