import { describe, expect, it } from "vitest";
import * as emitters from "../../../src/config/emitters";
import * as listen from "../../../src/function/listen";
import type { AwaitedSubject } from "../../../src/utils/awaited-subject";

/** The functions work for any event; these tests need to know nothing of the payloads. */
type Event = Readonly<Record<string, unknown>>;
type Handler = (event: Event) => unknown;
type Listen = (handler: Handler) => () => void;
type ListenOnce = (filter: (event: Event) => boolean, handler: Handler) => () => void;

/** Calls a function of the module as untyped code does. */
const call = (name: keyof typeof listen, ...args: unknown[]): (() => void) =>
  Reflect.apply(listen[name], undefined, args);

const createListen =
  (name: keyof typeof listen): Listen =>
  (handler) =>
    call(name, handler);
const createListenOnce =
  (name: keyof typeof listen): ListenOnce =>
  (filter, handler) =>
    call(name, filter, handler);

const SUBJECTS = {
  listenSignal: "signalEmitter",
  listenSignalLive: "signalLiveEmitter",
  listenSignalBacktest: "signalBacktestEmitter",
  listenError: "errorEmitter",
  listenExit: "exitEmitter",
  listenValidation: "validationSubject",
  listenDoneLive: "doneLiveSubject",
  listenDoneBacktest: "doneBacktestSubject",
  listenDoneWalker: "doneWalkerSubject",
  listenBacktestProgress: "progressBacktestEmitter",
  listenWalkerProgress: "progressWalkerEmitter",
  listenOptimizerProgress: "progressOptimizerEmitter",
  listenPerformance: "performanceEmitter",
  listenWalker: "walkerEmitter",
  listenWalkerComplete: "walkerCompleteSubject",
  listenPartialProfit: "partialProfitSubject",
  listenPartialLoss: "partialLossSubject",
  listenRisk: "riskSubject",
} as const satisfies Partial<Record<keyof typeof listen, keyof typeof emitters>>;

const SUBJECTS_ONCE = {
  listenSignalOnce: "signalEmitter",
  listenSignalLiveOnce: "signalLiveEmitter",
  listenSignalBacktestOnce: "signalBacktestEmitter",
  listenDoneLiveOnce: "doneLiveSubject",
  listenDoneBacktestOnce: "doneBacktestSubject",
  listenDoneWalkerOnce: "doneWalkerSubject",
  listenWalkerOnce: "walkerEmitter",
  listenPartialProfitOnce: "partialProfitSubject",
  listenPartialLossOnce: "partialLossSubject",
  listenRiskOnce: "riskSubject",
} as const satisfies Partial<Record<keyof typeof listen, keyof typeof emitters>>;

const rowsOf = <Name extends keyof typeof listen>(
  table: Readonly<Record<Name, keyof typeof emitters>>,
): [keyof typeof listen, keyof typeof emitters][] =>
  Object.entries<keyof typeof emitters>(table).map(([name, subject]) => [asName(name), subject]);

const asName = (name: string): keyof typeof listen => {
  const found = NAMES.find((known) => known === name);
  if (found === undefined) {
    throw new Error(`there is no function ${name}`);
  }
  return found;
};

const NAMES = Object.keys(listen).filter((name): name is keyof typeof listen => name in listen);

const SUBJECT_NAMES = Object.keys(emitters).filter((name): name is keyof typeof emitters => name in emitters);

const emit = (subject: keyof typeof emitters, event: Event): Promise<void> => {
  const target: Pick<AwaitedSubject<never>, "next"> = emitters[subject];
  return Reflect.apply(target.next, target, [event]);
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Collects what goes to `listenError`. */
const collectErrors = async (run: () => Promise<void>): Promise<unknown[]> => {
  const errors: unknown[] = [];
  const stop = listen.listenError((error) => void errors.push(error));
  await run();
  stop();
  return errors;
};

describe("the listen functions", () => {
  it("are these and no others", () => {
    expect([...NAMES].sort()).toEqual([...Object.keys(SUBJECTS), ...Object.keys(SUBJECTS_ONCE)].sort());
  });
});

describe.each(rowsOf(SUBJECTS))("%s listens to %s", (name, subject) => {
  const listenTo = createListen(name);

  it("gets every event of that subject and of no other, until it is stopped, which is harmless twice", async () => {
    const seen: unknown[] = [];
    const stop = listenTo((event) => void seen.push(event));
    for (const other of SUBJECT_NAMES) {
      await emit(other, { subject: other });
    }
    await emit(subject, { last: true });
    stop();
    stop();
    await emit(subject, { late: true });
    expect(seen).toEqual([{ subject }, { last: true }]);
    expect(emitters[subject].isWatched).toBe(false);
  });

  it("is awaited by the emission, one event at a time (pitfall 113)", async () => {
    const log: string[] = [];
    const stop = listenTo(async ({ id }) => {
      log.push(`${String(id)} begins`);
      await turn();
      log.push(`${String(id)} ends`);
    });
    await Promise.all([emit(subject, { id: 1 }), emit(subject, { id: 2 }), emit(subject, { id: 3 })]);
    stop();
    expect(log).toEqual(["1 begins", "1 ends", "2 begins", "2 ends", "3 begins", "3 ends"]);
  });

  it("can be stopped from inside of its handler", async () => {
    const seen: unknown[] = [];
    const stop = listenTo(({ id }) => {
      seen.push(id);
      stop();
    });
    await emit(subject, { id: 1 });
    await emit(subject, { id: 2 });
    expect(seen).toEqual([1]);
  });
});

describe.each(rowsOf(SUBJECTS_ONCE))("%s listens to %s", (name, subject) => {
  const listenOnce = createListenOnce(name);

  it("the filter sees every event until it accepts one; the handler gets that one, and both are gone", async () => {
    const asked: unknown[] = [];
    const seen: unknown[] = [];
    listenOnce(
      ({ id }) => {
        asked.push(id);
        return id === 2;
      },
      ({ id }) => void seen.push(id),
    );
    for (const id of [1, 2, 2, 3]) {
      await emit(subject, { id });
    }
    expect(asked).toEqual([1, 2]);
    expect(seen).toEqual([2]);
    expect(emitters[subject].isWatched).toBe(false);
  });

  it("parallel emissions, and those from inside of the handler, call it once (pitfall 114)", async () => {
    const seen: unknown[] = [];
    listenOnce(
      () => true,
      async ({ id }) => {
        seen.push(id);
        await emit(subject, { id: "inside" });
        await turn();
      },
    );
    await Promise.all([emit(subject, { id: 1 }), emit(subject, { id: 2 })]);
    expect(seen).toEqual([1]);
  });

  it.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw new Error("handler");
      },
    ],
    ["rejects", () => Promise.reject(new Error("handler"))],
  ])("a handler that %s is reported once and gone (pitfall 114)", async (_, handler) => {
    const errors = await collectErrors(async () => {
      listenOnce(() => true, handler);
      await emit(subject, {});
      await emit(subject, {});
    });
    expect(errors).toEqual([new Error("handler")]);
  });

  it("a filter that throws is reported and stays, and others are not harmed (pitfall 114)", async () => {
    const seen: unknown[] = [];
    const errors = await collectErrors(async () => {
      const stopOnce = listenOnce(
        ({ id }) => {
          if (id === 1) {
            throw new Error("filter");
          }
          return true;
        },
        ({ id }) => void seen.push(id),
      );
      const stop = createListen(asName(name.replace(/Once$/, "")))(
        ({ id }) => void seen.push(`other ${String(id)}`),
      );
      await emit(subject, { id: 1 });
      await emit(subject, { id: 2 });
      stop();
      stopOnce();
    });
    expect(errors).toEqual([new Error("filter")]);
    expect(seen).toEqual(["other 1", 2, "other 2"]);
  });

  it("any truthy answer of the filter accepts, as established users rely on", async () => {
    const seen: unknown[] = [];
    call(
      name,
      () => "yes",
      (event: Event) => void seen.push(event),
    );
    await emit(subject, { id: 1 });
    expect(seen).toEqual([{ id: 1 }]);
  });

  it("can be stopped before it was called", async () => {
    const stop = listenOnce(
      () => true,
      () => expect.unreachable(),
    );
    stop();
    stop();
    expect(await collectErrors(() => emit(subject, {}))).toEqual([]);
    expect(emitters[subject].isWatched).toBe(false);
  });
});

describe("an asynchronous filter of untyped code", () => {
  const call = async (answer: () => unknown): Promise<{ seen: unknown[]; errors: unknown[] }> => {
    const seen: unknown[] = [];
    const errors: unknown[] = [];
    const stopErrors = listen.listenError((error) => void errors.push(error));
    const stop: () => void = Reflect.apply(listen.listenRiskOnce, undefined, [
      answer,
      (event: unknown) => void seen.push(event),
    ]);
    await Reflect.apply(emitters.riskSubject.next, emitters.riskSubject, ["first"]);
    await Reflect.apply(emitters.riskSubject.next, emitters.riskSubject, ["second"]);
    stop();
    stopErrors();
    return { seen, errors };
  };

  it("its answer counts, not the promise of it", async () => {
    let count = 0;
    const { seen, errors } = await call(() => Promise.resolve((count += 1) === 2));
    expect(seen).toEqual(["second"]);
    expect(errors).toEqual([]);
  });

  it("its rejection is reported and accepts nothing", async () => {
    const { seen, errors } = await call(() => Promise.reject(new Error("filter")));
    expect(seen).toEqual([]);
    expect(errors).toMatchObject([{ message: "filter" }, { message: "filter" }]);
  });
});
