import { AsyncLocalStorage } from "node:async_hooks";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SimulatedClock } from "../../../src/testing/simulated-clock";
import { createSimulatedClock } from "../../../src/testing/simulated-clock";
import { getClock, setClock } from "../../../src/utils/clock";
import { loadLate } from "../../../src/utils/load-late";

const START = Date.UTC(2025, 0, 1);

const yieldToEventLoop = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

const sleep = (clock: SimulatedClock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.setTimer(resolve, ms);
  });

/** Takes turns of the event loop, and nothing of the process tells of it: as when a module is loaded. */
const takeTurns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve).unref();
    });
  }
};

describe("createSimulatedClock: time", () => {
  it("starts at the given instant and stands still until it is moved", async () => {
    const clock = createSimulatedClock({ start: START });
    expect([clock.now(), clock.monotonic(), clock.pendingTimers]).toEqual([START, 0, 0]);
    await yieldToEventLoop();
    expect(clock.now()).toBe(START);
  });

  it("moves by a distance and to an instant, and counts durations from its start", async () => {
    const clock = createSimulatedClock({ start: START });
    await clock.advance(1_500);
    expect([clock.now(), clock.monotonic()]).toEqual([START + 1_500, 1_500]);
    await clock.advanceTo(START + 2_000);
    expect([clock.now(), clock.monotonic()]).toEqual([START + 2_000, 2_000]);
    await clock.advance(0);
    expect(clock.now()).toBe(START + 2_000);
  });

  it.each([-1, Number.NaN, Infinity])("refuses to move by %s ms", async (ms) => {
    const clock = createSimulatedClock({ start: START });
    await expect(clock.advance(ms)).rejects.toMatchObject({ code: "CLOCK_INVALID", name: "ClockError" });
    expect(clock.now()).toBe(START);
  });

  it.each([START - 1, Number.NaN, Infinity])("refuses to move to %s", async (time) => {
    const clock = createSimulatedClock({ start: START });
    await expect(clock.advanceTo(time)).rejects.toMatchObject({ code: "CLOCK_INVALID" });
    expect(clock.now()).toBe(START);
  });

  it("refuses a start that is no instant", () => {
    expect(() => createSimulatedClock({ start: Number.NaN })).toThrow(
      expect.objectContaining({ code: "CLOCK_INVALID" }),
    );
  });

  it("moves on after a refused movement", async () => {
    const clock = createSimulatedClock({ start: START });
    await expect(clock.advanceTo(START - 1)).rejects.toThrow("never runs backwards");
    await clock.advance(5);
    expect(clock.now()).toBe(START + 5);
  });

  it("takes the place of the system clock", async () => {
    const clock = createSimulatedClock({ start: START });
    const restore = setClock(clock);
    expect(getClock().now()).toBe(START);
    restore();
    expect(getClock()).not.toBe(clock);
    await Promise.resolve();
  });
});

describe("createSimulatedClock: timers", () => {
  it("fires timers in the order of their instants, those of one instant in the order they were set", async () => {
    const clock = createSimulatedClock({ start: START });
    const fired: [string, number][] = [];
    const note = (name: string) => () => fired.push([name, clock.now() - START]);
    clock.setTimer(note("late"), 300);
    clock.setTimer(note("first of two"), 200);
    clock.setTimer(note("second of two"), 200);
    clock.setTimer(note("early"), 100);
    expect(clock.pendingTimers).toBe(4);
    await clock.advance(300);
    expect(fired).toEqual([
      ["early", 100],
      ["first of two", 200],
      ["second of two", 200],
      ["late", 300],
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("leaves timers past the end alone", async () => {
    const clock = createSimulatedClock({ start: START });
    let hasFired = false;
    clock.setTimer(() => (hasFired = true), 1_001);
    await clock.advance(1_000);
    expect([hasFired, clock.pendingTimers]).toEqual([false, 1]);
    await clock.advance(1);
    expect([hasFired, clock.pendingTimers]).toEqual([true, 0]);
  });

  it("does not fire a cancelled timer, and cancelling twice or after it fired does nothing", async () => {
    const clock = createSimulatedClock({ start: START });
    const fired: string[] = [];
    const cancelled = clock.setTimer(() => fired.push("cancelled"), 10);
    const kept = clock.setTimer(() => fired.push("kept"), 10);
    cancelled.cancel();
    cancelled.cancel();
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(10);
    kept.cancel();
    expect(fired).toEqual(["kept"]);
  });

  it.each([0, -5, Number.NaN])(
    "fires a timer with a delay of %s at the present instant, but never at once",
    async (delay) => {
      const clock = createSimulatedClock({ start: START });
      let firedAt: number | undefined;
      clock.setTimer(() => (firedAt = clock.now()), delay);
      expect(firedAt).toBeUndefined();
      await clock.advance(0);
      expect(firedAt).toBe(START);
    },
  );

  it("fires timers that the work of other timers sets on the way", async () => {
    const clock = createSimulatedClock({ start: START });
    const minutes: number[] = [];
    const everyMinute = (): void => {
      clock.setTimer(() => {
        minutes.push((clock.now() - START) / 60_000);
        everyMinute();
      }, 60_000);
    };
    everyMinute();
    await clock.advance(5 * 60_000);
    expect(minutes).toEqual([1, 2, 3, 4, 5]);
  });

  it("fires a timer in the async context it was set in", async () => {
    const clock = createSimulatedClock({ start: START });
    const storage = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    storage.run("setter", () => {
      clock.setTimer(() => seen.push(storage.getStore()), 10);
    });
    await storage.run("mover", () => clock.advance(10));
    expect(seen).toEqual(["setter"]);
  });

  it("rejects the movement with what a timer throws, and goes on with the next one", async () => {
    const clock = createSimulatedClock({ start: START });
    const fired: number[] = [];
    clock.setTimer(() => {
      throw new Error("broken timer");
    }, 10);
    clock.setTimer(() => fired.push(clock.now()), 20);
    await expect(clock.advance(100)).rejects.toThrow("broken timer");
    await clock.advanceTo(START + 100);
    expect(fired).toEqual([START + 20]);
  });

  it("walks a week of minutes", async () => {
    const clock = createSimulatedClock({ start: START });
    let ticks = 0;
    const run = async (): Promise<void> => {
      for (;;) {
        await sleep(clock, 60_000);
        ticks += 1;
      }
    };
    void run();
    await clock.advance(7 * 86_400_000);
    expect(ticks).toBe(7 * 1_440);
  });
});

describe("createSimulatedClock: work between the timers", () => {
  it("lets a long promise chain end before the next timer fires", async () => {
    const clock = createSimulatedClock({ start: START });
    const order: string[] = [];
    clock.setTimer(() => {
      void (async () => {
        for (let step = 0; step < 10_000; step += 1) {
          await Promise.resolve();
        }
        order.push(`chain at ${clock.now() - START}`);
      })();
    }, 1);
    clock.setTimer(() => order.push("next timer"), 2);
    await clock.advance(2);
    expect(order).toEqual(["chain at 1", "next timer"]);
  });

  it("lets work that yields to the event loop end before the next timer fires", async () => {
    const clock = createSimulatedClock({ start: START });
    const order: string[] = [];
    clock.setTimer(() => {
      void (async () => {
        for (let step = 0; step < 50; step += 1) {
          await yieldToEventLoop();
        }
        order.push("yielded");
      })();
    }, 1);
    clock.setTimer(() => order.push("next timer"), 2);
    await clock.advance(2);
    expect(order).toEqual(["yielded", "next timer"]);
  });

  it("lets file operations end before the next timer fires", async () => {
    const clock = createSimulatedClock({ start: START });
    const folder = await mkdtemp(join(tmpdir(), "simulated-clock-"));
    const file = join(folder, "state.json");
    const order: string[] = [];
    clock.setTimer(() => {
      void (async () => {
        await writeFile(file, "written");
        order.push(await readFile(file, "utf8"));
      })();
    }, 1);
    clock.setTimer(() => order.push("next timer"), 2);
    await clock.advance(2);
    await rm(folder, { recursive: true });
    expect(order).toEqual(["written", "next timer"]);
  });

  it("lets parts of the library be loaded before the next timer fires, however long it takes", async () => {
    const clock = createSimulatedClock({ start: START });
    const order: string[] = [];
    const loadPart = loadLate("the part", () => takeTurns(20).then(() => ({})));
    clock.setTimer(() => {
      void loadPart().then(() => order.push("loaded"));
    }, 1);
    clock.setTimer(() => order.push("next timer"), 2);
    await clock.advance(2);
    expect(order).toEqual(["loaded", "next timer"]);
  });

  it("finishes what was started before the movement, so that its timers count", async () => {
    const clock = createSimulatedClock({ start: START });
    const woken: number[] = [];
    const work = async (): Promise<void> => {
      await yieldToEventLoop();
      await sleep(clock, 10);
      woken.push(clock.now() - START);
    };
    void work();
    await clock.advance(10);
    expect(woken).toEqual([10]);
  });

  it("does movements that are asked for at once one after the other", async () => {
    const clock = createSimulatedClock({ start: START });
    const order: string[] = [];
    for (const delay of [10, 20]) {
      clock.setTimer(() => {
        void yieldToEventLoop().then(() => order.push(`work of ${delay} at ${clock.now() - START}`));
      }, delay);
    }
    await Promise.all([clock.advance(10), clock.advance(10)]);
    expect(order).toEqual(["work of 10 at 10", "work of 20 at 20"]);
    expect(clock.now()).toBe(START + 20);
  });

  it("gives up on work that never rests", async () => {
    const clock = createSimulatedClock({ start: START });
    let isOver = false;
    const spin = async (): Promise<void> => {
      while (!isOver) {
        await yieldToEventLoop();
      }
    };
    const spinning = spin();
    await expect(clock.advance(1)).rejects.toMatchObject({ code: "CLOCK_STALLED" });
    isOver = true;
    await spinning;
  });
});

describe("createSimulatedClock: runUntil", () => {
  it("moves from timer to timer until the promise is fulfilled, and no further", async () => {
    const clock = createSimulatedClock({ start: START });
    clock.setTimer(() => undefined, 86_400_000);
    const result = await clock.runUntil(
      (async () => {
        await sleep(clock, 1_000);
        await sleep(clock, 2_000);
        return "done";
      })(),
    );
    expect([result, clock.now() - START, clock.pendingTimers]).toEqual(["done", 3_000, 1]);
  });

  it("rejects with what the promise rejects with", async () => {
    const clock = createSimulatedClock({ start: START });
    const failing = sleep(clock, 10).then(() => {
      throw new Error("failed at 10");
    });
    await expect(clock.runUntil(failing)).rejects.toThrow("failed at 10");
    expect(clock.now()).toBe(START + 10);
  });

  it("does not move for a promise that settles by itself", async () => {
    const clock = createSimulatedClock({ start: START });
    clock.setTimer(() => undefined, 10);
    expect(await clock.runUntil(yieldToEventLoop().then(() => 7))).toBe(7);
    expect(clock.now()).toBe(START);
  });

  it("says so when no timer is left and the promise is still open", async () => {
    const clock = createSimulatedClock({ start: START });
    await expect(clock.runUntil(new Promise(() => undefined))).rejects.toMatchObject({
      code: "CLOCK_STALLED",
    });
  });
});

describe("createSimulatedClock: random ids", () => {
  const ids = (seed?: number): string[] => {
    const clock = createSimulatedClock(seed === undefined ? { start: START } : { start: START, seed });
    return [clock.randomId(), clock.randomId()];
  };

  it("repeats its ids with the seed", () => {
    expect(ids(5)).toEqual(ids(5));
    expect(ids(5)).not.toEqual(ids(6));
    expect(ids()).toEqual(ids(1));
  });

  it("gives a new id each time", () => {
    const [first, second] = ids(5);
    expect(first).not.toBe(second);
  });
});
