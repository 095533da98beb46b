import { describe, expect, it } from "vitest";
import { createPendingState } from "../../../src/client/signal-machine";
import type { RunningOutcome } from "../../../src/client/signal-machine";
import { StrategyNotifier } from "../../../src/client/strategy-notifier";
import type { IStrategyCallbacks } from "../../../src/index";
import { ExecutionContextService } from "../../../src/lib/services/context/ExecutionContextService";
import { isInsideUserCode } from "../../../src/utils/call-chain";
import { createStrategyHarness } from "../../support/strategy-client";
import type { StrategyHarness } from "../../support/strategy-client";
import { at, longRow } from "./signal-fixtures";

const execution = new ExecutionContextService();

const CALLBACKS = [
  "onTick",
  "onOpen",
  "onActive",
  "onIdle",
  "onClose",
  "onSchedule",
  "onCancel",
  "onWrite",
  "onPartialProfit",
  "onPartialLoss",
] as const satisfies readonly (keyof IStrategyCallbacks)[];

type Entry = readonly [name: string, minute: number, ...args: unknown[]];

/** A notifier whose every callback writes its name, its instant and its arguments. */
const create = (
  callbacks?: Partial<IStrategyCallbacks>,
): { notifier: StrategyNotifier; log: Entry[]; harness: StrategyHarness } => {
  const log: Entry[] = [];
  const record =
    (name: string) =>
    (...args: unknown[]): void => {
      expect(isInsideUserCode()).toBe(true);
      log.push([name, (execution.context.when.getTime() - at(0)) / 60_000, ...args]);
    };
  const all = Object.fromEntries(CALLBACKS.map((name) => [name, record(name)]));
  const harness = createStrategyHarness({ minutes: [], backtest: true, callbacks: callbacks ?? all });
  return { log, harness, notifier: new StrategyNotifier(harness.client.params) };
};

const PNL = Object.freeze({ pnlPercentage: 9.4, priceOpen: 100, priceClose: 110 });
const ROW = longRow({ pendingAt: at(5), scheduledAt: at(3) });

const COMMON = { strategyName: "trend", exchangeName: "memory", symbol: "BTCUSDT", backtest: true };

describe("each result goes to its callbacks in order, at its own instant, and onTick comes last", () => {
  it("idle", () => {
    const { notifier, log } = create();
    const result = notifier.tellIdle(101, at(7) + 30_000);
    expect(result).toEqual({ ...COMMON, action: "idle", signal: null, currentPrice: 101 });
    expect(log).toEqual([
      ["onIdle", 7.5, "BTCUSDT", 101, true],
      ["onTick", 7.5, "BTCUSDT", result, true],
    ]);
  });

  it("scheduled", () => {
    const { notifier, log } = create();
    const row = longRow({ _isScheduled: true, entry: "limit", scheduledAt: at(3), pendingAt: at(3) });
    const result = notifier.tellScheduled(row, 101);
    expect(result).toEqual({ ...COMMON, action: "scheduled", signal: row, currentPrice: 101 });
    expect(log).toEqual([
      ["onSchedule", 3, "BTCUSDT", row, 101, true],
      ["onTick", 3, "BTCUSDT", result, true],
    ]);
  });

  it.each([
    ["market", 5],
    ["limit", 6],
  ] as const)("opened by a %s entry: at minute %i", (entry, minute) => {
    const { notifier, log } = create();
    const row = { ...ROW, entry };
    const result = notifier.tellOpened(row);
    expect(result).toEqual({ ...COMMON, action: "opened", signal: row, currentPrice: row.priceOpen });
    expect(log).toEqual([
      ["onWrite", minute, "BTCUSDT", row, true],
      ["onOpen", minute, "BTCUSDT", row, row.priceOpen, true],
      ["onTick", minute, "BTCUSDT", result, true],
    ]);
  });

  it("active: onTick alone; onActive belongs to a restored row", () => {
    const { notifier, log } = create();
    const result = notifier.tellActive(ROW, 102, { percentTp: 20, percentSl: 0 }, at(9));
    expect(result).toEqual({
      ...COMMON,
      action: "active",
      signal: ROW,
      currentPrice: 102,
      percentTp: 20,
      percentSl: 0,
    });
    expect(log).toEqual([["onTick", 9, "BTCUSDT", result, true]]);
  });

  it.each([
    ["take_profit", 9],
    ["stop_loss", 9],
    ["time_expired", 8],
  ] as const)("closed by %s: at minute %i", (closeReason, minute) => {
    const { notifier, log } = create();
    const result = notifier.tellClosed(ROW, {
      closeReason,
      closeTimestamp: at(8),
      currentPrice: 110,
      pnl: PNL,
    });
    expect(result).toMatchObject({
      ...COMMON,
      action: "closed",
      closeReason,
      closeTimestamp: at(8),
      currentPrice: 110,
    });
    expect(result.pnl).toBe(PNL);
    expect(log).toEqual([
      ["onClose", minute, "BTCUSDT", ROW, 110, true],
      ["onWrite", minute, "BTCUSDT", null, true],
      ["onTick", minute, "BTCUSDT", result, true],
    ]);
  });

  it.each([
    ["price", 9],
    ["risk", 9],
    ["timeout", 8],
    ["stopped", 8],
    ["end_of_data", 8],
  ] as const)("cancelled by %s: at minute %i", (reason, minute) => {
    const { notifier, log } = create();
    const result = notifier.tellCancelled(ROW, { reason, closeTimestamp: at(8), currentPrice: 99 });
    expect(result).toEqual({
      ...COMMON,
      action: "cancelled",
      signal: ROW,
      reason,
      closeTimestamp: at(8),
      currentPrice: 99,
    });
    expect(log).toEqual([
      ["onCancel", minute, "BTCUSDT", ROW, 99, true],
      ["onTick", minute, "BTCUSDT", result, true],
    ]);
  });

  const outcome = (changes: Partial<RunningOutcome>): RunningOutcome => ({
    kind: "running",
    state: createPendingState(ROW),
    runningPrice: 102,
    percentTp: 0,
    percentSl: 0,
    ...changes,
  });

  it.each<[string, Partial<RunningOutcome>, Entry[]]>([
    ["the profit side", { percentTp: 20 }, [["onPartialProfit", 9, "BTCUSDT", ROW, 102, 20, true]]],
    ["the loss side", { percentSl: 30 }, [["onPartialLoss", 9, "BTCUSDT", ROW, 102, 30, true]]],
    ["exactly the entry price", {}, []],
    ["no price since the entry", { runningPrice: null, percentTp: 20 }, []],
  ])("progress on %s", (_, changes, expected) => {
    const { notifier, log } = create();
    notifier.tellProgress(ROW, outcome(changes), at(9));
    expect(log).toEqual(expected);
  });

  it("results are frozen (pitfall 36)", () => {
    const { notifier } = create();
    expect(Object.isFrozen(notifier.tellIdle(1, at(1)))).toBe(true);
    expect(Object.isFrozen(notifier.tellOpened(ROW))).toBe(true);
  });
});

describe("who is told", () => {
  it("nobody, when there are no callbacks, or not the one in question", () => {
    for (const callbacks of [{}, { onClose: () => expect.unreachable() }]) {
      const { notifier, harness } = create(callbacks);
      expect(notifier.tellIdle(1, at(1))).toMatchObject({ action: "idle" });
      expect(notifier.tellOpened(ROW)).toMatchObject({ action: "opened" });
      notifier.tellProgress(
        ROW,
        { kind: "running", state: createPendingState(ROW), runningPrice: 1, percentTp: 5, percentSl: 0 },
        at(1),
      );
      notifier.tellProgress(
        ROW,
        { kind: "running", state: createPendingState(ROW), runningPrice: 1, percentTp: 0, percentSl: 5 },
        at(1),
      );
      expect(harness.errors).toEqual([]);
    }
    const { params } = createStrategyHarness({ minutes: [] }).client;
    expect(new StrategyNotifier(params).tellIdle(1, at(1))).toMatchObject({ action: "idle" });
  });

  it.each<[Partial<IStrategyCallbacks>, boolean]>([
    [{}, false],
    [{ onOpen: () => undefined }, false],
    [{ onIdle: () => undefined }, true],
    [{ onTick: () => undefined }, true],
  ])("idle results are watched by %o: %s", (callbacks, expected) => {
    expect(create(callbacks).notifier.watchesIdle).toBe(expected);
    const { params } = createStrategyHarness({ minutes: [] }).client;
    expect(new StrategyNotifier(params).watchesIdle).toBe(false);
  });

  it("a callback that throws or rejects is reported, and the next ones are called (pitfalls 53, 116)", async () => {
    const seen: string[] = [];
    const { notifier, harness } = create({
      onWrite: () => {
        throw new Error("throws");
      },
      onOpen: () => Promise.reject(new Error("rejects")),
      onTick: () => void seen.push("onTick"),
    });
    notifier.tellOpened(ROW);
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual(["onTick"]);
    expect(harness.errors).toEqual([new Error("throws"), new Error("rejects")]);
  });
});
