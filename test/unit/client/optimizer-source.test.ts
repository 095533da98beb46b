import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { IOptimizerData } from "../../../src/interfaces/Optimizer.interface";
import { createSimulatedClock, type SimulatedClock } from "../../../src/testing/simulated-clock";
import { setClock } from "../../../src/utils/clock";
import {
  catchOptimizerError,
  createOptimizer,
  createRange,
  createRows,
  SYMBOL,
  type AnySource,
} from "./optimizer-fixture";

let clock: SimulatedClock;
let restoreClock: () => void;

beforeEach(() => {
  clock = createSimulatedClock({ start: 0 });
  restoreClock = setClock(clock);
});

afterEach(() => {
  expect(clock.pendingTimers).toBe(0);
  restoreClock();
});

interface Reading {
  readonly calls: Parameters<AnySource>[0][];
  /** Instants of the calls, ms. */
  readonly times: number[];
  readonly warn: ReturnType<typeof createOptimizer>["warn"];
  /** The rows that `onSourceData` was given. */
  run(): Promise<IOptimizerData[]>;
}

const createReading = (source: AnySource, settings: Readonly<Record<string, number>> = {}): Reading => {
  const calls: Reading["calls"] = [];
  const times: number[] = [];
  let rows: IOptimizerData[] = [];
  const { client, warn } = createOptimizer(
    {
      source: [
        {
          name: "feed",
          fetch: (args: Parameters<AnySource>[0]) => {
            calls.push(args);
            times.push(clock.now());
            return source(args);
          },
        },
      ],
      callbacks: {
        onSourceData: (_symbol: string, _name: string, data: IOptimizerData[]) => void (rows = data),
      },
    },
    { settings },
  );
  return {
    calls,
    times,
    warn,
    run: async () => {
      await clock.runUntil(client.getData(SYMBOL));
      return rows;
    },
  };
};

const pageOf =
  (rows: readonly unknown[]): AnySource =>
  ({ limit, offset }) =>
    Promise.resolve(rows.slice(offset, offset + limit));

describe("pages", () => {
  it.each([
    [0, [0]],
    [10, [0]],
    [24, [0]],
    [25, [0, 25]],
    [26, [0, 25]],
    [50, [0, 25, 50]],
    [60, [0, 25, 50]],
  ])("of %d rows are asked for at %j: a short page is the last one", async (count, offsets) => {
    const reading = createReading(pageOf(createRows(count)));
    expect(await reading.run()).toEqual(createRows(count));
    expect(reading.calls.map(({ offset }) => offset)).toEqual(offsets);
  });

  it("are asked for with exactly symbol, period, limit and offset", async () => {
    const reading = createReading(() => []);
    await reading.run();
    expect(reading.calls).toEqual([{ symbol: SYMBOL, ...createRange(0), limit: 25, offset: 0 }]);
  });

  it("a source that changes the dates it is given changes nothing", async () => {
    const reading = createReading((args) => {
      args.startDate.setTime(0);
      args.endDate.setTime(0);
      return createRows(args.offset === 0 ? 25 : 3, args.offset);
    });
    await reading.run();
    expect(reading.times).toHaveLength(2);
    expect(reading.calls[0]).not.toBe(reading.calls[1]);
  });

  it("rows reach users as the very objects the source gave, with whatever else is in them", async () => {
    const rows = [{ id: "a", text: "x" }, Object.freeze({ id: "b" })];
    const seen = await createReading(() => rows).run();
    expect(seen).toHaveLength(2);
    expect(seen.every((row, index) => row === rows[index])).toBe(true);
  });

  it('the first row of an id is kept, also across pages; 1 and "1" are two ids', async () => {
    const first = [...createRows(23), { id: 1, text: "again" }, { id: "1" }];
    const reading = createReading(({ offset }) =>
      offset === 0 ? first : [{ id: 5, text: "again" }, { id: 99 }],
    );
    expect(await reading.run()).toEqual([...createRows(23), { id: "1" }, { id: 99 }]);
  });

  it("a source that ignores the offset ends with the page that brings nothing new (pitfall 135)", async () => {
    const reading = createReading(() => createRows(25));
    expect(await reading.run()).toEqual(createRows(25));
    expect(reading.calls).toHaveLength(2);
    expect(reading.warn).toHaveBeenCalledExactlyOnceWith(
      "ClientOptimizer source: a full page without a new id ends it; does it start at offset?",
      { optimizerName: "news", symbol: SYMBOL, source: "source feed", rows: 50 },
    );
  });

  it("a short page of old rows ends it without a word", async () => {
    const reading = createReading(({ offset }) => (offset === 0 ? createRows(25) : createRows(3)));
    expect(await reading.run()).toEqual(createRows(25));
    expect(reading.warn).not.toHaveBeenCalled();
  });

  it("the id of a row is read once, so that what is checked is what counts", async () => {
    let reads = 0;
    const row = {
      get id(): number {
        reads += 1;
        if (reads > 1) {
          throw new Error("read again");
        }
        return 7;
      },
    };
    const text = (): string => "text";
    const { client } = createOptimizer({ source: [{ fetch: () => [row], user: text, assistant: text }] });
    expect(await clock.runUntil(client.getData(SYMBOL))).toHaveLength(1);
    expect(reads).toBe(1);
  });

  it("an answer that cannot be looked at is a failure of its source", async () => {
    const answer = {
      get [Symbol.asyncIterator](): unknown {
        throw new Error("not today");
      },
    };
    const error = await catchOptimizerError(createReading(() => answer).run());
    expect(error.code).toBe("OPTIMIZER_SOURCE_FAILED");
    expect(error.message).toContain("source feed (offset=0) failed: not today");
  });

  it("a period without rows is warned of, since a model is paid for a strategy made of them", async () => {
    const reading = createReading(() => []);
    expect(await reading.run()).toEqual([]);
    expect(reading.warn).toHaveBeenCalledExactlyOnceWith(
      "ClientOptimizer source: it gave no rows in this period; has it no data there, or does it iterate what is spent?",
      {
        optimizerName: "news",
        symbol: SYMBOL,
        source: "source feed",
        startDate: "2024-01-01T00:00:00.000Z",
        endDate: "2024-01-15T00:00:00.000Z",
      },
    );
  });

  it("a source without a name is called by its place", async () => {
    const { client } = createOptimizer({ source: [() => createRows(1), () => 5, () => createRows(1)] });
    const error = await catchOptimizerError(clock.runUntil(client.getData(SYMBOL)));
    expect(error.message).toContain("source[1] (unknown) must give an array or an async iterable, got 5");
    expect(error.strategies).toHaveLength(1);
  });

  it("a page too long is refused, and is not tried again", async () => {
    const reading = createReading(() => createRows(26));
    const error = await catchOptimizerError(reading.run());
    expect(error.code).toBe("OPTIMIZER_ROWS_INVALID");
    expect(error.message).toContain("source feed gave a page with response.length > limit (26 > 25)");
    expect(reading.calls).toHaveLength(1);
  });

  it.each<[string, unknown, string]>([
    ["undefined", undefined, "undefined"],
    ["null", null, "null"],
    ["a text", "rows", "rows"],
    ["an object", { rows: [] }, "[object Object]"],
    ["a set", new Set([{ id: 1 }]), "[object Set]"],
  ])("%s instead of a page is refused", async (_kind, answer, described) => {
    const error = await catchOptimizerError(createReading(() => answer).run());
    expect(error.code).toBe("OPTIMIZER_ROWS_INVALID");
    expect(error.message).toContain(`source feed must give an array or an async iterable, got ${described}`);
  });

  it("after a page there must be pages", async () => {
    const more = async function* (): AsyncGenerator<IOptimizerData, void, undefined> {
      yield { id: 100 };
    };
    const error = await catchOptimizerError(
      createReading(({ offset }) => (offset === 0 ? createRows(25) : more())).run(),
    );
    expect(error.message).toContain("source feed must give an array, as before, got [object AsyncGenerator]");
  });

  const unreadable = {
    get id(): string {
      throw new Error("no id today");
    },
  };
  it.each<[string, unknown, string]>([
    ["no id", { text: "x" }, "one with the id undefined"],
    ["an id that is null", { id: null }, "one with the id null"],
    ["an id that is no number", { id: Number.NaN }, "one with the id NaN"],
    ["an id without an end", { id: Infinity }, "one with the id Infinity"],
    ["an object as id", { id: {} }, "one with the id [object Object]"],
    ["an id that cannot be read", unreadable, "one whose id cannot be read (no id today)"],
    ["null", null, "null"],
    ["a number", 5, "5"],
  ])("a row that is %s is refused (pitfall 135)", async (_kind, row, described) => {
    const error = await catchOptimizerError(createReading(() => [{ id: "first" }, row]).run());
    expect(error.code).toBe("OPTIMIZER_ROWS_INVALID");
    expect(error.message).toContain(`row 1 of source feed is ${described}: every row needs an id`);
    expect(error.cause).toEqual(row === unreadable ? new Error("no id today") : undefined);
  });

  it("a hole in a page is no row", async () => {
    const error = await catchOptimizerError(createReading(() => new Array<unknown>(2)).run());
    expect(error.message).toContain("row 0 of source feed is undefined");
  });

  it("10 000 rows are read at most; nothing is asked for behind them, and a warning says so", async () => {
    const reading = createReading(({ limit, offset }) => createRows(limit, offset));
    expect(await reading.run()).toHaveLength(10_000);
    expect(reading.calls).toHaveLength(400);
    expect(reading.warn).toHaveBeenCalledExactlyOnceWith(
      "ClientOptimizer source: no more rows are read of it",
      { optimizerName: "news", symbol: SYMBOL, source: "source feed", limit: 10_000 },
    );
  });
});

describe("the pace of requests", () => {
  it("each takes 100 ms at least, also the last", async () => {
    const reading = createReading(pageOf(createRows(60)));
    await reading.run();
    expect(reading.times).toEqual([0, 100, 200]);
    expect(clock.now()).toBe(300);
  });

  it("one that takes longer is followed at once", async () => {
    const reading = createReading(async ({ offset }) => {
      await new Promise<void>((resolve) => clock.setTimer(resolve, 250));
      return offset === 0 ? createRows(25) : [];
    });
    await reading.run();
    expect(reading.times).toEqual([0, 250]);
    expect(clock.now()).toBe(500);
  });
});

describe("tries", () => {
  const failing = (failures: number, rows: readonly IOptimizerData[]): AnySource => {
    let count = 0;
    return (args) => {
      count += 1;
      if (count <= failures) {
        throw new Error(`down ${count}`);
      }
      return pageOf(rows)(args);
    };
  };

  it.each([
    [3, 3],
    [1, 1],
    [0, 1],
    [-5, 1],
    [Number.NaN, 1],
  ])("with a count of %d a source that is down is asked %d times", async (count, calls) => {
    const settings = { CC_GET_CANDLES_RETRY_COUNT: count, CC_GET_CANDLES_RETRY_DELAY_MS: 5000 };
    const reading = createReading(failing(Infinity, []), settings);
    const error = await catchOptimizerError(reading.run());
    expect(error.code).toBe("OPTIMIZER_SOURCE_FAILED");
    expect(error.message).toBe(`optimizer news on ${SYMBOL}: source feed (offset=0) failed: down ${calls}`);
    expect(error.cause).toEqual(new Error(`down ${calls}`));
    expect(reading.times).toEqual(Array.from({ length: calls }, (_, index) => index * 5100));
    expect(reading.warn).toHaveBeenCalledTimes(calls);
    expect(reading.warn).toHaveBeenCalledWith("ClientOptimizer source: a try failed", {
      optimizerName: "news",
      symbol: SYMBOL,
      source: "source feed",
      offset: 0,
      error: new Error("down 1"),
    });
  });

  it("a try that succeeds makes up for those before", async () => {
    const reading = createReading(failing(2, createRows(30)));
    expect(await reading.run()).toEqual(createRows(30));
    expect(reading.calls.map(({ offset }) => offset)).toEqual([0, 0, 0, 25]);
  });

  it("each page has tries of its own", async () => {
    const failed = new Set<number>();
    const reading = createReading((args) => {
      if (!failed.has(args.offset)) {
        failed.add(args.offset);
        return Promise.reject(new Error("once per page"));
      }
      return pageOf(createRows(30))(args);
    });
    expect(await reading.run()).toEqual(createRows(30));
    expect(reading.calls.map(({ offset }) => offset)).toEqual([0, 0, 25, 25]);
  });

  it.each([undefined, null, "a text", { code: 429 }])("what was thrown is the cause: %j", async (thrown) => {
    const reading = createReading(() => Promise.reject(thrown), { CC_GET_CANDLES_RETRY_COUNT: 1 });
    expect((await catchOptimizerError(reading.run())).cause).toBe(thrown);
  });

  it("a next page that fails rejects the call, and leaves no rejection behind that nobody handles", async () => {
    const unhandled: unknown[] = [];
    const listener = (error: unknown): void => void unhandled.push(error);
    process.on("unhandledRejection", listener);
    const reading = createReading(
      ({ offset }) => (offset === 0 ? createRows(25) : Promise.reject(new Error("the next page"))),
      { CC_GET_CANDLES_RETRY_COUNT: 1 },
    );
    const error = await catchOptimizerError(reading.run());
    expect(error.message).toContain("source feed (offset=25) failed: the next page");
    await clock.advance(60_000);
    process.off("unhandledRejection", listener);
    expect(unhandled).toEqual([]);
  });

  it("whatever can be awaited is an answer, and is awaited once", async () => {
    let starts = 0;
    const lazy = {
      then: (resolve: (rows: IOptimizerData[]) => void) => {
        starts += 1;
        resolve(createRows(2));
      },
    };
    expect(await createReading(() => lazy).run()).toEqual(createRows(2));
    expect(starts).toBe(1);
  });
});
