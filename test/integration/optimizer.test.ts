import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  addOptimizer,
  Backtest,
  getCandles,
  getDate,
  listenOptimizerProgress,
  listOptimizers,
  Optimizer,
} from "../../src/index";
import type { IOptimizerSchema, MessageModel, ProgressOptimizerContract } from "../../src/index";
import { createSimulatedClock, type SimulatedClock } from "../../src/testing/simulated-clock";
import { setClock } from "../../src/utils/clock";
import { flatMinutes, MINUTE, START } from "../support/market";
import { createTemplate } from "../support/optimizer-template";
import { collect, registerRun, uniqueName, useSettings } from "../support/run";
import { codeOf } from "../support/trial";

const SYMBOL = "BTCUSDT";

const createRange = (from: number, to: number): { startDate: Date; endDate: Date } => ({
  startDate: new Date(START + from * MINUTE),
  endDate: new Date(START + to * MINUTE),
});

const rowsOf = (count: number): { id: string }[] =>
  Array.from({ length: count }, (_, index) => ({ id: `row-${index}` }));

let clock: SimulatedClock;
const undo: (() => void)[] = [];
const unhandled: unknown[] = [];
const noteUnhandled = (error: unknown): void => void unhandled.push(error);

const register = (changes: Partial<IOptimizerSchema> = {}): { optimizerName: string } => {
  const optimizerName = uniqueName("optimizer");
  addOptimizer({
    optimizerName,
    rangeTrain: [createRange(0, 30)],
    rangeTest: createRange(60, 90),
    source: [() => rowsOf(10)],
    getPrompt: () => "buy the dip",
    template: createTemplate(),
    ...changes,
  });
  return { optimizerName };
};

beforeEach(() => {
  useSettings();
  clock = createSimulatedClock({ start: START + 10_000 * MINUTE });
  process.on("unhandledRejection", noteUnhandled);
  undo.push(setClock(clock), () => process.off("unhandledRejection", noteUnhandled));
  vi.spyOn(console, "log").mockImplementation(() => undefined);
});

afterEach(() => {
  undo.splice(0).forEach((step) => step());
  expect(unhandled.splice(0)).toEqual([]);
});

describe("what users of optimizers rely on", () => {
  it("one period and one function make one strategy, which is the text of the prompt", async () => {
    const data = await clock.runUntil(Optimizer.getData(SYMBOL, register()));
    expect(data.map(({ strategy }) => strategy)).toEqual(["buy the dip"]);
  });

  it("three periods make three strategies", async () => {
    const rangeTrain = [createRange(0, 10), createRange(10, 20), createRange(20, 30)];
    expect(await clock.runUntil(Optimizer.getData(SYMBOL, register({ rangeTrain })))).toHaveLength(3);
  });

  it("two sources leave four messages in what the first one made", async () => {
    const source = ["a", "b"].map((name) => ({ name, fetch: () => rowsOf(2) }));
    const data = await clock.runUntil(Optimizer.getData(SYMBOL, register({ source })));
    expect(data).toHaveLength(2);
    expect(data[0]?.messages).toHaveLength(4);
    expect(data[0]?.messages).toBe(data[1]?.messages);
  });

  it("texts of the template are the messages", async () => {
    const template = { getUserMessage: () => "my question", getAssistantMessage: async () => "my answer" };
    const [first] = await clock.runUntil(Optimizer.getData(SYMBOL, register({ template })));
    expect(first?.messages).toEqual([
      { role: "user", content: "my question" },
      { role: "assistant", content: "my answer" },
    ]);
  });

  it("the program imports, adds strategies and starts the walker", async () => {
    const code = await clock.runUntil(Optimizer.getCode(SYMBOL, register()));
    for (const part of [
      "import",
      "addExchange(",
      "addFrame(",
      "addStrategy(",
      "addWalker(",
      "Walker.background(",
    ]) {
      expect(code).toContain(part);
    }
  });

  it("onData and onCode are told, also by calls of their own", async () => {
    const callbacks = { onData: vi.fn(), onCode: vi.fn() };
    const context = register({ callbacks });
    const data = await clock.runUntil(Optimizer.getData(SYMBOL, context));
    const code = await clock.runUntil(Optimizer.getCode(SYMBOL, context));
    expect(callbacks.onData).toHaveBeenCalledTimes(2);
    expect(callbacks.onData).toHaveBeenNthCalledWith(1, SYMBOL, data);
    expect(callbacks.onCode).toHaveBeenCalledExactlyOnceWith(SYMBOL, code);
  });

  it("a source that gives ten rows whatever it is asked for is read once", async () => {
    const fetch = vi.fn(() => rowsOf(10));
    await clock.runUntil(Optimizer.getData(SYMBOL, register({ source: [fetch] })));
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it("an unknown optimizer is not found", async () => {
    await expect(Optimizer.getData(SYMBOL, { optimizerName: "nobody" })).rejects.toThrow("not found");
  });

  it("a registered one is listed, and its name is taken", async () => {
    const context = register();
    const [schema] = (await listOptimizers()).filter((each) => each.optimizerName === context.optimizerName);
    expect(schema).toMatchObject(context);
    expect(() => schema && addOptimizer(schema)).toThrow(`optimizer ${context.optimizerName} already exist`);
  });

  it("a dump is a file of its own name, written when onDump is told", async () => {
    const folder = mkdtempSync(join(tmpdir(), "optimizer-"));
    undo.push(() => rmSync(folder, { recursive: true, force: true }));
    const seen: string[] = [];
    const context = register({
      callbacks: { onDump: (_symbol, path) => void seen.push(path, readFileSync(path, "utf8")) },
    });
    await clock.runUntil(Optimizer.dump(SYMBOL, context, folder));
    const path = join(folder, `${context.optimizerName}_${SYMBOL}.mjs`);
    expect(seen).toEqual([path, await clock.runUntil(Optimizer.getCode(SYMBOL, context))]);
  });

  it("listeners hear how far it is, until they stop listening", async () => {
    const events: ProgressOptimizerContract[] = [];
    const stop = listenOptimizerProgress((event) => void events.push(event));
    const context = register({ source: [() => [], () => []] });
    await clock.runUntil(Optimizer.getData(SYMBOL, context));
    stop();
    await clock.runUntil(Optimizer.getData(SYMBOL, context));
    expect(
      events.map(({ processedSources, progress, status }) => [processedSources, progress, status]),
    ).toEqual([
      [0, 0, "running"],
      [1, 0.5, "running"],
      [2, 1, "done"],
    ]);
  });

  it("what was paid for is not lost when the last answer fails (pitfall 136)", async () => {
    let count = 0;
    const getPrompt = (_symbol: string, messages: MessageModel[]): string => {
      count += 1;
      if (count === 10) {
        throw new Error("the model is away");
      }
      return `answer ${count} to ${messages.length}`;
    };
    const source = Array.from({ length: 10 }, () => () => rowsOf(1));
    const failure: unknown = await clock
      .runUntil(Optimizer.getData(SYMBOL, register({ source, getPrompt })))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "OPTIMIZER_PROMPT_FAILED", strategies: { length: 9 } });
  });
});

describe("an optimizer inside of a back-test", () => {
  /** Runs a back-test whose strategy does something at minute 40, and shows what came of it. */
  const probeAt40 = async (probe: () => Promise<unknown>): Promise<unknown[]> => {
    const shown: unknown[] = [];
    const { context } = registerRun({
      minutes: flatMinutes(120),
      from: 40,
      to: 40,
      strategy: {
        getSignal: async () => {
          shown.push(await probe().catch(codeOf));
          return null;
        },
      },
    });
    await clock.runUntil(collect(Backtest.run(SYMBOL, context)));
    return shown;
  };

  it("reads at the instant of the tick, and waits for nothing that waits for it", async () => {
    const context = register({
      source: [
        async () => [{ id: (await getCandles(SYMBOL, "1m", 1))[0]?.timestamp ?? 0 }],
        async function* iterate() {
          yield { id: (await getDate()).getTime() };
        },
      ],
      callbacks: { onSourceData: (_symbol, _name, data) => void ids.push(...data.map(({ id }) => id)) },
    });
    const ids: unknown[] = [];
    const stop = listenOptimizerProgress(async ({ symbol, processedSources }) => {
      if (symbol === SYMBOL && processedSources === 0) {
        await Optimizer.getData("OTHER", context);
      }
    });
    const shown = await probeAt40(() => Optimizer.getData(SYMBOL, context));
    stop();
    expect(shown).toEqual([[expect.anything(), expect.anything()]]);
    expect(new Set(ids)).toEqual(new Set([START + 39 * MINUTE, START + 40 * MINUTE]));
  });

  it("gets no period that ends later, and one that ends at the tick (H1)", async () => {
    const later = register({ rangeTrain: [createRange(0, 41)] });
    const now = register({ rangeTrain: [createRange(0, 40)] });
    expect(await probeAt40(() => Optimizer.getCode(SYMBOL, later))).toEqual(["CONTEXT_LOOK_AHEAD"]);
    expect(await probeAt40(() => Optimizer.getData(SYMBOL, now))).toEqual([[expect.anything()]]);
  });
});
