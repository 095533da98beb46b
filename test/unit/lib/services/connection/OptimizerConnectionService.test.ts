import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ClientOptimizer } from "../../../../../src/client/ClientOptimizer";
import { progressOptimizerEmitter } from "../../../../../src/config/emitters";
import { inject } from "../../../../../src/lib/core/di";
import { TYPES } from "../../../../../src/lib/core/types";
import { OptimizerConnectionService } from "../../../../../src/lib/services/connection/OptimizerConnectionService";
import { ExecutionContextService } from "../../../../../src/lib/services/context/ExecutionContextService";
import { createSimulatedClock, type SimulatedClock } from "../../../../../src/testing/simulated-clock";
import { setClock } from "../../../../../src/utils/clock";
import { createConnectionContainer } from "../connection-container";
import { createOptimizerSchema } from "../schema-samples";
import { CANDLE_WATCH_CALL } from "../../../../../src/lib/services/template/candle-watch";
import { PROGRAM_TOOLS } from "../../../../../src/lib/services/template/program-tools";

describe("OptimizerConnectionService", () => {
  let services: ReturnType<typeof createConnectionContainer>;
  let service: OptimizerConnectionService;
  let clock: SimulatedClock;
  let folder = "";
  const undo: (() => void)[] = [];

  const register = (optimizerName: string, changes: Readonly<Record<string, unknown>> = {}): void => {
    services.optimizerSchemaService.register(
      optimizerName,
      createOptimizerSchema({ optimizerName, ...changes }),
    );
  };

  beforeEach(() => {
    services = createConnectionContainer();
    service = services.optimizerConnectionService;
    clock = createSimulatedClock({ start: 0 });
    folder = mkdtempSync(join(tmpdir(), "optimizer-"));
    undo.push(setClock(clock), () => rmSync(folder, { recursive: true, force: true }));
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    register("one");
    register("two");
  });

  afterEach(() => {
    undo.splice(0).forEach((step) => {
      step();
    });
  });

  describe("getOptimizer", () => {
    it("is what TYPES.optimizerConnectionService injects, and its client is ClientOptimizer", () => {
      expect(inject(TYPES.optimizerConnectionService)).toBeInstanceOf(OptimizerConnectionService);
      expect(service.getOptimizer("one")).toBeInstanceOf(ClientOptimizer);
    });

    it("the key is optimizerName, one instance per key", () => {
      expect(service.getOptimizer("one")).toBe(service.getOptimizer("one"));
      expect(service.getOptimizer("one")).not.toBe(service.getOptimizer("two"));
      expect(service.getOptimizer.keys()).toEqual(["one", "two"]);
    });

    it("an unknown optimizer leaves no entry behind", async () => {
      expect(() => service.getOptimizer("unknown")).toThrow("unknown");
      await expect(service.getData("BTCUSDT", "unknown")).rejects.toMatchObject({ code: "NAME_UNKNOWN" });
      expect(service.getOptimizer.has("unknown")).toBe(false);
    });

    it("concurrent first calls on two symbols share one client", async () => {
      await clock.runUntil(
        Promise.all([service.getData("BTCUSDT", "one"), service.getCode("ETHUSDT", "one")]),
      );
      expect(service.getOptimizer.keys()).toEqual(["one"]);
    });
  });

  it("uses the built-in parts where the schema has none", async () => {
    register("own", { template: { getTopBanner: () => "// my own" } });
    const code = await clock.runUntil(service.getCode("BTCUSDT", "own"));
    // What all parts use stands behind whatever banner there is.
    expect(code).toContain(`// my own\n\n${PROGRAM_TOOLS}\n\ndumpJson(BTCUSDT)\n`);
    expect(code).toContain(`\n\n${CANDLE_WATCH_CALL}\n\nWalker.background(`);
  });

  it("emits how far a call is, and waits for the listeners", async () => {
    const order: string[] = [];
    register("told", {
      source: [
        () => {
          order.push("read");
          return [];
        },
      ],
    });
    undo.push(
      progressOptimizerEmitter.attach(async ({ optimizerName, symbol, status }) => {
        await new Promise<void>((resolve) => clock.setTimer(resolve, 1000));
        order.push(`${optimizerName} ${symbol} ${status}`);
      }),
    );
    await clock.runUntil(service.getData("BTCUSDT", "told"));
    expect(order).toEqual(["told BTCUSDT running", "read", "told BTCUSDT done"]);
  });

  it("a listener that throws harms no call", async () => {
    undo.push(progressOptimizerEmitter.attach(() => Promise.reject(new Error("listener"))));
    expect(await clock.runUntil(service.getData("BTCUSDT", "one"))).toHaveLength(1);
  });

  it("user code of a back-test does not get data later than its tick (H1)", async () => {
    const at = (time: string): Promise<unknown> => {
      const context = { symbol: "BTCUSDT", when: new Date(time), backtest: true };
      return clock.runUntil(
        Promise.resolve(
          services.optimizerConnectionService.loggerService.executionContextService.runUserCode(
            () => service.getData("BTCUSDT", "one"),
            context,
          ),
        ),
      );
    };
    await expect(at("2024-01-01T23:59:00Z")).rejects.toMatchObject({ code: "CONTEXT_LOOK_AHEAD" });
    expect(await at("2024-01-02T00:00:00Z")).toHaveLength(1);
  });

  it("sources work at the instant of the tick that asks", async () => {
    const instants: unknown[] = [];
    register("looking", {
      source: [
        () => {
          instants.push(new ExecutionContextService().peekContext()?.when.toISOString());
          return [];
        },
      ],
    });
    await clock.runUntil(
      ExecutionContextService.runInContext(() => service.getData("BTCUSDT", "looking"), {
        symbol: "BTCUSDT",
        when: new Date("2024-03-01T00:00:00Z"),
        backtest: true,
      }),
    );
    expect(instants).toEqual(["2024-03-01T00:00:00.000Z"]);
  });

  describe("dump", () => {
    it("writes the program as UTF-8 to <optimizerName>_<symbol>.mjs and tells onDump where", async () => {
      const onDump = vi.fn();
      register("ünï", { callbacks: { onDump } });
      await clock.runUntil(service.dump("BTCUSDT", "ünï", join(folder, "a/b")));
      const path = join(folder, "a/b/ünï_BTCUSDT.mjs");
      expect(onDump).toHaveBeenCalledExactlyOnceWith("BTCUSDT", path);
      expect(readFileSync(path, "utf8")).toBe(await clock.runUntil(service.getCode("BTCUSDT", "ünï")));
      expect(readdirSync(dirname(path))).toEqual([basename(path)]);
    });

    it.each(["BTC/USDT", "../../x", "..", "a:b", "名".repeat(200)])(
      "the file of the symbol %s lies in the folder and ends with .mjs (pitfall 101)",
      async (symbol) => {
        await clock.runUntil(service.dump(symbol, "one", join(folder, "inner")));
        expect(readdirSync(folder)).toEqual(["inner"]);
        const files = readdirSync(join(folder, "inner"));
        expect(files).toHaveLength(1);
        expect(files[0]).toMatch(/\.mjs$/);
      },
    );

    it("two at once leave one whole program, the later one (pitfall 102)", async () => {
      let count = 0;
      register("twice", { getPrompt: () => `${(count += 1)} `.repeat(500_000) });
      await clock.runUntil(
        Promise.all([service.dump("BTCUSDT", "twice", folder), service.dump("BTCUSDT", "twice", folder)]),
      );
      const code = readFileSync(join(folder, "twice_BTCUSDT.mjs"), "utf8");
      expect(code.includes("2 ".repeat(500_000)) && !code.includes("1 1")).toBe(true);
      expect(readdirSync(folder)).toEqual(["twice_BTCUSDT.mjs"]);
    });

    it("rejects with path and cause where nothing can be written, and leaves what is there (pitfall 161)", async () => {
      writeFileSync(join(folder, "file"), "mine");
      const error: unknown = await clock
        .runUntil(service.dump("BTCUSDT", "one", join(folder, "file/inner")))
        .catch((failure: unknown) => failure);
      expect(error).toMatchObject({
        code: "OPTIMIZER_DUMP_FAILED",
        message: expect.stringContaining(join(folder, "file/inner/one_BTCUSDT.mjs")),
        cause: { code: "REPORT_WRITE_FAILED", cause: { code: "ENOTDIR" } },
        strategies: [],
      });
      expect(readFileSync(join(folder, "file"), "utf8")).toBe("mine");
    });

    it.each<[string, () => string]>([
      ["a folder that is a file", () => join(folder, "file")],
      ["a NUL byte", () => join(folder, "a\0b")],
      ["a file system that takes no folder", () => "/proc/nope"],
      ["a folder in the place of the file", () => join(folder, "taken")],
      ["a link in the place of the file", () => join(folder, "linked")],
    ])("%s is refused before anything is read or paid for", async (_kind, find) => {
      const getPrompt = vi.fn(() => "buy");
      register("paid", { getPrompt });
      writeFileSync(join(folder, "file"), "mine");
      mkdirSync(join(folder, "taken/paid_BTCUSDT.mjs"), { recursive: true });
      mkdirSync(join(folder, "linked"));
      symlinkSync(join(folder, "file"), join(folder, "linked/paid_BTCUSDT.mjs"));
      await expect(clock.runUntil(service.dump("BTCUSDT", "paid", find()))).rejects.toMatchObject({
        code: "OPTIMIZER_DUMP_FAILED",
        cause: { code: "REPORT_WRITE_FAILED" },
        strategies: [],
      });
      expect(getPrompt).not.toHaveBeenCalled();
    });
  });

  describe("a schema that was changed after its registration", () => {
    it.each<[Readonly<Record<string, unknown>>, string]>([
      [{ rangeTrain: undefined }, "rangeTrain must be a non-empty array"],
      [{ rangeTrain: [] }, "rangeTrain must be a non-empty array"],
      [{ source: [null] }, "source[0] must be a function"],
      [{ source: [{ fetch: () => [], user: 5 }] }, "source[0].user must be a function"],
      [{ rangeTest: { startDate: new Date(NaN), endDate: new Date(0) } }, "rangeTest.startDate must be"],
      [{ getPrompt: undefined }, "getPrompt must be a function"],
      [{ callbacks: { onData: 5 } }, "invalid callbacks.onData"],
    ])("to %j is refused before anything is read or paid for", async (changes, problem) => {
      const getPrompt = vi.fn(() => "buy");
      const source = [vi.fn(() => [])];
      const schema = createOptimizerSchema({ optimizerName: "edited", getPrompt, source });
      services.optimizerSchemaService.register("edited", schema);
      await clock.runUntil(service.getData("BTCUSDT", "edited"));
      getPrompt.mockClear();
      source[0]?.mockClear();
      Object.assign(schema, changes);
      for (const method of ["getData", "getCode", "dump"] as const) {
        await expect(service[method]("BTCUSDT", "edited")).rejects.toMatchObject({
          code: "SCHEMA_INVALID",
          message: expect.stringMatching(/optimizerName=edited/),
        });
        await expect(service[method]("BTCUSDT", "edited")).rejects.toThrow(problem);
      }
      expect(getPrompt).not.toHaveBeenCalled();
      expect(source[0]).not.toHaveBeenCalled();
    });
  });

  describe("clear", () => {
    it("of one optimizer drops that one (pitfall 145)", async () => {
      const [one, two] = [service.getOptimizer("one"), service.getOptimizer("two")];
      await service.clear("one");
      expect(service.getOptimizer("two")).toBe(two);
      expect(service.getOptimizer("one")).not.toBe(one);
    });

    it("without a name drops all", async () => {
      service.getOptimizer("one");
      service.getOptimizer("two");
      await service.clear();
      expect(service.getOptimizer.keys()).toEqual([]);
    });

    it("a call under way goes on", async () => {
      const getting = service.getData("BTCUSDT", "one");
      await service.clear();
      expect(await clock.runUntil(getting)).toHaveLength(1);
    });
  });
});
