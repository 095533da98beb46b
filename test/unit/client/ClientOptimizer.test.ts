import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { join } from "node:path";
import type { IOptimizerSchema, IOptimizerStrategy } from "../../../src/interfaces/Optimizer.interface";
import type { MessageModel } from "../../../src/model/Message.model";
import { createSimulatedClock, type SimulatedClock } from "../../../src/testing/simulated-clock";
import { isInsideUserCode } from "../../../src/utils/call-chain";
import { setClock } from "../../../src/utils/clock";
import {
  catchOptimizerError,
  createOptimizer,
  createRange,
  createRows,
  createSchema,
  SYMBOL,
  type SchemaChanges,
} from "./optimizer-fixture";

let clock: SimulatedClock;
let restoreClock: () => void;

beforeEach(() => {
  clock = createSimulatedClock({ start: 0 });
  restoreClock = setClock(clock);
});

afterEach(() => {
  restoreClock();
});

const getData = (stage: ReturnType<typeof createOptimizer>): Promise<IOptimizerStrategy[]> =>
  clock.runUntil(stage.client.getData(SYMBOL));

const fail = (message: string) => (): never => {
  throw new Error(message);
};

/** Two sources, named `a` and `b`. */
const TWO_SOURCES = [
  { name: "a", fetch: () => createRows(1) },
  { name: "b", fetch: () => createRows(2) },
];

describe("getData", () => {
  it("makes a strategy of each source in each period, in order", async () => {
    const reads: string[] = [];
    const read = (name: string) => ({
      name,
      fetch: ({ startDate }: { startDate: Date }) => {
        reads.push(`${startDate.toISOString().slice(5, 7)} ${name}`);
        return createRows(1);
      },
    });
    const strategies = await getData(
      createOptimizer({ rangeTrain: [createRange(0), createRange(1)], source: [read("a"), read("b")] }),
    );
    expect(reads).toEqual(["01 a", "01 b", "02 a", "02 b"]);
    expect(strategies.map(({ symbol, name, strategy }) => [symbol, name, strategy])).toEqual([
      [SYMBOL, "a", "strategy of 2"],
      [SYMBOL, "b", "strategy of 4"],
      [SYMBOL, "a", "strategy of 2"],
      [SYMBOL, "b", "strategy of 4"],
    ]);
  });

  it("all strategies of a period share one list of messages, which grows; the next period has its own", async () => {
    const lists: MessageModel[][] = [];
    const strategies = await getData(
      createOptimizer({
        rangeTrain: [createRange(0), createRange(1)],
        source: TWO_SOURCES,
        getPrompt: (_symbol: string, messages: MessageModel[]) => {
          lists.push(messages);
          return "x";
        },
      }),
    );
    expect(strategies.map(({ messages }, index) => messages === lists[index])).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(lists[0]).toBe(lists[1]);
    expect(lists[2]).toBe(lists[3]);
    expect(lists[0]).not.toBe(lists[2]);
    expect(lists[0]).toEqual([
      { role: "user", content: `user(${SYMBOL}, 0, a)` },
      { role: "assistant", content: `assistant(${SYMBOL}, 1, a)` },
      { role: "user", content: `user(${SYMBOL}, 0+1, b)` },
      { role: "assistant", content: `assistant(${SYMBOL}, 2, b)` },
    ]);
  });

  it("texts of a source win over those of the schema, those over the built-in ones; each has its this", async () => {
    class Source {
      public readonly name = "own";
      public fetch(): { id: string }[] {
        return [{ id: this.name }];
      }
      public user(symbol: string, data: readonly unknown[], name: string): string {
        return `${this.name} user ${symbol} ${data.length} ${name}`;
      }
    }
    class Template {
      private readonly text = "template";
      public async getAssistantMessage(symbol: string, _data: unknown, name: string): Promise<string> {
        return `${this.text} ${symbol} ${name}`;
      }
    }
    const [strategy] = await getData(createOptimizer({ source: [new Source()], template: new Template() }));
    expect(strategy?.messages.map(({ content }) => content)).toEqual([
      `own user ${SYMBOL} 1 own`,
      `template ${SYMBOL} own`,
    ]);
  });

  it("parts that are undefined or null fall back to the built-in ones", async () => {
    const [strategy] = await getData(
      createOptimizer({
        source: [{ name: "a", fetch: () => createRows(1), user: undefined, assistant: null }],
        template: { getUserMessage: undefined, getAssistantMessage: null },
        callbacks: null,
      }),
    );
    expect(strategy?.messages[1]?.content).toBe(`assistant(${SYMBOL}, 1, a)`);
    expect(await getData(createOptimizer({ template: null }))).toHaveLength(1);
  });

  const named = (): unknown[] => createRows(1);
  const iterable = {
    [Symbol.asyncIterator]: async function* () {
      yield { id: 1 };
    },
  };
  it.each<[string, unknown, string]>([
    ["an object with a name", { name: "feed", fetch: named }, "feed"],
    ["an object without", { fetch: named }, "unknown"],
    ["an object with an empty name", { name: "", fetch: named }, "unknown"],
    ["an object with a blank name", { name: " ", fetch: named }, "unknown"],
    ["a function", named, "named"],
    [
      "a function without a name",
      (
        () => () =>
          createRows(1)
      )(),
      "unknown",
    ],
    ["an iterable", iterable, "unknown"],
    ["an iterable with a name", { name: "stream", ...iterable }, "stream"],
  ])("%s has one name everywhere (pitfall 133)", async (_kind, source, name) => {
    const onSourceData = vi.fn();
    const [strategy] = await getData(createOptimizer({ source: [source], callbacks: { onSourceData } }));
    expect(strategy?.name).toBe(name);
    expect(onSourceData.mock.calls[0]?.[1]).toBe(name);
    expect(strategy?.messages[1]?.content).toBe(`assistant(${SYMBOL}, 1, ${name})`);
  });

  it("reads and asks anew at each call: nothing is remembered", async () => {
    const fetch = vi.fn(() => createRows(1));
    const getPrompt = vi.fn(() => "x");
    const stage = createOptimizer({ source: [fetch], getPrompt });
    await getData(stage);
    await getData(stage);
    await clock.runUntil(stage.client.getCode(SYMBOL));
    expect([fetch.mock.calls.length, getPrompt.mock.calls.length]).toEqual([3, 3]);
  });

  it("a schema that changes during a call changes the next one", async () => {
    const source: unknown[] = [
      {
        name: "first",
        fetch: () => {
          source.push({ name: "late", fetch: () => [] });
          return [];
        },
      },
    ];
    const stage = createOptimizer({ source });
    expect(await getData(stage)).toHaveLength(1);
    expect(stage.progress.map(({ totalSources }) => totalSources)).toEqual([1, 1]);
    expect((await getData(stage)).map(({ name }) => name)).toEqual(["first", "late"]);
  });

  it("calls at once do not disturb one another", async () => {
    const { client, progress } = createOptimizer({
      source: TWO_SOURCES,
      getPrompt: (symbol: string, messages: MessageModel[]) => `${symbol} ${messages.length}`,
    });
    const [one, other] = await clock.runUntil(Promise.all([client.getData("A"), client.getData("B")]));
    expect(one?.map(({ strategy }) => strategy)).toEqual(["A 2", "A 4"]);
    expect(other?.map(({ strategy }) => strategy)).toEqual(["B 2", "B 4"]);
    expect(progress.filter(({ symbol }) => symbol === "B")).toHaveLength(3);
  });

  it("runs user code as user code", async () => {
    const seen: boolean[] = [];
    const look = <T>(value: T): T => {
      seen.push(isInsideUserCode());
      return value;
    };
    await clock.runUntil(
      createOptimizer({
        source: [
          () => look(createRows(1)),
          async function* () {
            yield look({ id: 1 });
          },
        ],
        template: { getUserMessage: () => look("x"), getTopBanner: () => look("x") },
        getPrompt: () => look("x"),
        callbacks: {
          onSourceData: () => look(undefined),
          onData: () => look(undefined),
          onCode: () => look(undefined),
          onDump: () => look(undefined),
        },
      }).client.dump(SYMBOL),
    );
    expect(seen).toHaveLength(12);
    expect(seen).not.toContain(false);
  });

  it("refuses data later than the tick whose user code asks, before anything is read (H1)", async () => {
    const fetch = vi.fn(() => []);
    const at = createRange(1).endDate.getTime();
    const changes = { rangeTrain: [createRange(0), createRange(1)], source: [fetch] };
    const late = createOptimizer(changes, { getHoldingInstant: () => at - 1 });
    await expect(late.client.getData(SYMBOL)).rejects.toMatchObject({
      code: "CONTEXT_LOOK_AHEAD",
      message: expect.stringContaining("reads data up to 2024-02-15T00:00:00.000Z"),
    });
    expect(fetch).not.toHaveBeenCalled();
    expect(late.progress).toEqual([]);
    expect(await getData(createOptimizer(changes, { getHoldingInstant: () => at }))).toHaveLength(2);
  });

  it("a period without an end is no period of the past", async () => {
    const rangeTrain = [{ startDate: new Date(0), endDate: new Date(Number.NaN) }];
    const stage = createOptimizer({ rangeTrain }, { getHoldingInstant: () => 8e15 });
    await expect(stage.client.getData(SYMBOL)).rejects.toMatchObject({ code: "CONTEXT_LOOK_AHEAD" });
  });

  it("nor is a folder made for a program that must not be", async () => {
    const prepareFile = vi.fn(() => Promise.resolve());
    const stage = createOptimizer({}, { getHoldingInstant: () => 0, prepareFile });
    await expect(stage.client.dump(SYMBOL)).rejects.toMatchObject({ code: "CONTEXT_LOOK_AHEAD" });
    expect(prepareFile).not.toHaveBeenCalled();
  });
});

describe("what every call looks at first", () => {
  const METHODS = ["getData", "getCode", "dump"] as const;

  it.each(METHODS)("%s: the symbol, before anything is read or paid for", async (method) => {
    for (const symbol of ["", undefined, null, 5, {}]) {
      const fetch = vi.fn(() => []);
      const { client } = createOptimizer({ source: [fetch] });
      await expect(Reflect.apply(client[method], client, [symbol])).rejects.toMatchObject({
        code: "SYMBOL_INVALID",
        message: expect.stringContaining(`source=ClientOptimizer ${method}`),
      });
      expect(fetch).not.toHaveBeenCalled();
    }
  });

  it.each(METHODS)("%s: the schema, as its registration did", async (method) => {
    const fetch = vi.fn(() => []);
    const checkSchema = vi.fn(() => {
      throw new Error("changed");
    });
    const { client } = createOptimizer({ source: [fetch] }, { checkSchema });
    await expect(client[method](SYMBOL)).rejects.toThrow("changed");
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe("progress", () => {
  it("is told before each source and at the end: one event more than there are sources times periods", async () => {
    const stage = createOptimizer({ rangeTrain: [createRange(0), createRange(1)], source: TWO_SOURCES });
    await getData(stage);
    const common = { optimizerName: "news", symbol: SYMBOL, totalSources: 4 };
    expect(stage.progress).toEqual([
      { ...common, processedSources: 0, progress: 0, status: "running" },
      { ...common, processedSources: 1, progress: 0.25, status: "running" },
      { ...common, processedSources: 2, progress: 0.5, status: "running" },
      { ...common, processedSources: 3, progress: 0.75, status: "running" },
      { ...common, processedSources: 4, progress: 1, status: "done" },
    ]);
    expect(stage.progress.every((event) => Object.isFrozen(event))).toBe(true);
  });

  it("is complete for a schema that was emptied after its registration", async () => {
    const stage = createOptimizer({ source: [] });
    expect(await getData(stage)).toEqual([]);
    expect(stage.progress).toMatchObject([
      { totalSources: 0, processedSources: 0, progress: 1, status: "done" },
    ]);
  });

  it("is waited for before a source is read, and before onData", async () => {
    const order: string[] = [];
    const stage = createOptimizer(
      {
        source: [
          () => {
            order.push("read");
            return [];
          },
        ],
        callbacks: { onData: () => void order.push("onData") },
      },
      {
        emitProgress: async ({ status }) => {
          await new Promise<void>((resolve) => clock.setTimer(resolve, 1000));
          order.push(status);
        },
      },
    );
    await getData(stage);
    expect(order).toEqual(["running", "read", "done", "onData"]);
  });

  it("ends with what was made when a source fails (pitfall 136)", async () => {
    const stage = createOptimizer({
      source: [...TWO_SOURCES, { name: "c", fetch: () => [null] }],
    });
    const error = await catchOptimizerError(getData(stage));
    expect(stage.progress.map(({ processedSources, status }) => [processedSources, status])).toEqual([
      [0, "running"],
      [1, "running"],
      [2, "running"],
      [2, "failed"],
    ]);
    expect(stage.progress.at(-1)?.progress).toBe(2 / 3);
    expect(error.strategies.map(({ name }) => name)).toEqual(["a", "b"]);
  });
});

describe("callbacks", () => {
  it("are awaited, in order: onSourceData of each source, onData, onCode, onDump", async () => {
    const order: unknown[] = [];
    const record =
      (name: string) =>
      async (...args: unknown[]) => {
        await new Promise<void>((resolve) => clock.setTimer(resolve, 1000));
        order.push([name, ...args]);
      };
    const { client } = createOptimizer({
      source: TWO_SOURCES,
      callbacks: {
        onSourceData: record("onSourceData"),
        onData: record("onData"),
        onCode: record("onCode"),
        onDump: record("onDump"),
      },
    });
    await clock.runUntil(client.dump(SYMBOL, "/folder"));
    const { startDate, endDate } = createRange(0);
    expect(order).toEqual([
      ["onSourceData", SYMBOL, "a", createRows(1), startDate, endDate],
      ["onSourceData", SYMBOL, "b", createRows(2), startDate, endDate],
      ["onData", SYMBOL, [expect.objectContaining({ name: "a" }), expect.objectContaining({ name: "b" })]],
      ["onCode", SYMBOL, expect.stringContaining("import banner")],
      ["onDump", SYMBOL, `/folder/news_${SYMBOL}.mjs`],
    ]);
  });

  it("are told before the messages are made, and have their this", async () => {
    const order: string[] = [];
    class Callbacks {
      private readonly word = "told";
      public onSourceData(): void {
        order.push(this.word);
      }
    }
    await getData(
      createOptimizer({
        callbacks: new Callbacks(),
        template: {
          getUserMessage: () => {
            order.push("message");
            return "";
          },
        },
      }),
    );
    expect(order).toEqual(["told", "message"]);
  });

  it("a source's dates are copies", async () => {
    const rangeTrain = [createRange(0)];
    await getData(
      createOptimizer({
        rangeTrain,
        callbacks: {
          onSourceData: (_s: string, _n: string, _d: unknown, start: Date) => void start.setTime(0),
        },
      }),
    );
    expect(rangeTrain).toEqual([createRange(0)]);
  });

  it.each([
    ["onSourceData", 0, "failed"],
    ["onData", 1, "done"],
    ["onCode", 1, "done"],
    ["onDump", 1, "done"],
  ])("what %s throws rejects the call", async (name, made, status) => {
    const stage = createOptimizer({ callbacks: { [name]: fail("no") } });
    const error = await catchOptimizerError(clock.runUntil(stage.client.dump(SYMBOL)));
    expect(error.code).toBe("OPTIMIZER_CALLBACK_FAILED");
    expect(error.message).toBe(
      `optimizer news on ${SYMBOL}: the callback ${name} failed: no${made > 0 ? "; what was made before is in strategies (1)" : ""}`,
    );
    expect(error.cause).toEqual(new Error("no"));
    expect(error.strategies).toHaveLength(made);
    expect(stage.progress.at(-1)?.status).toBe(status);
  });
});

describe("getters that throw, in a schema that was changed since", () => {
  const failure = new Error("not today");
  const createFailing = (owner: object, field: string): void => {
    Object.defineProperty(owner, field, {
      get: () => {
        throw failure;
      },
    });
  };

  it.each(["rangeTrain", "rangeTest", "source", "template"])(
    "%s: one that passes the check",
    async (field) => {
      const schema = createSchema();
      createFailing(schema, field);
      await expect(createOptimizer({}, { schema }).client.getData(SYMBOL)).rejects.toMatchObject({
        name: "RegistrationError",
        code: "SCHEMA_INVALID",
        message: "the schema of optimizer news cannot be read: not today",
        cause: failure,
      });
    },
  );

  it.each([
    ["callbacks", (schema: IOptimizerSchema) => schema],
    ["onSourceData", (schema: IOptimizerSchema) => (schema.callbacks = {})],
  ])("%s: the callback failed, and keeps the cause", async (field, find) => {
    const schema = createSchema();
    createFailing(find(schema), field);
    const error = await catchOptimizerError(getData(createOptimizer({}, { schema })));
    expect(error.code).toBe("OPTIMIZER_CALLBACK_FAILED");
    expect(error.message).toBe(`optimizer news on ${SYMBOL}: the callback onSourceData failed: not today`);
    expect(error.cause).toBe(failure);
  });

  it("getPrompt: it failed, and keeps the cause", async () => {
    const schema = createSchema();
    createFailing(schema, "getPrompt");
    const error = await catchOptimizerError(getData(createOptimizer({}, { schema })));
    expect(error.code).toBe("OPTIMIZER_PROMPT_FAILED");
    expect(error.cause).toBe(failure);
  });

  it("optimizerName: the check says so before anybody reads it", async () => {
    const refusal = new Error("refused");
    const schema = createSchema();
    createFailing(schema, "optimizerName");
    const checkSchema = (): never => {
      throw refusal;
    };
    await expect(createOptimizer({}, { schema, checkSchema }).client.getData(SYMBOL)).rejects.toBe(refusal);
  });
});

describe("texts", () => {
  it.each<[string, string, string, SchemaChanges]>([
    ["getPrompt", "OPTIMIZER_PROMPT_FAILED", "getPrompt, for source a,", { getPrompt: fail("no") }],
    [
      "a part",
      "OPTIMIZER_TEXT_FAILED",
      "getUserMessage of the template, for source a,",
      { template: { getUserMessage: fail("no") } },
    ],
    [
      "another part",
      "OPTIMIZER_TEXT_FAILED",
      "getAssistantMessage of the template, for source a,",
      { template: { getAssistantMessage: () => Promise.reject(new Error("no")) } },
    ],
    [
      "user",
      "OPTIMIZER_TEXT_FAILED",
      "user of source a",
      { source: [{ name: "a", fetch: () => [], user: fail("no") }] },
    ],
    [
      "assistant",
      "OPTIMIZER_TEXT_FAILED",
      "assistant of source a",
      { source: [{ name: "a", fetch: () => [], assistant: fail("no") }] },
    ],
  ])("%s that fails rejects with its error as the cause", async (_what, code, described, changes) => {
    const stage = createOptimizer({ source: [{ name: "a", fetch: () => [] }], ...changes });
    const error = await catchOptimizerError(getData(stage));
    expect(error).toMatchObject({ code, cause: new Error("no"), strategies: [] });
    expect(error.message).toBe(`optimizer news on ${SYMBOL}: ${described} failed: no`);
    expect(stage.progress.at(-1)?.status).toBe("failed");
  });

  it.each<[unknown, string]>([
    [undefined, "undefined"],
    [5, "5"],
    [null, "null"],
    [{}, "[object Object]"],
  ])("a prompt must be a string, and so must every part: not %j", async (answer, described) => {
    const prompt = await catchOptimizerError(getData(createOptimizer({ getPrompt: () => answer })));
    expect(prompt.message).toContain(
      `getPrompt, for source[0] (unknown), must give a string, got ${described}`,
    );
    expect(prompt.code).toBe("OPTIMIZER_PROMPT_FAILED");
    const part = await catchOptimizerError(
      getData(createOptimizer({ template: { getUserMessage: () => Promise.resolve(answer) } })),
    );
    expect(part.message).toContain(`must give a string, got ${described}`);
    expect(part.code).toBe("OPTIMIZER_TEXT_FAILED");
  });

  it("are made side by side; both have settled when one has failed", async () => {
    const order: string[] = [];
    const wait = async (name: string, ms: number): Promise<string> => {
      order.push(`${name} begins`);
      await new Promise<void>((resolve) => clock.setTimer(resolve, ms));
      order.push(`${name} ends`);
      throw new Error(name);
    };
    const stage = createOptimizer({
      template: {
        getUserMessage: () => wait("user", 100),
        getAssistantMessage: () => wait("assistant", 500),
      },
    });
    const error = await catchOptimizerError(getData(stage));
    expect(error.message).toContain("failed: user");
    expect(order).toEqual(["user begins", "assistant begins", "user ends", "assistant ends"]);
  });

  it.each(["", "  ", "\n\t"])("the prompt %j is no strategy", async (answer) => {
    const error = await catchOptimizerError(getData(createOptimizer({ getPrompt: () => answer })));
    expect(error.code).toBe("OPTIMIZER_PROMPT_FAILED");
    expect(error.message).toContain(
      "getPrompt, for source[0] (unknown), must give the text of a strategy, got a blank one",
    );
    expect(error.strategies).toEqual([]);
  });

  it("an empty message is one", async () => {
    const [strategy] = await getData(createOptimizer({ template: { getUserMessage: () => "" } }));
    expect(strategy?.messages[0]).toEqual({ role: "user", content: "" });
  });
});

describe("getCode", () => {
  it("is all sections in order, each followed by an empty line, with names of one prefix", async () => {
    const { client } = createOptimizer({ rangeTrain: [createRange(0), createRange(1)] });
    const code = await clock.runUntil(client.getCode(SYMBOL));
    const prefix = "cqfbdm";
    expect(code).toBe(
      [
        `import banner(${SYMBOL})`,
        "the tools of all parts",
        `dumpJson(${SYMBOL})`,
        `text(${SYMBOL})`,
        `json(${SYMBOL})`,
        `addExchange(${SYMBOL}, ${prefix}_exchange)`,
        `addFrame(${SYMBOL}, ${prefix}_train_frame-1, 1m, 2024-01-01T00:00:00.000Z, 2024-01-15T00:00:00.000Z)`,
        `addFrame(${SYMBOL}, ${prefix}_train_frame-2, 1m, 2024-02-01T00:00:00.000Z, 2024-02-15T00:00:00.000Z)`,
        `addFrame(${SYMBOL}, ${prefix}_test_frame, 1m, 2024-07-01T00:00:00.000Z, 2024-07-15T00:00:00.000Z)`,
        `addStrategy(${prefix}_strategy-1, 5m, strategy of 2)`,
        `addStrategy(${prefix}_strategy-2, 5m, strategy of 2)`,
        `addWalker(${prefix}_walker, ${prefix}_exchange, ${prefix}_test_frame, ${prefix}_strategy-1, ${prefix}_strategy-2)`,
        "what stands before the launcher",
        `Walker.background(${SYMBOL}, ${prefix}_walker)`,
      ]
        .map((section) => `${section}\n`)
        .join("\n"),
    );
  });

  it("is the same for the same answers, and differs from one symbol to the next (pitfall 134)", async () => {
    const { client } = createOptimizer();
    const [first, again, other] = await clock.runUntil(
      Promise.all([client.getCode(SYMBOL), client.getCode(SYMBOL), client.getCode("ETHUSDT")]),
    );
    expect(again).toBe(first);
    expect(other).not.toContain("cqfbdm");
  });

  const PARTS = [
    "getTopBanner",
    "getJsonDumpTemplate",
    "getTextTemplate",
    "getJsonTemplate",
    "getExchangeTemplate",
    "getFrameTemplate",
    "getStrategyTemplate",
    "getWalkerTemplate",
    "getLauncherTemplate",
  ];

  it.each(PARTS)("%s can be replaced, and must give a string", async (part) => {
    const own = createOptimizer({ template: { [part]: () => Promise.resolve("// my own") } });
    expect(await clock.runUntil(own.client.getCode(SYMBOL))).toContain("// my own\n");
    const broken = createOptimizer({ template: { [part]: () => 5 } });
    const error = await catchOptimizerError(clock.runUntil(broken.client.getCode(SYMBOL)));
    expect(error).toMatchObject({
      code: "OPTIMIZER_TEXT_FAILED",
      message: `optimizer news on ${SYMBOL}: ${part} of the template must give a string, got 5; what was made before is in strategies (1)`,
    });
    expect(error.strategies).toHaveLength(1);
  });
});

describe("a test period that is not behind the training", () => {
  it.each<[string, number, boolean]>([
    ["one that begins with a training period", 0, true],
    ["one before the end of it", 13, true],
    ["one at the end of it", 14, false],
  ])("%s: a warning in getCode, none in getData", async (_kind, days, isWarned) => {
    const startDate = new Date(createRange(3).startDate.getTime() + days * 86_400_000);
    const rangeTest = { startDate, endDate: createRange(8).endDate };
    const { client, warn } = createOptimizer({ rangeTrain: [createRange(1), createRange(3)], rangeTest });
    await clock.runUntil(client.getData(SYMBOL));
    expect(warn).not.toHaveBeenCalled();
    await clock.runUntil(client.getCode(SYMBOL));
    expect(warn.mock.calls).toEqual(
      isWarned
        ? [
            [
              "ClientOptimizer getCode: rangeTest begins before a period of rangeTrain has ended",
              {
                optimizerName: "news",
                symbol: SYMBOL,
                rangeTestStart: startDate.toISOString(),
                rangeTrainEnd: "2024-04-15T00:00:00.000Z",
              },
            ],
          ]
        : [],
    );
  });
});

describe("dump", () => {
  it("looks at the folder and the file before anything is read or paid for", async () => {
    const order: string[] = [];
    const cause = new Error("a folder is in the way");
    const prepareFile = vi.fn((_directory: string, _fileName: string) => Promise.resolve());
    const read = (): unknown[] => {
      order.push("read");
      return [];
    };
    const changes = { source: [read] };
    const { client, writeFile } = createOptimizer(changes, {
      prepareFile: (directory, fileName) => {
        order.push("prepare");
        return prepareFile(directory, fileName);
      },
    });
    await clock.runUntil(client.dump(SYMBOL, "/out"));
    expect(order).toEqual(["prepare", "read"]);
    expect(prepareFile).toHaveBeenCalledExactlyOnceWith("/out", `news_${SYMBOL}.mjs`);
    writeFile.mockClear();
    prepareFile.mockRejectedValueOnce(cause);
    const error = await catchOptimizerError(client.dump(SYMBOL, "/out"));
    expect(error).toMatchObject({ code: "OPTIMIZER_DUMP_FAILED", cause, strategies: [] });
    expect(order).toEqual(["prepare", "read", "prepare"]);
    expect(writeFile).not.toHaveBeenCalled();
  });

  it("a file that another pair has written is replaced with a warning, one's own without", async () => {
    const first = createOptimizer({ optimizerName: "shared" });
    const second = createOptimizer({ optimizerName: "shared_BTC" });
    const dump = ({ client }: typeof first, symbol: string, folder: string): Promise<void> =>
      clock.runUntil(client.dump(symbol, folder));
    await dump(first, "BTC_USDT", "/shared");
    await dump(first, "BTC_USDT", "/shared");
    await dump(second, "USDT", "/elsewhere");
    expect(first.warn).not.toHaveBeenCalled();
    expect(second.warn).not.toHaveBeenCalled();
    await dump(second, "USDT", "/shared");
    expect(second.warn).toHaveBeenCalledExactlyOnceWith(
      "ClientOptimizer dump: the program of another optimizer has this name and is replaced",
      {
        optimizerName: "shared_BTC",
        symbol: "USDT",
        path: "/shared/shared_BTC_USDT.mjs",
        overwritten: "optimizer shared on BTC_USDT",
      },
    );
    await dump(first, "BTC_USDT", "/shared");
    expect(first.warn).toHaveBeenCalledTimes(1);
  });

  it("writes the program below the working directory, or wherever the path leads", async () => {
    const { client, writeFile } = createOptimizer();
    const code = await clock.runUntil(client.getCode(SYMBOL));
    for (const path of [undefined, "./", "", "out", "/absolute"]) {
      expect(await clock.runUntil(client.dump(SYMBOL, path))).toBeUndefined();
    }
    const cwd = process.cwd();
    expect(writeFile.mock.calls).toEqual(
      [cwd, cwd, cwd, join(cwd, "out"), "/absolute"].map((folder) => [folder, `news_${SYMBOL}.mjs`, code]),
    );
  });

  it("a working directory that changes meanwhile changes nothing", async () => {
    const cwd = vi.spyOn(process, "cwd").mockReturnValue("/before");
    const { client, writeFile } = createOptimizer({
      getPrompt: () => {
        cwd.mockReturnValue("/after");
        return "buy";
      },
    });
    await clock.runUntil(client.dump(SYMBOL, "out"));
    expect(writeFile.mock.calls[0]?.[0]).toBe("/before/out");
  });

  it.each([[null], [5], [{}]])(
    "a path that is %j is refused before anything is read or paid for",
    async (path) => {
      const stage = createOptimizer();
      const dumped: unknown = Reflect.apply(stage.client.dump, stage.client, [SYMBOL, path]);
      const error = await catchOptimizerError(Promise.resolve(dumped));
      expect(error.code).toBe("OPTIMIZER_DUMP_FAILED");
      expect(error.message).toContain("path must be a string");
      expect(stage.progress).toEqual([]);
    },
  );

  it("a working directory that is gone is refused before anything is read or paid for", async () => {
    const gone = new Error("ENOENT: uv_cwd");
    vi.spyOn(process, "cwd").mockImplementation(() => {
      throw gone;
    });
    const stage = createOptimizer();
    const error = await catchOptimizerError(stage.client.dump(SYMBOL, "out"));
    expect(error).toMatchObject({ code: "OPTIMIZER_DUMP_FAILED", cause: gone });
    expect(stage.progress).toEqual([]);
  });

  it("a write that fails is warned of and rejects; the strategies are not lost, and onDump is not told", async () => {
    const full = new Error("no space left");
    const onDump = vi.fn();
    const { client, warn } = createOptimizer(
      { callbacks: { onDump } },
      { writeFile: () => Promise.reject(full) },
    );
    const error = await catchOptimizerError(clock.runUntil(client.dump(SYMBOL, "/out")));
    expect(error).toMatchObject({ code: "OPTIMIZER_DUMP_FAILED", cause: full });
    expect(error.message).toBe(
      `optimizer news on ${SYMBOL}: the program could not be written to /out: no space left; what was made before is in strategies (1)`,
    );
    expect(error.strategies).toHaveLength(1);
    expect(warn).toHaveBeenCalledExactlyOnceWith("ClientOptimizer dump failed", {
      optimizerName: "news",
      symbol: SYMBOL,
      directory: "/out",
      error: full,
    });
    expect(onDump).not.toHaveBeenCalled();
  });

  it("what fails before the write is not warned of as a failed write", async () => {
    const { client, warn, writeFile } = createOptimizer({ getPrompt: fail("no") });
    const error = await catchOptimizerError(clock.runUntil(client.dump(SYMBOL)));
    expect(error.code).toBe("OPTIMIZER_PROMPT_FAILED");
    expect(warn).not.toHaveBeenCalled();
    expect(writeFile).not.toHaveBeenCalled();
  });
});
