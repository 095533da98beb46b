import fc from "fast-check";
import { firstValueFrom, map } from "rxjs";
import { describe, expect, it, vi } from "vitest";
import { AsyncLocalStorage } from "node:async_hooks";
import { ExecutionContextService } from "../../../src/lib/services/context/ExecutionContextService";
import { AwaitedSubject } from "../../../src/utils/awaited-subject";
import { isInsideUserCall } from "../../../src/utils/call-chain";
import { yieldToEventLoop } from "../../../src/utils/clock";

const createSubject = <T>() => {
  const report = vi.fn<(error: unknown) => Promise<void>>(() => Promise.resolve());
  return { subject: new AwaitedSubject<T>(report), report };
};

const wait = async (turns: number): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) {
    await yieldToEventLoop();
  }
};

describe("AwaitedSubject", () => {
  it("works like any RxJS subject", async () => {
    const { subject } = createSubject<number>();
    const next = firstValueFrom(subject.pipe(map((value) => value * 2)));
    await subject.next(21);
    expect(await next).toBe(42);
  });

  it("next resolves when every attached handler has finished with the value", async () => {
    const { subject } = createSubject<number>();
    const log: string[] = [];
    subject.attach(async (value) => {
      await wait(3);
      log.push(`slow ${value}`);
    });
    subject.attach((value) => {
      log.push(`fast ${value}`);
    });
    await subject.next(1);
    expect(log).toEqual(["slow 1", "fast 1"]);
  });

  it("handlers run in the order they subscribed, one after another", async () => {
    const { subject } = createSubject<number>();
    const log: string[] = [];
    for (const name of ["a", "b", "c"]) {
      subject.attach(async () => {
        log.push(`${name} in`);
        await yieldToEventLoop();
        log.push(`${name} out`);
      });
    }
    await subject.next(1);
    expect(log).toEqual(["a in", "a out", "b in", "b out", "c in", "c out"]);
  });

  it("a third event that arrives while the first is handled waits its turn (pitfall 113)", async () => {
    const { subject } = createSubject<number>();
    const log: string[] = [];
    subject.attach(async (value) => {
      log.push(`${value} in`);
      await wait(2);
      log.push(`${value} out`);
    });
    await Promise.all([subject.next(1), subject.next(2), subject.next(3)]);
    expect(log).toEqual(["1 in", "1 out", "2 in", "2 out", "3 in", "3 out"]);
  });

  it.each([
    ["throws", () => Promise.reject(new Error("rejected")), "rejected"],
    [
      "rejects",
      () => {
        throw new Error("thrown");
      },
      "thrown",
    ],
  ])("a handler that %s is reported and starves nobody (pitfall 112)", async (_name, fail, message) => {
    const { subject, report } = createSubject<number>();
    const seen: number[] = [];
    subject.attach(fail);
    subject.attach((value) => {
      seen.push(value);
    });
    await subject.next(1);
    await subject.next(2);
    expect(seen).toEqual([1, 2]);
    expect(report.mock.calls).toEqual([[new Error(message)], [new Error(message)]]);
  });

  it("a failing event harms only itself: those queued behind it are delivered (pitfall 113)", async () => {
    const { subject, report } = createSubject<number>();
    const seen: number[] = [];
    subject.attach(async (value) => {
      await yieldToEventLoop();
      if (value === 1) {
        throw new Error("first");
      }
      seen.push(value);
    });
    await Promise.all([subject.next(1), subject.next(2), subject.next(3)]);
    expect(seen).toEqual([2, 3]);
    expect(report).toHaveBeenCalledTimes(1);
  });

  it("next waits for the report of a failure", async () => {
    let isReported = false;
    const subject = new AwaitedSubject<number>(async () => {
      await wait(2);
      isReported = true;
    });
    subject.attach(() => {
      throw new Error("thrown");
    });
    await subject.next(1);
    expect(isReported).toBe(true);
  });

  describe("emission from inside of a handler", () => {
    it.each(["synchronous", "asynchronous"])(
      "in a %s handler it is neither awaited for it nor lost, and it does not interrupt it",
      async (kind) => {
        const { subject } = createSubject<number>();
        const log: string[] = [];
        const handle = (value: number): Promise<void> | undefined => {
          log.push(`${value} in`);
          const emitted = value < 3 ? subject.next(value + 1) : undefined;
          log.push(`${value} out`);
          return emitted;
        };
        subject.attach(
          kind === "synchronous"
            ? (value) => {
                void handle(value);
              }
            : async (value) => {
                await yieldToEventLoop();
                await handle(value);
              },
        );
        await subject.next(1);
        await wait(10);
        expect(log).toEqual(["1 in", "1 out", "2 in", "2 out", "3 in", "3 out"]);
      },
    );

    it.each(["synchronous", "asynchronous"])(
      "from a %s first handler the second one still sees the events in the order of emission",
      async (kind) => {
        const { subject } = createSubject<number>();
        const seen: number[] = [];
        const emit = async (value: number): Promise<void> => {
          if (value === 1) {
            await subject.next(2);
          }
        };
        subject.attach(async (value) => {
          if (kind === "asynchronous") {
            await yieldToEventLoop();
          }
          await emit(value);
        });
        subject.attach((value) => {
          seen.push(value);
        });
        await subject.next(1);
        await wait(5);
        expect(seen).toEqual([1, 2]);
      },
    );

    it("through another subject it does not wait for itself either", async () => {
      const { subject: first } = createSubject<number>();
      const { subject: second } = createSubject<number>();
      const seen: number[] = [];
      first.attach(async (value) => {
        seen.push(value);
        if (value === 1) {
          await second.next(10);
        }
      });
      second.attach(async (value) => {
        seen.push(value);
        await first.next(2);
      });
      await first.next(1);
      await wait(5);
      expect(seen).toEqual([1, 10, 2]);
    });

    it("from the report of a failure it does not wait for itself", async () => {
      const seen: number[] = [];
      const subject: AwaitedSubject<number> = new AwaitedSubject<number>(() => subject.next(2));
      subject.attach((value) => {
        seen.push(value);
        if (value === 1) {
          throw new Error("first");
        }
      });
      await subject.next(1);
      await wait(5);
      expect(seen).toEqual([1, 2]);
    });

    it("work that a handler did not await can be awaited again once the handler has ended", async () => {
      const { subject } = createSubject<number>();
      const log: string[] = [];
      let late: Promise<void> = Promise.resolve();
      subject.attach(async (value) => {
        if (value === 1) {
          late = wait(3).then(async () => {
            await subject.next(2);
            log.push("late emission awaited");
          });
          return;
        }
        await wait(2);
        log.push("handled 2");
      });
      await subject.next(1);
      await late;
      expect(log).toEqual(["handled 2", "late emission awaited"]);
    });

    it("an emission made by an RxJS subscriber reaches the handlers after the one it reacts to", async () => {
      const { subject } = createSubject<number>();
      const seen: number[] = [];
      subject.attach((value) => {
        seen.push(value);
      });
      let inner: Promise<void> = Promise.resolve();
      subject.subscribe((value) => {
        if (value === 1) {
          inner = subject.next(2);
        }
      });
      await subject.next(1);
      await inner;
      expect(seen).toEqual([1, 2]);
    });
  });

  it("a queued event is handled in the async context of its own emission", async () => {
    const { subject } = createSubject<number>();
    const storage = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    subject.attach(async () => {
      await wait(2);
      seen.push(storage.getStore());
    });
    await Promise.all(["first", "second", "third"].map((name) => storage.run(name, () => subject.next(1))));
    expect(seen).toEqual(["first", "second", "third"]);
  });

  it("a handler that was detached sees nothing more, not even what is queued for it", async () => {
    const { subject } = createSubject<number>();
    const seen: number[] = [];
    const detach = subject.attach(async (value) => {
      seen.push(value);
      await wait(2);
    });
    const emitted = Promise.all([subject.next(1), subject.next(2)]);
    detach();
    detach();
    await emitted;
    await subject.next(3);
    expect(seen).toEqual([1]);
  });

  it("a handler can detach itself, and the others go on", async () => {
    const { subject } = createSubject<number>();
    const seen: string[] = [];
    const detach = subject.attach((value) => {
      seen.push(`once ${value}`);
      detach();
    });
    subject.attach((value) => {
      seen.push(`always ${value}`);
    });
    await subject.next(1);
    await subject.next(2);
    expect(seen).toEqual(["once 1", "always 1", "always 2"]);
  });

  it("a handler attached by a handler sees the next event first", async () => {
    const { subject } = createSubject<number>();
    const seen: number[] = [];
    let isAttached = false;
    subject.attach(() => {
      if (!isAttached) {
        isAttached = true;
        subject.attach((value) => {
          seen.push(value);
        });
      }
    });
    await subject.next(1);
    await subject.next(2);
    expect(seen).toEqual([2]);
  });

  it("one function attached twice is two handlers", async () => {
    const { subject } = createSubject<number>();
    const handler = vi.fn();
    const detach = subject.attach(handler);
    subject.attach(handler);
    await subject.next(1);
    detach();
    await subject.next(2);
    expect(handler.mock.calls).toEqual([[1], [1], [2]]);
  });

  it("tells whether anybody would see an event, also after everybody has left (pitfall 119)", () => {
    const { subject } = createSubject<number>();
    const seen = [subject.isWatched];
    const detach = subject.attach(() => undefined);
    seen.push(subject.isWatched);
    detach();
    seen.push(subject.isWatched);
    const subscription = subject.subscribe();
    seen.push(subject.isWatched);
    subscription.unsubscribe();
    seen.push(subject.isWatched);
    expect(seen).toEqual([false, true, false, true, false]);
  });

  it("property: each handler sees every event once, in the order of emission, one at a time, and next waits for all", async () => {
    const scenario = fc.record({
      delays: fc.array(fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 1, maxLength: 4 }), {
        minLength: 1,
        maxLength: 4,
      }),
      pauses: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ delays, pauses }) => {
        const { subject } = createSubject<number>();
        const starts: number[][] = delays.map(() => []);
        const ends: number[][] = delays.map(() => []);
        const running = delays.map(() => 0);
        let overlaps = 0;
        delays.forEach((pattern, handler) => {
          subject.attach((value) => {
            starts[handler]?.push(value);
            const delay = pattern[value % pattern.length] ?? 0;
            if (delay < 0) {
              ends[handler]?.push(value);
              return;
            }
            running[handler] = (running[handler] ?? 0) + 1;
            overlaps += running[handler] > 1 ? 1 : 0;
            return wait(delay).then(() => {
              running[handler] = 0;
              ends[handler]?.push(value);
            });
          });
        });
        const emitted: Promise<void>[] = [];
        for (const [value, pause] of pauses.entries()) {
          emitted.push(
            subject.next(value).then(() => {
              expect(ends.every((list) => list.includes(value))).toBe(true);
            }),
          );
          await wait(pause);
        }
        await Promise.all(emitted);
        const order = [...pauses.keys()];
        expect(starts).toEqual(delays.map(() => order));
        expect(ends).toEqual(delays.map(() => order));
        expect(overlaps).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it("handlers that answer at once are called in a row; whoever throws, waits or leaves in it costs nobody else the value", async () => {
    const { subject, report } = createSubject<number>();
    const seen: string[] = [];
    const detach = new Map<string, () => void>();
    const attach = (
      name: string,
      behave: (value: number) => void | Promise<void> = () => undefined,
    ): void => {
      detach.set(
        name,
        subject.attach((value) => {
          seen.push(`${name}${value}`);
          return behave(value);
        }),
      );
    };
    attach("a");
    attach("b", (value) => {
      if (value === 3) {
        throw new Error("b3");
      }
    });
    attach("c", (value) => {
      if (value === 4) {
        return wait(2).then(() => void seen.push("c4 ends"));
      }
      return undefined;
    });
    attach("d", (value) => {
      if (value === 5) {
        detach.get("e")?.();
      }
    });
    attach("e");
    for (const value of [1, 2, 3, 4, 5]) {
      await subject.next(value);
    }
    const all = (value: number): string[] => ["a", "b", "c", "d", "e"].map((name) => `${name}${value}`);
    expect(seen).toEqual([
      ...[1, 2, 3].flatMap(all),
      ...["a4", "b4", "c4", "c4 ends", "d4", "e4"],
      ...all(5).slice(0, -1),
    ]);
    expect(report.mock.calls).toEqual([[new Error("b3")]]);
  });

  it("what a handler of a row leaves behind is outside of the handler's call when it runs", async () => {
    const { subject } = createSubject<number>();
    const inside: boolean[] = [];
    for (const _ of [1, 2]) {
      subject.attach(() => {
        void Promise.resolve().then(() => inside.push(isInsideUserCall()));
      });
    }
    await subject.next(1);
    await subject.next(2);
    await wait(1);
    expect(inside).toEqual([false, false, false, false]);
  });

  it("emit needs no promise where nothing has to be waited for", async () => {
    const { subject, report } = createSubject<number>();
    expect(subject.emit(1)).toBeUndefined();
    const seen: number[] = [];
    const detach = subject.attach((value) => void seen.push(value));
    expect(subject.emit(2)).toBeUndefined();
    subject.attach(async (value) => {
      await yieldToEventLoop();
      seen.push(value);
    });
    const pending = subject.emit(3);
    expect(seen).toEqual([2, 3]);
    await pending;
    expect(seen).toEqual([2, 3, 3]);
    detach();
    subject.attach(() => {
      throw new Error("broken");
    });
    await subject.emit(4);
    expect(report).toHaveBeenCalledTimes(1);
  });
});

describe("an emission inside of a tick that nobody has entered", () => {
  const execution = new ExecutionContextService();
  const INSTANT = { symbol: "BTCUSDT", time: 60_000, backtest: true };

  const emitInside = (subject: AwaitedSubject<number>, value: number): Promise<void> | undefined => {
    let told: Promise<void> | undefined;
    execution.openAround((tick) => {
      told = subject.emitInside(tick, value);
      return null;
    }, INSTANT);
    return told;
  };

  it("comes to nobody where nobody listens", () => {
    expect(emitInside(createSubject<number>().subject, 1)).toBeUndefined();
  });

  it("comes to quick handlers in one row, in the tick and as user code, and needs no promise", () => {
    const { subject } = createSubject<number>();
    const log: string[] = [];
    for (const name of ["a", "b", "c"]) {
      subject.attach((value) => void log.push(`${name}${value} ${execution.time} ${isInsideUserCall()}`));
    }
    void emitInside(subject, 1);
    expect(emitInside(subject, 2)).toBeUndefined();
    expect(log).toEqual(["a1", "b1", "c1", "a2", "b2", "c2"].map((name) => `${name} ${INSTANT.time} true`));
  });

  it("waits for a handler that turns out to have something to wait for, and for those behind it", async () => {
    const { subject } = createSubject<number>();
    const log: string[] = [];
    subject.attach((value) => void log.push(`quick ${value}`));
    subject.attach((value) =>
      value === 2
        ? Promise.resolve().then(() => void log.push(`slow ${value} ${execution.time}`))
        : undefined,
    );
    subject.attach((value) => void log.push(`last ${value} ${execution.time}`));
    void emitInside(subject, 1);
    await emitInside(subject, 2);
    await emitInside(subject, 3);
    expect(log).toEqual([
      ...["quick 1", "last 1 60000"],
      ...["quick 2", "slow 2 60000", "last 2 60000"],
      ...["quick 3", "last 3 60000"],
    ]);
  });

  it("reports what a quick handler throws, and comes to the others", async () => {
    const { subject, report } = createSubject<number>();
    const log: number[] = [];
    subject.attach((value) => {
      if (value === 2) {
        throw new Error("two");
      }
    });
    subject.attach((value) => void log.push(value));
    void emitInside(subject, 1);
    await emitInside(subject, 2);
    expect(log).toEqual([1, 2]);
    expect(report).toHaveBeenCalledTimes(1);
  });
});
