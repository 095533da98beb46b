import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { IOptimizerData } from "../../../src/interfaces/Optimizer.interface";
import { createSimulatedClock, type SimulatedClock } from "../../../src/testing/simulated-clock";
import { setClock } from "../../../src/utils/clock";
import { catchOptimizerError, createOptimizer, createRange, createRows, SYMBOL } from "./optimizer-fixture";

let clock: SimulatedClock;
let restoreClock: () => void;

beforeEach(() => {
  clock = createSimulatedClock({ start: 0 });
  restoreClock = setClock(clock);
});

afterEach(() => {
  restoreClock();
});

const give = async function* (rows: Iterable<unknown>): AsyncGenerator<unknown, void, undefined> {
  for (const row of rows) {
    await Promise.resolve();
    yield row;
  }
};

/** What makes anything an iterable of one row. */
const iterateTo = (id: number) => ({ [Symbol.asyncIterator]: () => give([{ id }]) });

const createReading = (source: unknown, periods = 1) => {
  const seen: IOptimizerData[][] = [];
  const stage = createOptimizer({
    rangeTrain: Array.from({ length: periods }, (_, month) => createRange(month)),
    source: [source],
    callbacks: {
      onSourceData: (_symbol: string, _name: string, data: IOptimizerData[]) => void seen.push(data),
    },
  });
  const run = async (): Promise<IOptimizerData[][]> => {
    await clock.runUntil(stage.client.getData(SYMBOL));
    return seen;
  };
  return { ...stage, run };
};

describe("sources that are iterated", () => {
  const ROWS = createRows(60);

  it.each<[string, () => unknown]>([
    [
      "an async generator function",
      () =>
        async function* () {
          yield* give(ROWS);
        },
    ],
    ["a function that gives an iterable", () => () => give(ROWS)],
    ["a function that gives a promise of one", () => () => Promise.resolve(give(ROWS))],
    ["an iterable", () => ({ [Symbol.asyncIterator]: () => give(ROWS) })],
    ["a generator, for one period", () => give(ROWS)],
    ["a stream, for one period", () => Readable.from(ROWS)],
    [
      "an object with an async generator function",
      () => ({
        name: "x",
        async *fetch() {
          yield* give(ROWS);
        },
      }),
    ],
    [
      "an object with an iterable",
      () => ({ name: "x", fetch: { [Symbol.asyncIterator]: () => give(ROWS) } }),
    ],
  ])("%s: all rows, the very objects, each id once", async (_kind, create) => {
    const [rows = []] = await createReading(create()).run();
    expect(rows).toEqual(ROWS);
    expect(rows.every((row, index) => row === ROWS[index])).toBe(true);
  });

  it.each<[string, () => unknown]>([
    ["an array that could be iterated is a page", () => () => Object.assign([{ id: 1 }], iterateTo(2))],
    ["a function that could be iterated is called", () => Object.assign(() => [{ id: 1 }], iterateTo(2))],
    [
      "a fetch that could be iterated is called",
      () => ({ fetch: Object.assign(() => [{ id: 1 }], iterateTo(2)) }),
    ],
    [
      "an object that could be iterated is asked by its fetch",
      () => ({ fetch: () => [{ id: 1 }], ...iterateTo(2) }),
    ],
  ])("%s", async (_rule, create) => {
    expect(await createReading(create()).run()).toEqual([[{ id: 1 }]]);
  });

  it("a function is asked once, with the arguments of a first page", async () => {
    const fetch = vi.fn(() => give(createRows(60)));
    await createReading(fetch).run();
    expect(fetch).toHaveBeenCalledExactlyOnceWith({
      symbol: SYMBOL,
      ...createRange(0),
      limit: 25,
      offset: 0,
    });
  });

  it("an iterable is iterated anew in each period", async () => {
    const iterate = vi.fn(() => give(createRows(3)));
    const seen = await createReading({ [Symbol.asyncIterator]: iterate }, 3).run();
    expect(seen).toEqual([createRows(3), createRows(3), createRows(3)]);
    expect(iterate).toHaveBeenCalledTimes(3);
  });

  it("the first row of an id is kept", async () => {
    const rows = [{ id: 1, text: "kept" }, { id: 2 }, { id: 1, text: "dropped" }];
    expect(await createReading(() => give(rows)).run()).toEqual([rows.slice(0, 2)]);
  });

  it.each<[string, () => unknown]>([
    ["a generator", () => give(createRows(3))],
    [
      "a function that gives one generator again and again",
      () => {
        const rows = give(createRows(3));
        return () => rows;
      },
    ],
  ])("%s that is spent is an error, not a period without data", async (_kind, create) => {
    const error = await catchOptimizerError(createReading(create(), 2).run());
    expect(error.code).toBe("OPTIMIZER_ROWS_INVALID");
    expect(error.message).toContain("is spent");
    expect(error.strategies).toHaveLength(1);
  });

  it("one that never gave a row is no error", async () => {
    expect(await createReading(give([]), 2).run()).toEqual([[], []]);
  });

  it.each<[string, () => unknown]>([
    ["a generator", () => give(createRows(40))],
    ["a stream", () => Readable.from(createRows(40))],
    ["an iterable of unknown kind", () => ({ [Symbol.asyncIterator]: () => give(createRows(40)) })],
  ])(
    "two calls at once never get half of %s each: the second one is refused at once",
    async (_kind, create) => {
      const { client } = createReading(create());
      const [first, second] = await clock.runUntil(
        Promise.allSettled([client.getData(SYMBOL), client.getData(SYMBOL)]),
      );
      expect(first).toMatchObject({ status: "fulfilled" });
      expect(first).toHaveProperty("value.0.messages.1.content", `assistant(${SYMBOL}, 40, unknown)`);
      expect(second).toMatchObject({
        status: "rejected",
        reason: {
          code: "OPTIMIZER_ROWS_INVALID",
          message: expect.stringContaining("of source[0] (unknown) is being read already"),
        },
      });
    },
  );

  it("once a reading has ended, be it by a failure, the next one may begin", async () => {
    let attempts = 0;
    const reading = createReading({
      [Symbol.asyncIterator]: () => {
        attempts += 1;
        return give(attempts === 1 ? [5] : createRows(2));
      },
    });
    await expect(reading.run()).rejects.toThrow("row 0 of source[0] (unknown) is 5");
    expect(await reading.run()).toEqual([createRows(2)]);
  });

  it("two calls at once get all rows of a function each", async () => {
    const { client } = createReading(() => give(createRows(40)));
    const [first, second] = await clock.runUntil(
      Promise.all([client.getData(SYMBOL), client.getData(SYMBOL)]),
    );
    expect(first).toEqual(second);
    expect(first?.[0]?.messages[1]?.content).toBe(`assistant(${SYMBOL}, 40, unknown)`);
  });

  it("two that hand out one iterator are one stream: the second reader is refused", async () => {
    const rows = give(createRows(40));
    const createWrapper = (): unknown => ({ [Symbol.asyncIterator]: () => rows });
    const [first, second] = await clock.runUntil(
      Promise.allSettled(
        [createWrapper(), createWrapper()].map((source) => createReading(source).client.getData(SYMBOL)),
      ),
    );
    expect(first).toMatchObject({ status: "fulfilled" });
    expect(second).toMatchObject({
      status: "rejected",
      reason: { message: expect.stringContaining("is being read already") },
    });
  });

  it("one that hands out a spent iterator is spent, though the iterable is another one", async () => {
    const rows = give(createRows(3));
    const createWrapper = (): unknown => ({ [Symbol.asyncIterator]: () => rows });
    expect(await createReading(createWrapper()).run()).toEqual([createRows(3)]);
    await expect(createReading(createWrapper()).run()).rejects.toThrow("is spent");
    await expect(createReading(createWrapper, 2).run()).rejects.toThrow("is spent");
  });

  it("a generator that failed is spent, not a source without data", async () => {
    const failing = async function* (): AsyncGenerator<unknown, void, undefined> {
      yield* give([]);
      throw new Error("broken pipe");
    };
    const { client } = createReading(failing());
    await expect(clock.runUntil(client.getData(SYMBOL))).rejects.toThrow("broken pipe");
    await expect(clock.runUntil(client.getData(SYMBOL))).rejects.toMatchObject({
      code: "OPTIMIZER_ROWS_INVALID",
    });
  });

  it("one that asks the optimizer for itself is refused, and nobody waits for ever", async () => {
    const reading = createReading({
      async *[Symbol.asyncIterator]() {
        yield { id: (await reading.client.getData(SYMBOL)).length };
      },
    });
    await expect(reading.run()).rejects.toThrow("is being read already");
  });

  it("a listener that waits for a reading which waits for the listener is refused, not waited for", async () => {
    const shared = {
      async *[Symbol.asyncIterator]() {
        await inner.client.getData(SYMBOL);
        yield { id: 1 };
      },
    };
    const refusals: unknown[] = [];
    const inner = createOptimizer(
      {},
      {
        emitProgress: async () => {
          await outer.client.getData(SYMBOL).catch((error: unknown) => refusals.push(error));
        },
      },
    );
    const outer = createReading(shared);
    expect(await outer.run()).toEqual([[{ id: 1 }]]);
    expect(refusals).toHaveLength(2);
    expect(refusals[0]).toMatchObject({ code: "OPTIMIZER_ROWS_INVALID" });
  });
});

describe("iterables that are read again", () => {
  /** Reads a source once more at each call, and gives its rows. */
  const createReader = (source: unknown) => {
    const reading = createReading(source);
    const read = async (): Promise<IOptimizerData[] | undefined> => (await reading.run()).pop();
    return { ...reading, read };
  };

  /** An iterator that is its own iterable; `failures` are thrown in the place of the rows with these numbers, once each. */
  const createCursor = (
    count: number,
    {
      resets = true,
      failures = new Map<number, Error>(),
      ...changes
    }: Readonly<{
      resets?: boolean;
      failures?: Map<number, Error>;
      return?: () => unknown;
    }> = {},
  ) => {
    let index = 0;
    return {
      ...changes,
      opened: 0,
      [Symbol.asyncIterator]() {
        this.opened += 1;
        index = resets ? 0 : index;
        return this;
      },
      next: (): Promise<unknown> => {
        const failure = failures.get(index);
        failures.delete(index);
        index += 1;
        return failure === undefined
          ? Promise.resolve(index > count ? { done: true } : { done: false, value: { id: index } })
          : Promise.reject(failure);
      },
    };
  };
  const failAt = (index: number) => new Map([[index, new Error("down")]]);

  it("one that begins anew is read as often as it is asked", async () => {
    const { read } = createReader(createCursor(3));
    expect(await read()).toEqual(createRows(3, 1));
    expect(await read()).toEqual(createRows(3, 1));
  });

  it.each([[0], [1], [2]])(
    "one that begins anew is read in full after a failure at row %d",
    async (index) => {
      const { read } = createReader(createCursor(3, { failures: failAt(index) }));
      await expect(read()).rejects.toThrow("down");
      expect(await read()).toEqual(createRows(3, 1));
      expect(await read()).toEqual(createRows(3, 1));
    },
  );

  it("one that begins anew is read in full after it was left with 10 000 rows", async () => {
    const cursor = createCursor(10_000);
    const { read } = createReader(cursor);
    expect(await read()).toHaveLength(10_000);
    expect(await read()).toHaveLength(10_000);
    expect(cursor.opened).toBe(2);
  });

  it("one that gave no row before it failed is opened once more, to see that it begins anew", async () => {
    const cursor = createCursor(3, { failures: failAt(0) });
    const { read } = createReader(cursor);
    await expect(read()).rejects.toThrow("down");
    expect(cursor.opened).toBe(1);
    expect(await read()).toEqual(createRows(3, 1));
    expect(cursor.opened).toBe(3);
    await read();
    expect(cursor.opened).toBe(4);
  });

  it("it is ended before it is opened once more", async () => {
    const events: string[] = [];
    const cursor = createCursor(2, { failures: failAt(0), return: () => void events.push("return") });
    const { read } = createReader(cursor);
    await expect(read()).rejects.toThrow("down");
    await read();
    expect(events).toEqual(["return"]);
  });

  it.each([[0], [1], [2]])(
    "one that goes on in the middle after a failure at row %d is refused, with that failure as the cause",
    async (index) => {
      const { read } = createReader(createCursor(9, { resets: false, failures: failAt(index) }));
      const failure = await catchOptimizerError(read());
      const refusal = await catchOptimizerError(read());
      expect(refusal.code).toBe("OPTIMIZER_ROWS_INVALID");
      expect(refusal.message).toContain(
        "was not read to its end before and does not begin anew: it would give a part of its rows; use a function that makes a new one each time",
      );
      expect(refusal.cause).toBe(failure);
    },
  );

  it("one that goes on behind 10 000 rows is refused", async () => {
    const { read } = createReader(createCursor(10_005, { resets: false }));
    expect(await read()).toHaveLength(10_000);
    await expect(read()).rejects.toThrow("does not begin anew");
  });

  it("one that has a single row left is refused, and ended", async () => {
    const end = vi.fn();
    const { read } = createReader(createCursor(3, { resets: false, failures: failAt(1), return: end }));
    await expect(read()).rejects.toThrow("down");
    await expect(read()).rejects.toThrow("does not begin anew");
    expect(end).toHaveBeenCalledTimes(2);
  });

  it("one that goes on behind a row that was none is refused", async () => {
    let id = 0;
    const iterator = { next: () => ({ done: false, value: (id += 1) === 2 ? {} : { id } }) };
    const { read } = createReader({ [Symbol.asyncIterator]: () => iterator });
    await expect(read()).rejects.toThrow("row 1 of source[0]");
    await expect(read()).rejects.toThrow("does not begin anew");
  });

  it("one whose first row is none is refused for that, each time", async () => {
    const { read } = createReader({ [Symbol.asyncIterator]: () => give([{}, { id: 1 }]) });
    await expect(read()).rejects.toThrow("row 0 of source[0] (unknown) is one with the id undefined");
    await expect(read()).rejects.toThrow("row 0 of source[0] (unknown) is one with the id undefined");
  });

  it("new iterators that share one stream go on in the middle, too", async () => {
    const cursor = createCursor(9, { resets: false, failures: failAt(2) });
    const { read } = createReader({ [Symbol.asyncIterator]: () => ({ next: () => cursor.next() }) });
    await expect(read()).rejects.toThrow("down");
    await expect(read()).rejects.toThrow("does not begin anew");
  });

  it("a row that was only looked at was given: that there is none behind it is no source without data", async () => {
    const cursor = createCursor(2, { resets: false, failures: failAt(0) });
    const { read } = createReader({ [Symbol.asyncIterator]: () => ({ next: () => cursor.next() }) });
    await expect(read()).rejects.toThrow("down");
    await expect(read()).rejects.toThrow("does not begin anew");
    await expect(read()).rejects.toThrow("is spent: it gave rows before");
  });

  it("another first row than before is no part when it comes again with another opening", async () => {
    let edition = 0;
    const { read } = createReader({
      async *[Symbol.asyncIterator]() {
        yield* give([{ id: `news ${edition}` }]);
        if (edition === 0) {
          edition = 1;
          throw new Error("down");
        }
        yield { id: "old" };
      },
    });
    await expect(read()).rejects.toThrow("down");
    expect(await read()).toEqual([{ id: "news 1" }, { id: "old" }]);
  });

  it("a generator that failed is spent, and says why it failed", async () => {
    const failing = async function* (): AsyncGenerator<unknown, void, undefined> {
      yield* give(createRows(2));
      throw new Error("broken pipe");
    };
    const { read } = createReader(failing());
    const failure = await catchOptimizerError(read());
    for (const refusal of [await catchOptimizerError(read()), await catchOptimizerError(read())]) {
      expect(refusal.code).toBe("OPTIMIZER_ROWS_INVALID");
      expect(refusal.message).toContain(
        "is spent: it failed before (broken pipe) and gives no rows now; use a function",
      );
      expect(refusal.cause).toBe(failure);
    }
  });

  it("once it was read again, an old failure is forgotten", async () => {
    let readings = 0;
    const { read } = createReader({
      [Symbol.asyncIterator]: () => {
        readings += 1;
        return readings === 1 ? give([5]) : give(readings < 4 ? createRows(1) : []);
      },
    });
    await expect(read()).rejects.toThrow("is 5");
    expect(await read()).toEqual(createRows(1));
    const refusal = await catchOptimizerError(read());
    expect(refusal.message).toContain("is spent: it gave rows before and gives none now; use a function");
    expect(refusal.cause).toBeUndefined();
  });

  it("one that failed before it gave a row, and has none with a new iterator, has none: a warning says so", async () => {
    let attempts = 0;
    const { read, warn } = createReader({
      [Symbol.asyncIterator]: () => {
        attempts += 1;
        return { next: () => (attempts === 1 ? Promise.reject(new Error("down")) : { done: true }) };
      },
    });
    await expect(read()).rejects.toThrow("down");
    expect(await read()).toEqual([]);
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      "ClientOptimizer source: it gave no rows in this period; has it no data there, or does it iterate what is spent?",
      {
        optimizerName: "news",
        symbol: SYMBOL,
        source: "source[0] (unknown)",
        startDate: "2024-01-01T00:00:00.000Z",
        endDate: "2024-01-15T00:00:00.000Z",
      },
    );
  });

  it("one that gave rows before it failed, and has none with a new iterator, is spent", async () => {
    let attempts = 0;
    const { read } = createReader({
      async *[Symbol.asyncIterator]() {
        attempts += 1;
        if (attempts === 1) {
          yield* give(createRows(2));
          throw new Error("down");
        }
      },
    });
    const failure = await catchOptimizerError(read());
    const refusal = await catchOptimizerError(read());
    expect(refusal.message).toContain("is spent: it gave rows before and gives none now");
    expect(refusal.cause).toBe(failure);
  });

  it("one whose opening failed is read when it opens", async () => {
    let attempts = 0;
    const iterate = vi.fn(() => {
      attempts += 1;
      if (attempts === 1) {
        throw new Error("down");
      }
      return give(createRows(2));
    });
    const { read } = createReader({ [Symbol.asyncIterator]: iterate });
    await expect(read()).rejects.toThrow("down");
    expect(await read()).toEqual(createRows(2));
    expect(iterate).toHaveBeenCalledTimes(2);
  });

  it("what a generator function delegates to may be spent: no rows are warned of", async () => {
    const rows = give(createRows(2));
    const { run, warn } = createReading(async function* () {
      yield* rows;
    }, 2);
    expect(await run()).toEqual([createRows(2), []]);
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringContaining("does it iterate what is spent?"),
      expect.objectContaining({ startDate: "2024-02-01T00:00:00.000Z" }),
    );
  });

  describe("given by a function", () => {
    const ADVICE =
      "let the function make a new one, with an iterator of its own, at each call, as an async function* does";

    it("a spent one: the advice is for the function", async () => {
      const rows = give(createRows(2));
      const { read } = createReader(() => rows);
      await read();
      await expect(read()).rejects.toThrow(`is spent: it gave rows before and gives none now; ${ADVICE}`);
    });

    it("one under reading: the advice is for the function", async () => {
      const rows = give(createRows(40));
      const { client } = createReading(() => rows);
      const [, second] = await clock.runUntil(
        Promise.allSettled([client.getData(SYMBOL), client.getData(SYMBOL)]),
      );
      expect(second).toMatchObject({ reason: { message: expect.stringContaining(ADVICE) } });
    });

    it("one that failed and begins anew is tried again", async () => {
      const cursor = createCursor(3, { failures: failAt(0) });
      const { read, warn } = createReader(() => cursor);
      expect(await read()).toEqual(createRows(3, 1));
      expect(warn).toHaveBeenCalledTimes(1);
    });

    it.each<[string, (rows: AsyncGenerator) => unknown]>([
      ["a generator", (rows) => rows],
      ["a new wrapper of a generator", (rows) => ({ [Symbol.asyncIterator]: () => rows })],
    ])("%s that failed cannot be tried again: its failure is the error, not that", async (_kind, wrap) => {
      const rows = (async function* (): AsyncGenerator<unknown, void, undefined> {
        yield* give([]);
        throw new Error("broken pipe");
      })();
      const fetch = vi.fn(() => wrap(rows));
      const { read, warn } = createReader(fetch);
      const error = await catchOptimizerError(read());
      expect(error.code).toBe("OPTIMIZER_SOURCE_FAILED");
      expect(error.cause).toEqual(new Error("broken pipe"));
      expect(fetch).toHaveBeenCalledTimes(2);
      expect(warn.mock.calls.map(([topic]) => topic)).toEqual([
        "ClientOptimizer source: a try failed",
        "ClientOptimizer source: it cannot be tried again",
      ]);
      expect(warn).toHaveBeenLastCalledWith(
        expect.anything(),
        expect.objectContaining({ offset: 0, error: expect.objectContaining({ cause: error }) }),
      );
    });

    it("a try that fails in another way is the error", async () => {
      let attempts = 0;
      const { read } = createReader(async function* () {
        attempts += 1;
        yield* give(attempts === 1 ? [] : [5]);
        throw new Error("down");
      });
      await expect(read()).rejects.toThrow("row 0 of source[0] (unknown) is 5");
    });
  });
});

describe("the end of an iterable", () => {
  /** Counts up for ever. */
  const createEndless = (changes: Readonly<Record<string, unknown>> = {}) => {
    let id = 0;
    const iterator = {
      next: vi.fn((): unknown => Promise.resolve({ done: false, value: { id: (id += 1) } })),
      return: vi.fn((): unknown => Promise.resolve({ done: true, value: undefined })),
      ...changes,
    };
    return { iterator, iterable: { [Symbol.asyncIterator]: () => iterator } };
  };

  it("10 000 rows are read at most; then it is ended, and a warning says so", async () => {
    const { iterator, iterable } = createEndless();
    const { run, warn } = createReading(iterable);
    expect((await run())[0]).toHaveLength(10_000);
    expect(iterator.next).toHaveBeenCalledTimes(10_000);
    expect(iterator.return).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it("repeated rows count as well, so that one that repeats itself ends", async () => {
    const { iterator, iterable } = createEndless({
      next: vi.fn(() => Promise.resolve({ done: false, value: { id: 1 } })),
      return: undefined,
    });
    expect(await createReading(iterable).run()).toEqual([[{ id: 1 }]]);
    expect(iterator.next).toHaveBeenCalledTimes(10_000);
  });

  it("one that gives a row without an id is ended, and the row is the error even when the end fails", async () => {
    const { iterator, iterable } = createEndless({
      next: () => ({ done: false, value: { text: "x" } }),
      return: vi.fn(() => Promise.reject(new Error("cannot end"))),
    });
    const error = await catchOptimizerError(createReading(iterable).run());
    expect(error.message).toContain("row 0 of source[0] (unknown) is one with the id undefined");
    expect(iterator.return).toHaveBeenCalledTimes(1);
  });

  it("one that fails to end when it is left early is warned of, and its rows are kept", async () => {
    const { iterable } = createEndless({ return: () => Promise.reject(new Error("cannot end")) });
    const { run, warn } = createReading(iterable);
    expect((await run())[0]).toHaveLength(10_000);
    expect(warn).toHaveBeenCalledTimes(2);
    expect(warn).toHaveBeenCalledWith("ClientOptimizer source: an async iterable could not be ended", {
      optimizerName: "news",
      symbol: SYMBOL,
      source: "source[0] (unknown)",
      error: expect.objectContaining({ code: "OPTIMIZER_SOURCE_FAILED" }),
    });
  });

  it("one that ends by itself is not asked to end", async () => {
    const { iterator, iterable } = createEndless({ next: () => ({ done: true, value: undefined }) });
    await createReading(iterable).run();
    expect(iterator.return).not.toHaveBeenCalled();
  });

  it.each<[string, () => unknown]>([
    [
      "midway",
      () =>
        async function* () {
          yield { id: 1 };
          throw new Error("broken pipe");
        },
    ],
    [
      "when it is opened, and is no function that could be called again",
      () => ({
        [Symbol.asyncIterator]: () => {
          throw new Error("broken pipe");
        },
      }),
    ],
    [
      "when a step is looked at",
      () => ({
        [Symbol.asyncIterator]: () => ({
          next: () => ({
            get done(): boolean {
              throw new Error("broken pipe");
            },
          }),
        }),
      }),
    ],
    [
      "when a value is looked at",
      () => ({
        [Symbol.asyncIterator]: () => ({
          next: () => ({
            get value(): unknown {
              throw new Error("broken pipe");
            },
          }),
        }),
      }),
    ],
  ])("one that fails %s is not tried again", async (_when, create) => {
    const { run, warn } = createReading(create());
    const error = await catchOptimizerError(run());
    expect(error.code).toBe("OPTIMIZER_SOURCE_FAILED");
    expect(error.message).toContain("the async iterable of source");
    expect(error.cause).toEqual(new Error("broken pipe"));
    expect(warn).not.toHaveBeenCalled();
  });

  it("a function whose iterable fails before its first row is tried again, as pages are", async () => {
    let attempts = 0;
    const { run, warn } = createReading(async function* () {
      yield* give([]);
      attempts += 1;
      if (attempts < 3) {
        throw new Error(`down ${attempts}`);
      }
      yield* give(createRows(2));
    });
    expect(await run()).toEqual([createRows(2)]);
    expect(warn.mock.calls.map(([, details]) => details)).toEqual(
      [1, 2].map((attempt) => ({
        optimizerName: "news",
        symbol: SYMBOL,
        source: "source[0] (unknown)",
        offset: 0,
        error: new Error(`down ${attempt}`),
      })),
    );
  });

  it("as often as settings say, and then the failure is the error", async () => {
    const fetch = vi.fn(async function* (): AsyncGenerator<unknown, void, undefined> {
      yield* give([]);
      throw new Error("broken pipe");
    });
    const error = await catchOptimizerError(createReading(fetch).run());
    expect(error.cause).toEqual(new Error("broken pipe"));
    expect(fetch).toHaveBeenCalledTimes(3);
  });

  it.each([[undefined], [5], [null]])("an iterator that is %j is refused", async (iterator) => {
    const error = await catchOptimizerError(createReading({ [Symbol.asyncIterator]: () => iterator }).run());
    expect(error.code).toBe("OPTIMIZER_ROWS_INVALID");
    expect(error.message).toContain(`gave ${String(iterator)} as its iterator`);
  });

  it("a step that is none is refused", async () => {
    const { iterable } = createEndless({ next: () => undefined });
    const error = await catchOptimizerError(createReading(iterable).run());
    expect(error.code).toBe("OPTIMIZER_ROWS_INVALID");
    expect(error.message).toContain("gave undefined as a step");
  });
});
