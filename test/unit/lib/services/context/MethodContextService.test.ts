import { describe, expect, it } from "vitest";
import type { IMethodContext } from "../../../../../src/interfaces/Context.interface";
import { MethodContextService } from "../../../../../src/lib/services/context/MethodContextService";

const service = new MethodContextService();

const contextOf = (strategyName: string): IMethodContext => ({
  strategyName,
  exchangeName: "exchange",
  frameName: "frame",
});

const here = (): string => service.context.strategyName;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("where there is no run", () => {
  it("reading the context says what is missing and where to call from (pitfall 173)", () => {
    expect(() => service.context).toThrow(
      expect.objectContaining({
        code: "CONTEXT_MISSING",
        message:
          "not running in context: this call needs a running strategy; call it from getSignal, a callback, a validation or a listener of a run",
      }),
    );
  });

  it("everything else says so without an error", () => {
    expect(service.isActive).toBe(false);
    expect(service.peekContext()).toBeUndefined();
    expect(MethodContextService.hasContext()).toBe(false);
  });
});

describe("a method context holds", () => {
  it("in what is called: the very object", () => {
    const context = contextOf("a");
    MethodContextService.runInContext(() => {
      expect(service.context).toBe(context);
      expect(service.peekContext()).toBe(context);
      expect(service.isActive).toBe(true);
      expect(MethodContextService.hasContext()).toBe(true);
    }, context);
    expect(service.isActive).toBe(false);
  });

  it("across await, Promise.all and timers started inside, also after the call has returned", async () => {
    let late = Promise.resolve("");
    const seen = await MethodContextService.runInContext(async () => {
      await turn();
      const together = await Promise.all([turn().then(here), turn().then(here)]);
      const inTimer = await new Promise<string>((resolve) => setTimeout(() => resolve(here()), 0));
      late = turn().then(turn).then(here);
      return [here(), ...together, inTimer];
    }, contextOf("a"));
    expect(seen).toEqual(["a", "a", "a", "a"]);
    expect(await late).toBe("a");
  });

  it("for each of many parallel runs its own", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `strategy-${index}`);
    const seen = await Promise.all(
      names.map((name) =>
        MethodContextService.runInContext(async () => {
          await turn();
          await Promise.resolve();
          await turn();
          return here();
        }, contextOf(name)),
      ),
    );
    expect(seen).toEqual(names);
  });

  it("again after an inner one; not in runOutOfContext", () => {
    MethodContextService.runInContext(() => {
      expect(MethodContextService.runInContext(here, contextOf("inner"))).toBe("inner");
      expect(MethodContextService.runOutOfContext(() => service.isActive)).toBe(false);
      expect(here()).toBe("outer");
    }, contextOf("outer"));
  });
});

describe("runAsyncIterator", () => {
  it("runs every step inside and its consumer outside; leaving early ends the iterator inside", async () => {
    const ended: string[] = [];
    async function* createSteps(): AsyncGenerator<string, void, undefined> {
      try {
        for (;;) {
          await turn();
          yield here();
        }
      } finally {
        ended.push(here());
      }
    }
    const seen: string[] = [];
    for await (const name of MethodContextService.runAsyncIterator(createSteps(), contextOf("a"))) {
      expect(service.isActive).toBe(false);
      seen.push(name);
      if (seen.length === 2) {
        break;
      }
    }
    expect(seen).toEqual(["a", "a"]);
    expect(ended).toEqual(["a"]);
  });

  it("what a step throws comes out; an iterator that ends is not asked to end again", async () => {
    async function* failing(): AsyncGenerator<string, void, undefined> {
      yield here();
      throw new Error("step");
    }
    const steps = MethodContextService.runAsyncIterator(failing(), contextOf("a"));
    expect(await steps.next()).toEqual({ done: false, value: "a" });
    await expect(steps.next()).rejects.toThrow("step");
    expect(await steps.next()).toEqual({ done: true, value: undefined });
  });
});
