import { describe, expect, it } from "vitest";
import { yieldToEventLoop } from "../../../src/utils/clock";
import { ExclusiveLock } from "../../../src/utils/exclusive-lock";

const createGate = (): { open: () => void; passed: Promise<void> } => {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
};

describe("ExclusiveLock", () => {
  it("lets calls in one at a time, in the order they came", async () => {
    const lock = new ExclusiveLock();
    const log: string[] = [];
    const enter = (name: string, turns: number): Promise<void> =>
      lock.run(async () => {
        log.push(`${name} in`);
        for (let turn = 0; turn < turns; turn++) {
          await yieldToEventLoop();
        }
        log.push(`${name} out`);
      });
    await Promise.all([enter("a", 5), enter("b", 0), enter("c", 2)]);
    expect(log).toEqual(["a in", "a out", "b in", "b out", "c in", "c out"]);
  });

  it("is free while nobody is inside", async () => {
    const lock = new ExclusiveLock();
    const gate = createGate();
    expect(lock.isFree).toBe(true);
    const call = lock.run(() => gate.passed);
    expect(lock.isFree).toBe(false);
    gate.open();
    await call;
    expect(lock.isFree).toBe(true);
  });

  it("a newcomer cannot slip in between two waiting calls", async () => {
    const lock = new ExclusiveLock();
    const log: string[] = [];
    const enter = (name: string): Promise<void> =>
      lock.run(async () => {
        log.push(name);
      });
    const calls = [
      lock.run(async () => {
        await yieldToEventLoop();
      }),
      enter("b"),
    ];
    void calls[0]?.then(() => calls.push(enter("late")));
    calls.push(enter("c"));
    await yieldToEventLoop();
    await yieldToEventLoop();
    await Promise.all(calls);
    expect(log).toEqual(["b", "c", "late"]);
  });

  it("a call that throws or rejects fails alone and lets the next one in", async () => {
    const lock = new ExclusiveLock();
    const results = await Promise.allSettled([
      lock.run(() => {
        throw new Error("thrown");
      }),
      lock.run(() => Promise.reject(new Error("rejected"))),
      lock.run(() => Promise.resolve("fine")),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
  });

  it("knows whether the caller is inside, across await, and only while the call runs", async () => {
    const lock = new ExclusiveLock();
    const other = new ExclusiveLock();
    const gate = createGate();
    const seen: boolean[] = [lock.isHeldByCaller];
    let late: Promise<void> = Promise.resolve();
    await lock.run(async () => {
      await yieldToEventLoop();
      seen.push(lock.isHeldByCaller, other.isHeldByCaller);
      await other.run(async () => {
        seen.push(lock.isHeldByCaller, other.isHeldByCaller);
      });
      late = gate.passed.then(() => {
        seen.push(lock.isHeldByCaller);
      });
    });
    gate.open();
    await late;
    expect(seen).toEqual([false, true, false, true, true, false]);
  });

  it("somebody who waits outside does not count as inside", async () => {
    const lock = new ExclusiveLock();
    const gate = createGate();
    const holding = lock.run(() => gate.passed);
    expect(lock.isHeldByCaller).toBe(false);
    gate.open();
    await holding;
  });

  it("at once, what is there at once comes back as it is, and the next one is let in", async () => {
    const lock = new ExclusiveLock();
    expect(lock.runNow(() => lock.isHeldByCaller)).toBe(true);
    expect(lock.isHeldByCaller).toBe(false);
    expect(() =>
      lock.runNow(() => {
        throw new Error("at once");
      }),
    ).toThrow("at once");
    const gate = createGate();
    const holding = lock.runNow(() => gate.passed);
    const waiting = lock.runNow(() => "in");
    expect(waiting).toBeInstanceOf(Promise);
    gate.open();
    await holding;
    await expect(waiting).resolves.toBe("in");
    expect(lock.runNow(() => "free")).toBe("free");
  });

  it("goes on with a value when it is free again", async () => {
    const lock = new ExclusiveLock();
    const next = (value: string): string => `${value}, ${lock.isHeldByCaller ? "held" : "free"}`;
    const enter = (): string => (lock.isHeldByCaller ? "held" : "free");
    expect(lock.runThen(enter, next)).toBe("held, free");
    const gate = createGate();
    const holding = lock.runThen(() => gate.passed.then(enter), next);
    const waiting = lock.runThen(enter, () => lock.run(async () => "and once more"));
    gate.open();
    await expect(holding).resolves.toBe("held, free");
    await expect(waiting).resolves.toBe("and once more");
  });
});
