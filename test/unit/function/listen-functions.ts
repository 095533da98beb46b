import { describe, expect, it } from "vitest";
import * as emitters from "../../../src/config/emitters";
import { listenError } from "../../../src/function/listen-errors";
import type { AwaitedSubject } from "../../../src/utils/awaited-subject";

type SubjectName = keyof typeof emitters;

/** The functions work for any event; these tests need to know nothing of the payloads. */
type Event = Readonly<Record<string, unknown>>;
type Handler = (event: Event) => unknown;

const SUBJECT_NAMES = Object.keys(emitters).filter((name): name is SubjectName => name in emitters);

const emit = (subject: SubjectName, event: Event): Promise<void> => {
  const target: Pick<AwaitedSubject<never>, "next"> = emitters[subject];
  return Reflect.apply(target.next, target, [event]);
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Collects what goes to `listenError`. */
const collectErrors = async (run: () => Promise<void>): Promise<unknown[]> => {
  const errors: unknown[] = [];
  const stop = listenError((error) => void errors.push(error));
  await run();
  stop();
  return errors;
};

/** A module of listen functions. */
type ListenFunctions = Readonly<Record<string, (...args: never[]) => () => void>>;

/**
 * Defines the tests every family of listen functions passes.
 * @param module - all functions of the family
 * @param subjects - those that listen until they are stopped
 * @param subjectsOnce - those that listen for one event
 */
export const describeListenFunctions = (
  module: ListenFunctions,
  subjects: Readonly<Record<string, SubjectName>>,
  subjectsOnce: Readonly<Record<string, SubjectName>> = {},
): void => {
  /** Calls a function of the module as untyped code does. */
  const call = (name: string, ...args: unknown[]): (() => void) => {
    const listen = module[name];
    if (listen === undefined) {
      throw new Error(`there is no function ${name}`);
    }
    return Reflect.apply(listen, undefined, args);
  };
  const createListen =
    (name: string) =>
    (handler: Handler): (() => void) =>
      call(name, handler);
  const createListenOnce =
    (name: string) =>
    (filter: (event: Event) => boolean, handler: Handler): (() => void) =>
      call(name, filter, handler);

  it("the functions are these and no others", () => {
    expect(Object.keys(module).sort()).toEqual(
      [...Object.keys(subjects), ...Object.keys(subjectsOnce)].sort(),
    );
  });

  describe.each(Object.entries(subjects))("%s listens to %s", (name, subject) => {
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

  describe.each(Object.entries(subjectsOnce))("%s listens to %s", (name, subject) => {
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
        const stop = createListen(name.replace(/Once$/, ""))(
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
};
