import { describe, expect, it } from "vitest";
import type { IExecutionContext, IInstant } from "../../../../../src/interfaces/Context.interface";
import { ExecutionContextService } from "../../../../../src/lib/services/context/ExecutionContextService";
import { isInsideUserCode } from "../../../../../src/utils/call-chain";
import { at } from "../../../../support/trial";

const service = new ExecutionContextService();

const contextAt = (minute: number, symbol = "BTCUSDT"): IExecutionContext => ({
  symbol,
  when: new Date(at(minute)),
  backtest: true,
});

const instantAt = (minute: number): IInstant => ({ symbol: "BTCUSDT", time: at(minute), backtest: true });

const here = (): number => service.context.when.getTime();

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("where there is no context", () => {
  it("reading it says what is missing and where to call from (pitfall 173)", () => {
    expect(() => service.context).toThrow(
      expect.objectContaining({
        code: "CONTEXT_MISSING",
        message:
          "not running in context: this call needs the instant of a running tick; call it from getSignal, a callback, a validation or a signal listener",
      }),
    );
  });

  it("a peek finds nothing and says so without an error", () => {
    expect(service.peekContext()).toBeUndefined();
    expect(ExecutionContextService.hasContext()).toBe(false);
  });
});

describe("a context holds", () => {
  it("in what is called, and is gone when the call returns", () => {
    const context = contextAt(1);
    expect(service.runInContext(() => service.context, context)).toEqual(context);
    expect(service.runInContext(() => ExecutionContextService.hasContext(), context)).toBe(true);
    expect(ExecutionContextService.hasContext()).toBe(false);
  });

  it("as a copy: nobody moves the clock of a run by changing a date or a context (H1)", () => {
    const given = contextAt(1);
    service.runInContext(() => {
      given.when.setUTCFullYear(2030);
      service.context.when.setUTCFullYear(2030);
      service.peekContext()?.when.setUTCFullYear(2030);
      expect(() => Object.assign(service.context, { when: new Date(at(9)) })).toThrow(TypeError);
      expect(here()).toBe(at(1));
    }, given);
  });

  it("across await, Promise.all, microtasks and timers started inside", async () => {
    const seen = await ExecutionContextService.runInContext(async () => {
      await turn();
      const afterAwait = here();
      const together = await Promise.all([1, 2].map(async () => (await turn(), here())));
      const inTimer = await new Promise<number>((resolve) => setTimeout(() => resolve(here()), 0));
      const inMicrotask = await new Promise<number>((resolve) => queueMicrotask(() => resolve(here())));
      return [afterAwait, ...together, inTimer, inMicrotask];
    }, contextAt(3));
    expect(seen).toEqual([3, 3, 3, 3, 3].map(at));
  });

  it("for each of many parallel calls its own, whatever the order in which they go on", async () => {
    const seen = await Promise.all(
      Array.from({ length: 50 }, (_, minute) =>
        service.runInContext(
          async () => {
            const all: number[] = [];
            for (let step = 0; step < 5; step += 1) {
              await ((step + minute) % 3 === 0 ? turn() : Promise.resolve());
              all.push(here());
            }
            return all;
          },
          contextAt(minute, `SYMBOL${minute}`),
        ),
      ),
    );
    seen.forEach((all, minute) => expect(new Set(all)).toEqual(new Set([at(minute)])));
  });

  it("again after an inner context has ended", () => {
    service.runInContext(() => {
      expect(service.runInContext(here, contextAt(9))).toBe(at(9));
      expect(here()).toBe(at(1));
      expect(() =>
        service.runInContext(() => {
          throw new Error("inner");
        }, contextAt(9)),
      ).toThrow("inner");
      expect(here()).toBe(at(1));
    }, contextAt(1));
  });

  it("user code does not get to a later instant by leaving its context first", () => {
    service.runUserCode(() => {
      ExecutionContextService.runOutOfContext(() => {
        expect(() => service.context).toThrow("not running in context");
        expect(service.peekContext()).toBeUndefined();
        expect(() => service.runInContext(() => undefined, contextAt(2))).toThrow(
          expect.objectContaining({ code: "CONTEXT_LOOK_AHEAD" }),
        );
        expect(service.runInContext(here, contextAt(1))).toBe(at(1));
      });
    }, contextAt(1));
  });

  it("not in runOutOfContext", () => {
    service.runInContext(() => {
      expect(ExecutionContextService.runOutOfContext(() => ExecutionContextService.hasContext())).toBe(false);
      expect(ExecutionContextService.hasContext()).toBe(true);
    }, contextAt(1));
  });
});

describe("pitfall 123: a context closes with the call it was made for", () => {
  const ENDINGS: readonly [string, (late: () => void) => unknown][] = [
    ["returned", (late) => late()],
    [
      "thrown",
      (late) => {
        late();
        throw new Error("thrown");
      },
    ],
    [
      "resolved",
      async (late) => {
        late();
        await turn();
      },
    ],
    [
      "rejected",
      async (late) => {
        late();
        await turn();
        throw new Error("rejected");
      },
    ],
    // A thenable of another library.
    [
      "settled a thenable",
      (late) => {
        late();
        return { then: (done: () => void) => done() };
      },
    ],
  ];

  it.each(
    ENDINGS.flatMap(([name, end]) =>
      (["runInContext", "runUserCode"] as const).map((method) => [method, name, end] as const),
    ),
  )("%s: work that was not awaited gets CONTEXT_CLOSED once the call has %s", async (method, _, end) => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let late: Promise<unknown> = Promise.resolve();
    const startLate = (): void => {
      late = gate.then(() => [ExecutionContextService.hasContext(), service.peekContext(), here()]);
      late.catch(() => undefined);
    };
    try {
      await service[method](() => end(startLate), contextAt(7));
    } catch {
      // How it ended does not matter here.
    }
    release();
    await expect(late).rejects.toMatchObject({
      code: "CONTEXT_CLOSED",
      message: `the context of BTCUSDT at ${new Date(at(7)).toISOString()} has ended: this work was started in a tick and not awaited; await everything that getSignal or a callback starts`,
    });
  });

  it("a closed context counts as none for a peek", async () => {
    let seen: unknown;
    let late = Promise.resolve();
    service.runInContext(() => {
      late = turn().then(() => {
        seen = [ExecutionContextService.hasContext(), service.peekContext()];
      });
    }, contextAt(1));
    await late;
    expect(seen).toEqual([false, undefined]);
  });

  it("a user scope stays open until its caller closes it, over any number of calls", async () => {
    const scope = service.createUserScope(instantAt(5));
    expect(scope.run(here)).toBe(at(5));
    const pending = scope.run(async () => {
      await turn();
      return here();
    });
    expect(await pending).toBe(at(5));
    const late = scope.run(async () => {
      await turn();
      return here();
    });
    scope.close();
    await expect(late).rejects.toMatchObject({ code: "CONTEXT_CLOSED" });
    expect(() => scope.run(here)).toThrow(expect.objectContaining({ code: "CONTEXT_CLOSED" }));
  });
});

describe("H1: user code cannot go to a later instant", () => {
  it("later is CONTEXT_LOOK_AHEAD and names both instants; the same and earlier are fine", () => {
    service.runUserCode(() => {
      expect(() => service.runInContext(here, contextAt(6))).toThrow(
        expect.objectContaining({
          code: "CONTEXT_LOOK_AHEAD",
          message: `user code at ${new Date(at(5)).toISOString()} asked for a context at ${new Date(at(6)).toISOString()}: nothing later than the running tick can be read`,
        }),
      );
      expect(service.runInContext(here, contextAt(5))).toBe(at(5));
      expect(service.runInContext(here, contextAt(4))).toBe(at(4));
    }, contextAt(5));
  });

  it.each<[string, (fn: () => unknown) => unknown]>([
    ["runInContext", (fn) => ExecutionContextService.runInContext(fn, contextAt(6))],
    ["runUserCode", (fn) => service.runUserCode(fn, contextAt(6))],
    ["createUserScope", (fn) => service.createUserScope(instantAt(6)).run(fn)],
    [
      "runAsyncIterator",
      () => ExecutionContextService.runAsyncIterator((async function* () {})(), contextAt(6)).next(),
    ],
  ])("not by %s, also after an await", async (_, goOn) => {
    await service.runUserCode(async () => {
      await turn();
      const attempt = async (): Promise<unknown> => goOn(here);
      await expect(attempt()).rejects.toMatchObject({ code: "CONTEXT_LOOK_AHEAD" });
    }, contextAt(5));
  });

  it("nor can work that was not awaited, once its context has closed: it stays in its past", async () => {
    let late: Promise<unknown> = Promise.resolve();
    service.runUserCode(() => {
      late = turn().then(() => {
        expect(service.runInContext(here, contextAt(5))).toBe(at(5));
        return service.runInContext(here, contextAt(6));
      });
      late.catch(() => undefined);
    }, contextAt(5));
    await expect(late).rejects.toMatchObject({ code: "CONTEXT_LOOK_AHEAD" });
  });

  it("nor can a call that runs over its time limit, when its scope was closed under it", async () => {
    const scope = service.createUserScope(instantAt(5));
    const late = scope.run(async () => {
      await turn();
      return service.runInContext(here, contextAt(6));
    });
    scope.close();
    await expect(late).rejects.toMatchObject({ code: "CONTEXT_LOOK_AHEAD" });
  });

  it("the engine can: its own code is not user code", () => {
    service.runInContext(() => {
      expect(isInsideUserCode()).toBe(false);
      expect(service.runInContext(here, contextAt(99))).toBe(at(99));
      expect(service.runUserCode(() => isInsideUserCode(), contextAt(99))).toBe(true);
    }, contextAt(5));
  });
});

describe("runAsyncIterator", () => {
  const seen: string[] = [];

  async function* createSteps(): AsyncGenerator<number, void, undefined> {
    try {
      for (;;) {
        await turn();
        yield here();
      }
    } finally {
      await turn();
      seen.push(`ended at ${here() - at(0)}`);
    }
  }

  it("runs every step inside and its consumer outside; leaving early ends the iterator inside", async () => {
    seen.length = 0;
    const values: number[] = [];
    for await (const value of ExecutionContextService.runAsyncIterator(createSteps(), contextAt(0))) {
      expect(ExecutionContextService.hasContext()).toBe(false);
      values.push(value);
      if (values.length === 3) {
        break;
      }
    }
    expect(values).toEqual([at(0), at(0), at(0)]);
    expect(seen).toEqual(["ended at 0"]);
  });

  it("a consumer that throws ends the iterator too", async () => {
    seen.length = 0;
    const consume = async (): Promise<void> => {
      for await (const value of ExecutionContextService.runAsyncIterator(createSteps(), contextAt(0))) {
        throw new Error(`consumer at ${value - at(0)}`);
      }
    };
    await expect(consume()).rejects.toThrow("consumer at 0");
    expect(seen).toEqual(["ended at 0"]);
  });

  it("what a step throws comes out, and the context is closed", async () => {
    let late: Promise<unknown> = Promise.resolve();
    async function* failing(): AsyncGenerator<number, void, undefined> {
      late = turn().then(turn).then(here);
      late.catch(() => undefined);
      yield 1;
      throw new Error("step");
    }
    const steps = ExecutionContextService.runAsyncIterator(failing(), contextAt(0));
    expect(await steps.next()).toEqual({ done: false, value: 1 });
    await expect(steps.next()).rejects.toThrow("step");
    await expect(late).rejects.toMatchObject({ code: "CONTEXT_CLOSED" });
  });

  it("ends with its iterator, and asks one that has ended or failed for no second end", async () => {
    for (const last of [
      () => Promise.resolve({ done: true, value: undefined }),
      () => Promise.reject(new Error("x")),
    ]) {
      let returns = 0;
      const iterator = {
        next: last as () => Promise<IteratorResult<number, undefined>>,
        return: () => Promise.resolve({ done: true as const, value: (returns += 1) && undefined }),
      };
      const steps = ExecutionContextService.runAsyncIterator(
        { [Symbol.asyncIterator]: () => iterator },
        contextAt(0),
      );
      await steps.next().catch(() => undefined);
      expect(returns).toBe(0);
    }
  });

  it("an iterator without return can be left early", async () => {
    const iterable = {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: false as const, value: 1 }) }),
    };
    for await (const value of ExecutionContextService.runAsyncIterator(iterable, contextAt(0))) {
      expect(value).toBe(1);
      break;
    }
  });
});
