import { describe, expect, it } from "vitest";
import { NOOP_RISK } from "../../../src/client/noop-risk";
import { PositionKeeper } from "../../../src/client/position-keeper";
import { createPendingState, createScheduledState } from "../../../src/client/signal-machine";
import { StrategyNotifier } from "../../../src/client/strategy-notifier";
import type { ISignalRow } from "../../../src/index";
import type { IRisk } from "../../../src/interfaces/Risk.interface";
import type { StrategyHarness, StrategyHarnessOptions } from "../../support/strategy-client";
import { createStrategyHarness } from "../../support/strategy-client";
import { at, longRow } from "./signal-fixtures";

const LIMIT: ISignalRow = longRow({ _isScheduled: true, entry: "limit", priceOpen: 98 });
const FILLED: ISignalRow = { ...LIMIT, _isScheduled: false, pendingAt: at(4) };

/** A risk that writes down what it is asked and answers as told. */
const createRisk = (log: string[], changes: Partial<IRisk> = {}): IRisk => ({
  checkSignal: ({ timestamp, currentPrice }) => {
    log.push(`check@${(timestamp - at(0)) / 60_000}:${currentPrice}`);
    return Promise.resolve(true);
  },
  reserve: ({ timestamp, currentPrice }) => {
    log.push(`reserve@${(timestamp - at(0)) / 60_000}:${currentPrice}`);
    return Promise.resolve({
      allowed: true,
      reservation: {
        commit: () => Promise.resolve(void log.push("commit")),
        release: () => void log.push("release"),
      },
    });
  },
  addSignal: () => expect.unreachable(),
  removeSignal: () => Promise.resolve(void log.push("removeSignal")),
  hold: () => Promise.resolve(),
  letGo: () => Promise.resolve(),
  ...changes,
});

const create = (
  options: Omit<StrategyHarnessOptions, "minutes" | "risk"> & { risk?: Partial<IRisk> } = {},
): { keeper: PositionKeeper; log: string[]; harness: StrategyHarness } => {
  const log: string[] = [];
  const harness = createStrategyHarness({ minutes: [], ...options, risk: createRisk(log, options.risk) });
  const { params } = harness.client;
  return { log, harness, keeper: new PositionKeeper(params, new StrategyNotifier(params)) };
};

const refuse: IRisk["reserve"] = () => Promise.resolve({ allowed: false, reason: "full" });

describe("what is held", () => {
  it("nothing at first; asking for it then is STRATEGY_NOTHING_HELD and names strategy and symbol", () => {
    const { keeper } = create();
    expect(keeper.held).toBeNull();
    expect(() => keeper.getHeld()).toThrow(
      expect.objectContaining({
        code: "STRATEGY_NOTHING_HELD",
        message: "strategy trend on BTCUSDT holds no signal",
      }),
    );
  });

  it("an order, then its position, then nothing; a minute that passes moves it on", async () => {
    const { keeper } = create({ backtest: true });
    await keeper.take(LIMIT, 100);
    expect(keeper.getHeld()).toEqual(createScheduledState(LIMIT));
    keeper.advanceTo(createScheduledState(LIMIT, at(2)));
    expect(keeper.held?.nextMinute).toBe(at(2));
    await keeper.fill(createPendingState(FILLED), 99);
    expect(keeper.getHeld()).toEqual(createPendingState(FILLED));
    await keeper.close({ kind: "closed", closeReason: "take_profit", time: at(9), price: 110 });
    expect(keeper.held).toBeNull();
  });
});

describe("restore", () => {
  const stored = (pending: ISignalRow | null, scheduled: ISignalRow | null) =>
    create({
      persistence: {
        readPending: () => Promise.resolve(pending && { row: pending, transition: null }),
        readScheduled: () => Promise.resolve(scheduled && { row: scheduled, transition: null }),
      },
    });

  it.each<[string, ISignalRow | null, ISignalRow | null, string | undefined]>([
    ["nothing", null, null, undefined],
    ["a position", longRow(), null, "pending"],
    ["an order", null, LIMIT, "scheduled"],
    ["both: the position wins (pitfall 46)", longRow(), LIMIT, "pending"],
  ])("%s", async (_, pending, scheduled, kind) => {
    const { keeper } = stored(pending, scheduled);
    await keeper.restore();
    expect(keeper.held?.kind).toBe(kind);
  });
});

describe("risk says no", () => {
  it("to an order: nothing is stored, held or told; it is asked at the instant of the signal, with the VWAP", async () => {
    const log: string[] = [];
    const { keeper, harness } = create({
      risk: {
        checkSignal: ({ timestamp, currentPrice }) => {
          log.push(`check@${(timestamp - at(0)) / 60_000}:${currentPrice}`);
          return Promise.resolve(false);
        },
      },
      callbacks: { onSchedule: () => expect.unreachable(), onTick: () => expect.unreachable() },
    });
    expect(await keeper.take(LIMIT, 100.5)).toBeNull();
    expect(log).toEqual(["check@0:100.5"]);
    expect(keeper.held).toBeNull();
    expect(harness.log).toEqual([]);
    expect(harness.errors).toEqual([]);
  });

  it("to a market entry: nothing is stored, held or told", async () => {
    const { keeper, harness } = create({
      risk: { reserve: refuse },
      callbacks: { onTick: () => expect.unreachable() },
    });
    expect(await keeper.take(longRow(), 100)).toBeNull();
    expect(keeper.held).toBeNull();
    expect(harness.log).toEqual([]);
  });

  it.each<[string, string, boolean]>([
    ["its own id is forgotten and may come again (pitfall 32)", LIMIT.id, false],
    ["another id stays remembered", "earlier", true],
  ])("to a fill: cancelled with reason risk at the candle's open; %s", async (_, id, isRepeated) => {
    const { keeper } = create({ backtest: true, risk: { reserve: refuse } });
    await keeper.take(LIMIT, 100);
    keeper.ids.accept(id);
    expect(await keeper.fill(createPendingState(FILLED), 99)).toMatchObject({
      action: "cancelled",
      reason: "risk",
      closeTimestamp: at(4),
      currentPrice: 99,
    });
    expect(keeper.held).toBeNull();
    expect(keeper.ids.isRepeated(id)).toBe(isRepeated);
  });
});

describe("a strategy that was cleared while it was at work", () => {
  const cleared = expect.objectContaining({ code: "STRATEGY_CLEARED" });

  it.each([true, false])("opens nothing and leaves no place behind (scheduled: %s)", async (isScheduled) => {
    const { keeper, log } = create({ backtest: true });
    await keeper.release();
    await expect(keeper.take(isScheduled ? LIMIT : longRow(), 100)).rejects.toEqual(cleared);
    expect(keeper.held).toBeNull();
    expect(log).not.toContain("commit");
    expect(log.at(-1)).toBe(isScheduled ? "check@0:100" : "removeSignal");
  });

  it("also when it was cleared while its place was being registered", async () => {
    const log: string[] = [];
    let keeper: PositionKeeper | null = null;
    const created = create({
      backtest: true,
      risk: {
        reserve: () =>
          Promise.resolve({
            allowed: true,
            reservation: { commit: async () => keeper?.release(), release: () => void log.push("release") },
          }),
        removeSignal: () => Promise.resolve(void log.push("removeSignal")),
      },
    });
    keeper = created.keeper;
    await expect(keeper.take(longRow(), 100)).rejects.toEqual(cleared);
    expect(log).toEqual(["release", "removeSignal"]);
    expect(keeper.held).toBeNull();
  });
});

describe("giving back", () => {
  it("release frees the place and the milestones of a position, once", async () => {
    const { keeper, log, harness } = create({ backtest: true });
    await keeper.take(longRow(), 100);
    log.length = 0;
    await keeper.release();
    await keeper.release();
    expect(log).toEqual(["removeSignal"]);
    expect(harness.log).toEqual(["partial.clear"]);
    expect(keeper.held).toBeNull();
  });

  it("release forgets an order, which holds no place", async () => {
    const { keeper, log, harness } = create({ backtest: true });
    await keeper.take(LIMIT, 100);
    await keeper.release();
    expect(log).toEqual(["check@0:100"]);
    expect(harness.log).toEqual([]);
    expect(keeper.held).toBeNull();
  });

  it("a commit that fails gives the place back and leaves no trace (pitfall 28)", async () => {
    const log: string[] = [];
    const { keeper, harness } = create({
      risk: {
        reserve: () =>
          Promise.resolve({
            allowed: true,
            reservation: {
              commit: () => Promise.reject(new Error("disk")),
              release: () => void log.push("release"),
            },
          }),
        removeSignal: () => Promise.resolve(void log.push("removeSignal")),
      },
      callbacks: { onOpen: () => expect.unreachable(), onWrite: () => expect.unreachable() },
    });
    await expect(keeper.take(longRow(), 100)).rejects.toThrow("disk");
    expect(log).toEqual(["release", "removeSignal"]);
    expect(keeper.held).toBeNull();
    expect(harness.log).toEqual([]);
  });

  it("neither a profile nor a tracker that fails can keep a closed position open (pitfalls 53, 95)", async () => {
    const { keeper, harness } = create({
      risk: { removeSignal: () => Promise.reject(new Error("risk disk")) },
      partial: { clear: () => Promise.reject(new Error("tracker disk")) },
    });
    await keeper.take(longRow(), 100);
    const result = await keeper.close({ kind: "closed", closeReason: "stop_loss", time: at(9), price: 90 });
    expect(result).toMatchObject({ action: "closed", closeReason: "stop_loss" });
    expect(keeper.held).toBeNull();
    expect(harness.errors).toEqual([new Error("risk disk"), new Error("tracker disk")]);
  });

  it("what another process has taken over is not written any more: chores wait for the lock", async () => {
    let isTaken = false;
    const writes: unknown[] = [];
    const { keeper } = create({
      persistence: {
        hold: () => (isTaken ? Promise.reject(new Error("locked")) : Promise.resolve()),
        writePending: (stored) => {
          writes.push(stored);
          return stored === null && !isTaken ? Promise.reject(new Error("disk")) : Promise.resolve();
        },
      },
    });
    await keeper.take(longRow(), 100);
    await keeper.close({ kind: "closed", closeReason: "stop_loss", time: at(9), price: 90 });
    await expect(keeper.settle()).rejects.toThrow("disk");
    isTaken = true;
    const before = writes.length;
    await expect(keeper.settle()).rejects.toThrow("locked");
    await expect(keeper.release()).rejects.toThrow("locked");
    expect(writes).toHaveLength(before);
  });

  it("a cancel waits until the position is gone that a failed fill may have left on disk", async () => {
    let isFailing = true;
    let answer: "approve" | "refuse" = "approve";
    const { keeper, harness } = create({
      risk: {
        reserve: (...args) => (answer === "refuse" ? refuse(...args) : NOOP_RISK.reserve(...args)),
        removeSignal: () => Promise.resolve(),
      },
      persistence: {
        writePending: () => (isFailing ? Promise.reject(new Error("disk")) : Promise.resolve()),
      },
    });
    await keeper.take(LIMIT, 100);
    await expect(keeper.fill(createPendingState(FILLED), 99)).rejects.toThrow("disk");
    answer = "refuse";
    harness.log.length = 0;
    await expect(keeper.fill(createPendingState(FILLED), 99)).rejects.toThrow("disk");
    expect(keeper.held?.kind).toBe("scheduled");
    isFailing = false;
    expect(await keeper.fill(createPendingState(FILLED), 99)).toMatchObject({ action: "cancelled" });
  });

  it("an order that cannot be erased after its fill fails the tidying, again and again until it works; the position is open", async () => {
    let erasures = 0;
    const { keeper, harness } = create({
      persistence: {
        writeScheduled: (row) =>
          row === null && (erasures += 1) < 3 ? Promise.reject(new Error("disk")) : Promise.resolve(),
      },
    });
    await keeper.take(LIMIT, 100);
    expect(await keeper.fill(createPendingState(FILLED), 99)).toMatchObject({ action: "opened" });
    expect(keeper.held?.kind).toBe("pending");
    await expect(keeper.settle()).rejects.toThrow("disk");
    await expect(keeper.settle()).rejects.toThrow("disk");
    expect(keeper.hasChores).toBe(true);
    await keeper.settle();
    expect([keeper.hasChores, erasures]).toEqual([false, 3]);
    expect(harness.errors).toEqual([]);
  });
});
