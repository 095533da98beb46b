import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConfigurationError } from "../../../../../src/errors/ConfigurationError";
import type { ILogger } from "../../../../../src/interfaces/Logger.interface";
import { ExecutionContextService } from "../../../../../src/lib/services/context/ExecutionContextService";
import { MethodContextService } from "../../../../../src/lib/services/context/MethodContextService";
import { createRegistrationContainer } from "../registration-container";

const LEVELS = ["log", "debug", "info", "warn"] as const;

type Line = readonly unknown[];

const createRecorder = (): ILogger & { readonly lines: Line[] } => {
  const lines: Line[] = [];
  const write =
    (level: string) =>
    (...args: unknown[]): void => {
      lines.push([level, ...args]);
    };
  return { lines, log: write("log"), debug: write("debug"), info: write("info"), warn: write("warn") };
};

const METHOD = { strategyName: "s", exchangeName: "e", frameName: "f" };
const WHEN = new Date("2024-01-01T00:00:00Z");

describe("the logger service", () => {
  let logger: ReturnType<typeof createRegistrationContainer>["loggerService"];

  beforeEach(() => {
    logger = createRegistrationContainer().loggerService;
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("is silent until it is given a logger, on the console too (pitfall 170)", () => {
    const outputs = (["log", "debug", "info", "warn", "error"] as const).map((level) =>
      vi.spyOn(console, level),
    );
    for (const level of LEVELS) {
      logger[level]("topic", { a: 1 });
    }
    for (const output of outputs) {
      expect(output).not.toHaveBeenCalled();
    }
  });

  it("looks for no context while it is silent", () => {
    const peek = vi.spyOn(MethodContextService.prototype, "peekContext");
    logger.log("topic");
    expect(peek).not.toHaveBeenCalled();
  });

  it.each(LEVELS)("hands %s on with two empty contexts outside of a run", (level) => {
    const recorder = createRecorder();
    logger.setLogger(recorder);
    logger[level]("topic", 1, { a: 2 });
    logger[level]("bare");
    expect(recorder.lines).toEqual([
      [level, "topic", 1, { a: 2 }, {}, {}],
      [level, "bare", {}, {}],
    ]);
  });

  it("appends the method context and the execution context of the running tick", () => {
    const recorder = createRecorder();
    const execution = { symbol: "BTCUSDT", when: WHEN, backtest: true };
    logger.setLogger(recorder);
    MethodContextService.runInContext(() => {
      logger.log("between ticks");
      ExecutionContextService.runInContext(() => logger.log("in a tick", 1), execution);
    }, METHOD);
    expect(recorder.lines).toEqual([
      ["log", "between ticks", METHOD, {}],
      ["log", "in a tick", 1, METHOD, execution],
    ]);
  });

  it("hands out copies of the contexts, so that a logger cannot move the clock of a run (pitfall 16)", () => {
    const execution = { symbol: "BTCUSDT", when: new Date(WHEN), backtest: true };
    const method = { ...METHOD };
    const spoilOne = (context: object): void => {
      if ("when" in context && context.when instanceof Date) {
        context.when.setTime(0);
      }
      Object.assign(context, { strategyName: "spoiled", symbol: "spoiled" });
    };
    const spoil = vi.fn((_topic: string, method: unknown, execution: unknown) => {
      for (const context of [method, execution]) {
        if (typeof context === "object" && context !== null) {
          spoilOne(context);
        }
      }
    });
    logger.setLogger({ log: spoil, debug: spoil, info: spoil, warn: spoil });
    MethodContextService.runInContext(
      () => ExecutionContextService.runInContext(() => logger.warn("topic"), execution),
      method,
    );
    expect(spoil).toHaveBeenCalledOnce();
    expect(execution).toEqual({ symbol: "BTCUSDT", when: WHEN, backtest: true });
    expect(method).toEqual(METHOD);
  });

  it("writes to the newest logger only", () => {
    const [first, second] = [createRecorder(), createRecorder()];
    expect(logger.isHeard).toBe(false);
    logger.setLogger(first);
    expect(logger.isHeard).toBe(true);
    logger.setLogger(second);
    logger.info("topic");
    expect(first.lines).toEqual([]);
    expect(second.lines).toHaveLength(1);
  });

  it("calls a logger that is an instance with its own this", () => {
    class Counter implements ILogger {
      public count = 0;
      public log(): void {
        this.count += 1;
      }
      public debug(): void {
        this.count += 1;
      }
      public info(): void {
        this.count += 1;
      }
      public warn(): void {
        this.count += 1;
      }
    }
    const counter = new Counter();
    logger.setLogger(counter);
    for (const level of LEVELS) {
      logger[level]("topic");
    }
    expect(counter.count).toBe(4);
  });

  it("ignores what a logger throws and goes on using it (pitfall 118)", () => {
    const fail = vi.fn(() => {
      throw new Error("disk full");
    });
    logger.setLogger({ log: fail, debug: fail, info: fail, warn: fail });
    for (const level of LEVELS) {
      expect(() => logger[level]("topic")).not.toThrow();
    }
    expect(fail).toHaveBeenCalledTimes(4);
  });

  it("leaves no unhandled rejection behind when a logger rejects (pitfall 118)", async () => {
    const onUnhandled = vi.fn();
    let calls = 0;
    // A plain function: a mock of vitest would handle the rejection itself.
    const reject = (): unknown => {
      calls += 1;
      return Promise.reject(new Error("disk full"));
    };
    process.on("unhandledRejection", onUnhandled);
    logger.setLogger({ log: reject, debug: reject, info: reject, warn: reject });
    logger.log("topic");
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    process.off("unhandledRejection", onUnhandled);
    expect(calls).toBe(1);
    expect(onUnhandled).not.toHaveBeenCalled();
  });

  it.each([
    [undefined, "log, debug, info, warn"],
    [null, "log, debug, info, warn"],
    [{ log: () => undefined, info: 5 }, "debug, info, warn"],
  ])("refuses %j as a logger and keeps the previous one", (broken, missing) => {
    const recorder = createRecorder();
    logger.setLogger(recorder);
    const setBroken = (): unknown => Reflect.apply(logger.setLogger, logger, [broken]);
    expect(setBroken).toThrow(ConfigurationError);
    expect(setBroken).toThrow(
      expect.objectContaining({
        code: "LOGGER_INVALID",
        message: `the logger has no method ${missing}: give setLogger an object with log, debug, info and warn`,
      }),
    );
    logger.log("topic");
    expect(recorder.lines).toHaveLength(1);
  });
});
