import { describe, expect, it } from "vitest";
import type { Receiver } from "../../../src/interfaces/Receiver.interface";
import { LATER, deliver, deliverAll, promiseLater } from "../../../src/utils/later";

/** A receiver that writes down what it gets. */
const createReceiver = (): Receiver<string> & { readonly log: string[] } => {
  const log: string[] = [];
  return {
    log,
    take: (value) => void log.push(value),
    fail: (error) => void log.push(`failed: ${String(error)}`),
  };
};

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) {
    await Promise.resolve();
  }
};

describe("a value that may come later", () => {
  it("comes back as it is when it is there, and nothing goes to the receiver", () => {
    const receiver = createReceiver();
    expect(deliver("now", receiver)).toBe("now");
    expect(deliver<string>(LATER, receiver)).toBe(LATER);
    expect(receiver.log).toEqual([]);
  });

  it("goes to the receiver when it has to be waited for, and so does what goes wrong", async () => {
    const receiver = createReceiver();
    expect(deliver(Promise.resolve("then"), receiver)).toBe(LATER);
    expect(deliver(Promise.reject(new Error("no")), receiver)).toBe(LATER);
    expect(receiver.log).toEqual([]);
    await settle();
    expect(receiver.log).toEqual(["then", "failed: Error: no"]);
  });

  it("a promise of what is handed on later still hands on nothing", async () => {
    const receiver = createReceiver();
    expect(deliver<string>(Promise.resolve(LATER), receiver)).toBe(LATER);
    await settle();
    expect(receiver.log).toEqual([]);
  });

  it("a step for a receiver hands on all it comes to: at once, later, thrown", async () => {
    const receiver = createReceiver();
    deliverAll((name: string) => `${name} now`, "a", receiver);
    deliverAll((name: string) => Promise.resolve(`${name} then`), "b", receiver);
    deliverAll(
      () => {
        throw new Error("thrown");
      },
      null,
      receiver,
    );
    deliverAll<null, string>(() => LATER, null, receiver);
    await settle();
    expect(receiver.log).toEqual(["a now", "failed: Error: thrown", "b then"]);
  });

  it("becomes a promise for whoever wants one", async () => {
    await expect(promiseLater(() => "now")).resolves.toBe("now");
    await expect(promiseLater(() => Promise.resolve("then"))).resolves.toBe("then");
    await expect(promiseLater(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await expect(
      promiseLater<string>((receiver) => {
        queueMicrotask(() => receiver.take("later"));
        return LATER;
      }),
    ).resolves.toBe("later");
    await expect(
      promiseLater(() => {
        throw new Error("thrown");
      }),
    ).rejects.toThrow("thrown");
  });
});
