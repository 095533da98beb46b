import { AsyncLocalStorage } from "node:async_hooks";
import { describe, expect, it } from "vitest";
import { KeyedQueue } from "../../../src/utils/keyed-queue";
import { yieldToEventLoop } from "../../../src/utils/clock";

const createGate = () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
};

describe("a queue by key", () => {
  it("runs the tasks of a key one after the other, in their order", async () => {
    const queue = new KeyedQueue();
    const log: string[] = [];
    const gates = [createGate(), createGate(), createGate()];
    const runs = gates.map((gate, index) =>
      queue.run("a", async () => {
        log.push(`start ${index}`);
        await gate.opened;
        log.push(`end ${index}`);
        return index;
      }),
    );
    gates[2]?.open();
    gates[1]?.open();
    await yieldToEventLoop();
    expect(log).toEqual(["start 0"]);
    gates[0]?.open();
    expect(await Promise.all(runs)).toEqual([0, 1, 2]);
    expect(log).toEqual(["start 0", "end 0", "start 1", "end 1", "start 2", "end 2"]);
  });

  it("lets the keys run beside each other", async () => {
    const queue = new KeyedQueue();
    const gate = createGate();
    const slow = queue.run("a", () => gate.opened);
    await queue.run("b", async () => undefined);
    expect(queue.isBusy("a")).toBe(true);
    gate.open();
    await slow;
  });

  it("a task that fails, at once or later, rejects for its caller and harms nobody", async () => {
    const queue = new KeyedQueue();
    const first = queue.run("a", () => Promise.reject(new Error("later")));
    const second = queue.run("a", () => {
      throw new Error("at once");
    });
    const third = queue.run("a", async () => "fine");
    await expect(first).rejects.toThrow("later");
    await expect(second).rejects.toThrow("at once");
    expect(await third).toBe("fine");
  });

  it("runs each task in the async context of its own caller", async () => {
    const storage = new AsyncLocalStorage<string>();
    const queue = new KeyedQueue();
    const gate = createGate();
    const first = storage.run("first", () => queue.run("a", () => gate.opened));
    const second = storage.run("second", () => queue.run("a", async () => storage.getStore()));
    gate.open();
    await first;
    expect(await second).toBe("second");
  });

  it("keeps no entry of an idle key (pitfall: maps that only grow)", async () => {
    const queue = new KeyedQueue();
    await Promise.allSettled([
      queue.run("a", async () => undefined),
      queue.run("a", () => Promise.reject(new Error("x"))),
      queue.run("b", async () => undefined),
    ]);
    await yieldToEventLoop();
    expect(queue.size).toBe(0);
    expect(queue.isBusy("a")).toBe(false);
  });

  it("whenSettled waits for the tasks there are, and never rejects", async () => {
    const queue = new KeyedQueue();
    await queue.whenSettled("a");
    const failing = queue.run("a", () => Promise.reject(new Error("x")));
    let isDone = false;
    const last = queue.run("a", async () => {
      await yieldToEventLoop();
      isDone = true;
    });
    await queue.whenSettled("a");
    expect(isDone).toBe(true);
    await expect(failing).rejects.toThrow("x");
    await last;
  });
});
