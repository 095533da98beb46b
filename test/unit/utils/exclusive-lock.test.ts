import { describe, expect, it } from "vitest";
import { yieldToEventLoop } from "../../../src/utils/clock";
import type { Awaitable } from "../../../src/interfaces/Awaitable.interface";
import { ExclusiveLock } from "../../../src/utils/exclusive-lock";
import type { Later, Receiver } from "../../../src/interfaces/Receiver.interface";
import { LATER, promiseLater } from "../../../src/utils/later";

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

  it("a step that hands on later what it waits for keeps others out until then, and frees the lock before it goes on", async () => {
    const lock = new ExclusiveLock();
    const log: string[] = [];
    let inside: Receiver<string> | null = null;
    const enter = (receiver: Receiver<string>): Later => {
      inside = receiver;
      log.push(lock.isHeldByCaller ? "in" : "outside");
      return LATER;
    };
    const next = (value: string): string => `${value}, ${lock.isHeldByCaller ? "held" : "free"}`;
    const held = promiseLater<string>((receiver) => lock.runFor(enter, next, receiver));
    const waiting = lock.run(() => void log.push("waiting"));
    await yieldToEventLoop();
    expect(log).toEqual(["in"]);
    (inside as Receiver<string> | null)?.take("answer");
    await expect(held).resolves.toBe("answer, free");
    await waiting;
    expect(log).toEqual(["in", "waiting"]);
  });

  it("a step for a receiver that has its value at once, throws, or fails later, frees the lock alike", async () => {
    const lock = new ExclusiveLock();
    const run = (step: () => Awaitable<string>): Promise<string> =>
      promiseLater<string>((receiver) => lock.runFor(step, (value) => value, receiver));
    const fail = (): never => {
      throw new Error("thrown");
    };
    await expect(run(() => "now")).resolves.toBe("now");
    await expect(run(fail)).rejects.toThrow("thrown");
    await expect(run(() => Promise.resolve("then"))).resolves.toBe("then");
    await expect(run(() => Promise.reject(new Error("rejected")))).rejects.toThrow("rejected");
    await expect(
      promiseLater<string>((receiver) =>
        lock.runFor<string, string>(
          (inside) => {
            queueMicrotask(() => inside.fail(new Error("failed later")));
            return LATER;
          },
          (value) => value,
          receiver,
        ),
      ),
    ).rejects.toThrow("failed later");
    expect(lock.runNow(() => "free")).toBe("free");
  });

  it("what goes on behind a step for a receiver and fails, fails for the receiver", async () => {
    const lock = new ExclusiveLock();
    const fail = (): never => {
      throw new Error("next");
    };
    const later = promiseLater<string>((receiver) =>
      lock.runFor(() => Promise.resolve("then"), fail, receiver),
    );
    await expect(later).rejects.toThrow("next");
    expect(lock.runNow(() => "free")).toBe("free");
  });

  it("a step for a receiver waits for its turn like any other", async () => {
    const lock = new ExclusiveLock();
    const gate = createGate();
    const holding = lock.run(() => gate.passed);
    const waiting = promiseLater<string>((receiver) =>
      lock.runFor(
        () => "in",
        (value) => value,
        receiver,
      ),
    );
    gate.open();
    await holding;
    await expect(waiting).resolves.toBe("in");
  });

  it("is free when nobody is inside", async () => {
    const lock = new ExclusiveLock();
    expect(lock.isFree).toBe(true);
    const inside = lock.run(async () => {
      await Promise.resolve();
      return lock.isFree;
    });
    expect(lock.isFree).toBe(false);
    expect(await inside).toBe(false);
    expect(lock.isFree).toBe(true);
  });
});
