import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  doneBacktestSubject,
  errorEmitter,
  progressBacktestEmitter,
  signalEmitter,
  walkerEmitter,
} from "../../../../../src/config/emitters";
import { RunRegistryService } from "../../../../../src/lib/services/logic/RunRegistryService";
import { runCall } from "../../../../../src/utils/call-chain";
import { yieldToEventLoop } from "../../../../../src/utils/clock";

const OWNER = {};

let registry: RunRegistryService;

beforeEach(() => {
  registry = new RunRegistryService();
});

const taken = (mode: string): unknown =>
  expect.objectContaining({
    code: "RUN_ALREADY_ACTIVE",
    message: `strategy trend on BTCUSDT already has an active ${mode} run: wait for its end, or stop it first`,
  });

describe("one run per (symbol, strategy, mode)", () => {
  it.each([
    [true, "backtest"],
    [false, "live"],
  ])("a pair that is taken is refused until it is free (backtest: %s)", (backtest, mode) => {
    const free = registry.take("BTCUSDT", "trend", backtest, OWNER);
    expect(() => registry.take("BTCUSDT", "trend", backtest, OWNER)).toThrow(taken(mode));
    expect(() => registry.requireFree("BTCUSDT", "trend", backtest)).toThrow(taken(mode));
    free();
    expect(() => registry.requireFree("BTCUSDT", "trend", backtest)).not.toThrow();
    registry.take("BTCUSDT", "trend", backtest, OWNER);
  });

  it("another symbol, another strategy and the other mode are free", () => {
    registry.take("BTCUSDT", "trend", true, OWNER);
    registry.take("ETHUSDT", "trend", true, OWNER);
    registry.take("BTCUSDT", "range", true, OWNER);
    registry.take("BTCUSDT", "trend", false, OWNER);
    expect(() => registry.requireFree("BTCUSDT", "trend", true)).toThrow(taken("backtest"));
  });

  it("names with a separator inside are different pairs", () => {
    registry.take("A:B", "C", true, OWNER);
    expect(() => registry.requireFree("A", "B:C", true)).not.toThrow();
  });

  it("asking takes nothing", () => {
    registry.requireFree("BTCUSDT", "trend", true);
    expect(() => registry.take("BTCUSDT", "trend", true, OWNER)).not.toThrow();
  });

  it("freeing twice does not free what somebody else has taken since", () => {
    const freeFirst = registry.take("BTCUSDT", "trend", true, OWNER);
    freeFirst();
    registry.take("BTCUSDT", "trend", true, OWNER);
    freeFirst();
    expect(() => registry.requireFree("BTCUSDT", "trend", true)).toThrow(taken("backtest"));
  });
});

describe("whether a pair is taken", () => {
  it("is told for that pair and mode alone, until it is free", () => {
    const free = registry.take("BTCUSDT", "trend", true, OWNER);
    expect(registry.isTaken("BTCUSDT", "trend", true)).toBe(true);
    expect(registry.isTaken("BTCUSDT", "trend", false)).toBe(false);
    expect(registry.isTaken("ETHUSDT", "trend", true)).toBe(false);
    expect(registry.isTaken("BTCUSDT", "range", true)).toBe(false);
    free();
    expect(registry.isTaken("BTCUSDT", "trend", true)).toBe(false);
  });
});

describe("waiting for the end of a run", () => {
  const wait = (signal: AbortSignal, log: string[], name: string, backtest = true): Promise<void> =>
    registry.whenEnded("BTCUSDT", "trend", backtest, signal).then(() => void log.push(name));

  it("a free pair is not waited for", async () => {
    registry.take("BTCUSDT", "trend", false, OWNER);
    const log: string[] = [];
    await wait(new AbortController().signal, log, "free");
    expect(log).toEqual(["free"]);
  });

  it("ends when the pair is freed, for all who wait, in order; then the pair is free", async () => {
    const { signal } = new AbortController();
    const free = registry.take("BTCUSDT", "trend", true, OWNER);
    const log: string[] = [];
    const waits = [wait(signal, log, "first"), wait(signal, log, "second")];
    await yieldToEventLoop();
    expect(log).toEqual([]);
    free();
    expect(registry.isTaken("BTCUSDT", "trend", true)).toBe(false);
    await Promise.all(waits);
    expect(log).toEqual(["first", "second"]);
  });

  it("the end of another pair wakes nobody", async () => {
    const controller = new AbortController();
    registry.take("BTCUSDT", "trend", true, OWNER);
    const freeOther = registry.take("BTCUSDT", "trend", false, OWNER);
    const log: string[] = [];
    const waiting = wait(controller.signal, log, "woken");
    freeOther();
    await yieldToEventLoop();
    expect(log).toEqual([]);
    controller.abort();
    await waiting;
  });

  it("who waits for a run is not woken by a late free of the run before it", async () => {
    const controller = new AbortController();
    const freeFirst = registry.take("BTCUSDT", "trend", true, OWNER);
    freeFirst();
    registry.take("BTCUSDT", "trend", true, OWNER);
    const log: string[] = [];
    const waiting = wait(controller.signal, log, "woken");
    freeFirst();
    await yieldToEventLoop();
    expect(log).toEqual([]);
    controller.abort();
    await waiting;
  });

  it("an abort ends the waiting of its own and leaves the others and the pair alone", async () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const free = registry.take("BTCUSDT", "trend", true, OWNER);
    const log: string[] = [];
    const waits = [wait(one.signal, log, "aborted"), wait(other.signal, log, "freed")];
    one.abort();
    await waits[0];
    await yieldToEventLoop();
    expect(log).toEqual(["aborted"]);
    expect(registry.isTaken("BTCUSDT", "trend", true)).toBe(true);
    free();
    await waits[1];
    expect(log).toEqual(["aborted", "freed"]);
  });

  it("with a signal that has aborted nothing is waited for", async () => {
    registry.take("BTCUSDT", "trend", true, OWNER);
    const log: string[] = [];
    await wait(AbortSignal.abort(), log, "at once");
    expect(log).toEqual(["at once"]);
  });

  it("a listener goes on as soon as the pair is free, others when its report is read, however that ends", async () => {
    const free = registry.take("BTCUSDT", "trend", true, OWNER);
    const { signal } = new AbortController();
    const log: string[] = [];
    let endReading = (): void => undefined;
    const reading = new Promise<void>((_, reject) => {
      endReading = () => reject(new Error("read badly"));
    });
    registry.letRead("BTCUSDT", "trend", true, reading);
    const inListener = runCall(walkerEmitter, "user", async () => await wait(signal, log, "listener"));
    const others = [
      wait(signal, log, "nobody's"),
      runCall({}, "user", async () => await wait(signal, log, "user code")),
    ];
    free();
    await inListener;
    await yieldToEventLoop();
    await yieldToEventLoop();
    expect(log).toEqual(["listener"]);
    endReading();
    await Promise.all(others);
    expect(log).toEqual(["listener", "nobody's", "user code"]);
  });

  it("the reader himself does not wait for his reading, whether it has begun or not", async () => {
    const free = registry.take("BTCUSDT", "trend", true, OWNER);
    const { signal } = new AbortController();
    const log: string[] = [];
    const reader = {};
    const early = runCall(reader, "user", async () => await wait(signal, log, "early"));
    free();
    registry.letRead("BTCUSDT", "trend", true, new Promise(() => undefined), reader);
    await early;
    const late = runCall(reader, "user", () => registry.isBusy("BTCUSDT", "trend", true));
    expect([log, late, registry.isBusy("BTCUSDT", "trend", true)]).toEqual([["early"], false, true]);
  });

  it("two runs whose steps wait for each other: the later one is refused", async () => {
    const [first, second] = [{}, {}];
    const free = registry.take("BTCUSDT", "trend", true, first);
    registry.take("BTCUSDT", "range", true, second);
    const { signal } = new AbortController();
    const waiting = runCall(second, "user", async () => await wait(signal, [], "first"));
    const refused = runCall(first, "user", async () => {
      await registry.whenEnded("BTCUSDT", "range", true, signal);
    });
    await expect(refused).rejects.toMatchObject({ code: "RUN_ALREADY_ACTIVE" });
    free();
    await waiting;
  });

  it.each([
    ["signalEmitter", signalEmitter],
    ["progressBacktestEmitter", progressBacktestEmitter],
    ["errorEmitter", errorEmitter],
  ])("inside of a listener of %s, which the run waits for, a taken pair is refused", async (_, subject) => {
    registry.take("BTCUSDT", "trend", true, OWNER);
    const waiting = runCall(
      subject,
      "user",
      async () => await wait(new AbortController().signal, [], "never"),
    );
    await expect(waiting).rejects.toEqual(taken("backtest"));
  });

  it("inside of a listener of the end it is waited for", async () => {
    const free = registry.take("BTCUSDT", "trend", true, OWNER);
    const log: string[] = [];
    const waiting = runCall(
      doneBacktestSubject,
      "user",
      async () => await wait(new AbortController().signal, log, "end"),
    );
    free();
    await waiting;
    expect(log).toEqual(["end"]);
  });

  it("leaves no listener at the signal", async () => {
    const { signal } = new AbortController();
    const removed = vi.spyOn(signal, "removeEventListener");
    const added = vi.spyOn(signal, "addEventListener");
    const free = registry.take("BTCUSDT", "trend", true, OWNER);
    const waiting = wait(signal, [], "end");
    free();
    await waiting;
    expect(added).toHaveBeenCalledTimes(1);
    expect(removed.mock.calls).toEqual(added.mock.calls);
  });
});

describe("one run per walker and symbol", () => {
  const walkerTaken = expect.objectContaining({
    code: "RUN_ALREADY_ACTIVE",
    message: "walker best on BTCUSDT already has an active run: wait for its end, or stop it first",
  });

  it("a walker that runs on a symbol is refused there until it is free, and only there", () => {
    const free = registry.takeWalker("BTCUSDT", "best");
    expect(() => registry.takeWalker("BTCUSDT", "best")).toThrow(walkerTaken);
    expect(() => registry.requireWalkerFree("BTCUSDT", "best")).toThrow(walkerTaken);
    registry.takeWalker("ETHUSDT", "best");
    registry.takeWalker("BTCUSDT", "other");
    free();
    expect(() => registry.requireWalkerFree("BTCUSDT", "best")).not.toThrow();
    expect(() => registry.requireWalkerFree("ETHUSDT", "best")).toThrow();
    registry.takeWalker("BTCUSDT", "best");
  });

  it("asking takes nothing; a walker and a strategy of one name are different things", () => {
    registry.requireWalkerFree("BTCUSDT", "best");
    registry.take("BTCUSDT", "best", true, OWNER);
    registry.takeWalker("BTCUSDT", "best");
    expect(registry.isTaken("BTCUSDT", "best", false)).toBe(false);
  });

  it("freeing twice does not free what somebody else has taken since", () => {
    const freeFirst = registry.takeWalker("BTCUSDT", "best");
    freeFirst();
    registry.takeWalker("BTCUSDT", "best");
    freeFirst();
    expect(() => registry.requireWalkerFree("BTCUSDT", "best")).toThrow(walkerTaken);
  });

  it("names with a separator inside are different walkers", () => {
    registry.takeWalker("A:B", "C");
    expect(() => registry.requireWalkerFree("A", "B:C")).not.toThrow();
  });
});
