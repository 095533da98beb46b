import { describe, expect, it, vi } from "vitest";
import { ClientPartial } from "../../../src/client/ClientPartial";
import type {
  IPartialData,
  IPartialParams,
  IPartialPersistence,
  PartialCommit,
} from "../../../src/interfaces/Partial.interface";
import type { Awaitable } from "../../../src/interfaces/Awaitable.interface";
import type { ISignalRow } from "../../../src/interfaces/Signal.interface";
import { yieldToEventLoop } from "../../../src/utils/clock";
import { SILENT_LOGGER } from "./risk-fixtures";
import { longRow, T0 } from "./signal-fixtures";

const WHEN = new Date(T0);
const LEVELS = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
const code = (expected: string): unknown => expect.objectContaining({ code: expected });

const createTracker = (changes: Partial<IPartialParams> = {}) => {
  const log: string[] = [];
  const record =
    (side: string): PartialCommit =>
    async (symbol, _strategyName, _exchangeName, _data, _price, level) => {
      log.push(`${symbol} ${side} ${level}`);
    };
  const onProfit = vi.fn(record("profit"));
  const onLoss = vi.fn(record("loss"));
  const persistence = {
    read: vi.fn<IPartialPersistence["read"]>(() => Promise.resolve({})),
    write: vi.fn<IPartialPersistence["write"]>(() => Promise.resolve()),
  };
  const partial = new ClientPartial({
    signalId: "signal-1",
    backtest: true,
    logger: SILENT_LOGGER,
    persistence,
    isHeard: () => true,
    onProfit,
    onLoss,
    ...changes,
  });
  const profit = (percent: number, row: ISignalRow = longRow()): Promise<void> =>
    partial.profit(row.symbol, row, 101, percent, changes.backtest ?? true, WHEN);
  const loss = (percent: number, row: ISignalRow = longRow()): Promise<void> =>
    partial.loss(row.symbol, row, 99, percent, changes.backtest ?? true, WHEN);
  const open = (row: ISignalRow = longRow()): Promise<void> =>
    partial.waitForInit(row.symbol, row.strategyName);
  return { partial, profit, loss, open, log, onProfit, onLoss, persistence };
};

describe("ClientPartial", () => {
  describe("levels", () => {
    it("one jump emits every level on the way, ascending", async () => {
      const { profit, open, log } = createTracker();
      await open();
      await profit(35);
      expect(log).toEqual(["BTCUSDT profit 10", "BTCUSDT profit 20", "BTCUSDT profit 30"]);
    });

    it("each level is emitted once per side; falling back and returning does not repeat it", async () => {
      const { profit, loss, open, log } = createTracker();
      await open();
      for (const percent of [12, 5, 12, 25, 10, 25]) {
        await profit(percent);
      }
      await loss(15);
      await loss(15);
      expect(log).toEqual(["BTCUSDT profit 10", "BTCUSDT profit 20", "BTCUSDT loss 10"]);
    });

    it.each([
      [0, []],
      [9.999, []],
      [10, [10]],
      [19.999, [10]],
      [30, [10, 20, 30]],
      [70, LEVELS.slice(0, 7)],
      [99.999, LEVELS.slice(0, 9)],
      [100, LEVELS],
      [250, LEVELS],
      [-35, []],
      [Number.NaN, []],
      [Number.POSITIVE_INFINITY, LEVELS],
    ])("%s %% of the way to the take profit reaches %j", async (percent, levels) => {
      const { profit, open, onProfit } = createTracker();
      await open();
      await profit(percent);
      expect(onProfit.mock.calls.map((call) => call[5])).toEqual(levels);
    });

    it("the sign of a loss is ignored", async () => {
      const { loss, open, log } = createTracker();
      await open();
      await loss(-25);
      await loss(25);
      expect(log).toEqual(["BTCUSDT loss 10", "BTCUSDT loss 20"]);
    });

    it("is emitted with the row, the price, the mode and the end of the minute", async () => {
      const { profit, loss, open, onProfit, onLoss } = createTracker();
      const row = longRow();
      await open();
      await profit(10, row);
      await loss(10, row);
      expect(onProfit).toHaveBeenCalledExactlyOnceWith(
        "BTCUSDT",
        "strategy",
        "exchange",
        row,
        101,
        10,
        true,
        T0,
      );
      expect(onLoss).toHaveBeenCalledExactlyOnceWith(
        "BTCUSDT",
        "strategy",
        "exchange",
        row,
        99,
        10,
        true,
        T0,
      );
    });

    it("each emission is awaited before the next level", async () => {
      const log: string[] = [];
      const { profit, open } = createTracker({
        onProfit: async (_symbol, _strategy, _exchange, _data, _price, level) => {
          log.push(`${level} in`);
          await yieldToEventLoop();
          log.push(`${level} out`);
        },
      });
      await open();
      await profit(20);
      expect(log).toEqual(["10 in", "10 out", "20 in", "20 out"]);
    });

    it("where nobody hears, a back-test emits the same without waiting, but not before what is under way", async () => {
      let isHeard = false;
      const levels: number[] = [];
      let finish: () => void = () => undefined;
      const { partial } = createTracker({
        isHeard: () => isHeard,
        onLoss: (_symbol, _strategy, _exchange, _data, _price, level) => {
          levels.push(level);
          return isHeard ? new Promise<void>((resolve) => (finish = resolve)) : undefined;
        },
      });
      const reach = (percent: number): Awaitable<void> => {
        const row = longRow();
        return partial.reach("loss", row.symbol, row, 99, percent, true, WHEN.getTime());
      };
      await partial.prepare("BTCUSDT", "strategy");
      expect(reach(25)).toBeUndefined();
      expect(levels).toEqual([10, 20]);
      isHeard = true;
      const slow = reach(35);
      isHeard = false;
      const next = reach(45);
      expect(levels).toEqual([10, 20, 30]);
      finish();
      await Promise.all([slow, next]);
      expect(levels).toEqual([10, 20, 30, 40]);
    });

    it("concurrent calls emit every level once, ascending", async () => {
      const levels: number[] = [];
      const { profit, open } = createTracker({
        onProfit: async (_symbol, _strategy, _exchange, _data, _price, level) => {
          await yieldToEventLoop();
          levels.push(level);
        },
      });
      await open();
      await Promise.all([profit(20), profit(50), profit(30), profit(50)]);
      expect(levels).toEqual([10, 20, 30, 40, 50]);
    });

    it("a listener that moves its own signal on waits for nobody, and the levels stay ascending", async () => {
      const levels: number[] = [];
      const tracker = createTracker({
        onProfit: async (_symbol, _strategy, _exchange, _data, _price, level) => {
          levels.push(level);
          if (level === 10) {
            await tracker.profit(40);
          }
        },
      });
      await tracker.open();
      await tracker.profit(20);
      await yieldToEventLoop();
      expect(levels).toEqual([10, 20, 30, 40]);
    });

    it("an emission of such a listener that fails is logged", async () => {
      const warn = vi.fn();
      const tracker = createTracker({
        logger: { ...SILENT_LOGGER, warn },
        onProfit: async (_symbol, _strategy, _exchange, _data, _price, level) => {
          if (level === 10) {
            await tracker.profit(20);
          } else {
            throw new Error("emission");
          }
        },
      });
      await tracker.open();
      await tracker.profit(10);
      await yieldToEventLoop();
      expect(warn).toHaveBeenCalledExactlyOnceWith(
        "ClientPartial emission failed",
        expect.objectContaining({ error: new Error("emission") }),
      );
    });
  });

  describe("pairs", () => {
    const btc = longRow();
    const eth = longRow({ symbol: "ETHUSDT" });
    const other = longRow({ strategyName: "other" });

    it("equal ids on two symbols or strategies have milestones of their own (pitfall 93)", async () => {
      const { profit, open, log } = createTracker();
      for (const row of [btc, eth, other]) {
        await open(row);
        await profit(15, row);
      }
      expect(log).toEqual(["BTCUSDT profit 10", "ETHUSDT profit 10", "BTCUSDT profit 10"]);
    });

    it("clearing one keeps the others; the tracker is empty when all are cleared", async () => {
      const { partial, profit, open, log } = createTracker();
      await open(btc);
      await open(eth);
      await profit(15, btc);
      await profit(15, eth);
      await partial.clear("BTCUSDT", btc, 100, true);
      expect(partial.isEmpty).toBe(false);
      await profit(15, eth);
      expect(log).toHaveLength(2);
      await partial.clear("ETHUSDT", eth, 100, true);
      expect(partial.isEmpty).toBe(true);
    });

    it("each pair is loaded, once, also under concurrent first calls (pitfall 94)", async () => {
      const { open, persistence } = createTracker({ backtest: false });
      await Promise.all([open(btc), open(btc), open(eth), open(other)]);
      expect(persistence.read.mock.calls).toEqual([
        ["BTCUSDT", "strategy"],
        ["ETHUSDT", "strategy"],
        ["BTCUSDT", "other"],
      ]);
    });

    it("a load that failed is tried again, and harms no other pair (pitfall 95)", async () => {
      const { open, profit, persistence, log } = createTracker({ backtest: false });
      persistence.read.mockRejectedValueOnce(new Error("disk"));
      await expect(open(btc)).rejects.toThrow("disk");
      await open(eth);
      await open(btc);
      await profit(10, btc);
      expect(log).toEqual(["BTCUSDT profit 10"]);
    });
  });

  describe("errors", () => {
    it("use before waitForInit", async () => {
      const { partial, profit, loss } = createTracker();
      const expected = expect.objectContaining({
        code: "PARTIAL_NOT_INITIALIZED",
        message: "ClientPartial not initialized. Call waitForInit() before using.",
      });
      await expect(profit(10)).rejects.toEqual(expected);
      await expect(loss(10)).rejects.toEqual(expected);
      await expect(partial.clear("BTCUSDT", longRow(), 100, true)).rejects.toEqual(expected);
    });

    it("a row of another signal", async () => {
      const { partial, profit, loss, open } = createTracker();
      const row = longRow({ id: "signal-2" });
      const expected = expect.objectContaining({
        code: "PARTIAL_SIGNAL_MISMATCH",
        message: expect.stringContaining("Signal ID mismatch: expected signal-1, got signal-2"),
      });
      await open();
      await expect(profit(10, row)).rejects.toEqual(expected);
      await expect(loss(10, row)).rejects.toEqual(expected);
      await expect(partial.clear("BTCUSDT", row, 100, true)).rejects.toEqual(expected);
    });
  });

  describe("persistence", () => {
    const stored = (data: Record<string, IPartialData>) => {
      const tracker = createTracker({ backtest: false });
      tracker.persistence.read.mockResolvedValue(data);
      return tracker;
    };

    it("a back-test never touches it", async () => {
      const { partial, profit, open, persistence } = createTracker();
      await open();
      await profit(50);
      await partial.clear("BTCUSDT", longRow(), 100, true);
      expect(persistence.read).not.toHaveBeenCalled();
      expect(persistence.write).not.toHaveBeenCalled();
    });

    it("live: the levels of one call are written once, before they are emitted", async () => {
      const { profit, loss, open, persistence, log } = createTracker({ backtest: false });
      persistence.write.mockImplementation(async () => {
        await yieldToEventLoop();
        log.push("written");
      });
      await open();
      await profit(25);
      await profit(25);
      await loss(10);
      expect(log).toEqual([
        "written",
        "BTCUSDT profit 10",
        "BTCUSDT profit 20",
        "written",
        "BTCUSDT loss 10",
      ]);
      expect(persistence.write.mock.calls).toEqual([
        [{ "signal-1": { profitLevels: [10, 20], lossLevels: [] } }, "BTCUSDT", "strategy"],
        [{ "signal-1": { profitLevels: [10, 20], lossLevels: [10] } }, "BTCUSDT", "strategy"],
      ]);
    });

    it("levels reached before a restart are not emitted again, the next higher one is", async () => {
      const { profit, loss, open, log } = stored({
        "signal-1": { profitLevels: [10, 20], lossLevels: [10] },
      });
      await open();
      await profit(35);
      await loss(5);
      expect(log).toEqual(["BTCUSDT profit 30"]);
    });

    it("a stored list with a hole counts up to its highest level", async () => {
      const { profit, open, log } = stored({ "signal-1": { profitLevels: [40, 10], lossLevels: [] } });
      await open();
      await profit(55);
      expect(log).toEqual(["BTCUSDT profit 50"]);
    });

    it("ids of other signals are neither kept nor written again (pitfall 97)", async () => {
      const { profit, open, persistence } = stored({ stale: { profitLevels: [10], lossLevels: [] } });
      await open();
      await profit(10);
      expect(persistence.write.mock.lastCall?.[0]).toEqual({
        "signal-1": { profitLevels: [10], lossLevels: [] },
      });
    });

    it("an id that is also the name of a built-in property is nothing special", async () => {
      const { partial, persistence, log } = createTracker({ backtest: false, signalId: "toString" });
      const row = longRow({ id: "toString" });
      await partial.waitForInit("BTCUSDT", "strategy");
      await partial.profit("BTCUSDT", row, 101, 10, false, WHEN);
      expect(log).toEqual(["BTCUSDT profit 10"]);
      expect(Object.keys(persistence.write.mock.lastCall?.[0] ?? {})).toEqual(["toString"]);
    });

    it("a write that fails rejects, nothing is emitted, and the level comes with the next call (pitfall 96)", async () => {
      const { profit, open, persistence, log } = createTracker({ backtest: false });
      await open();
      persistence.write.mockRejectedValueOnce(new Error("full"));
      await expect(profit(15)).rejects.toThrow("full");
      expect(log).toEqual([]);
      await profit(25);
      expect(log).toEqual(["BTCUSDT profit 10", "BTCUSDT profit 20"]);
    });

    it("forget is clear without a promise in a back-test; in live it waits for the store", async () => {
      for (const backtest of [true, false]) {
        const { partial, open } = createTracker({ backtest });
        await open();
        const forgotten = partial.forget("BTCUSDT", longRow(), 100, backtest);
        expect(forgotten instanceof Promise).toBe(!backtest);
        await forgotten;
        expect(partial.isEmpty).toBe(true);
      }
    });

    it("clear writes what is left: nothing", async () => {
      const { partial, profit, open, persistence } = createTracker({ backtest: false });
      await open();
      await profit(10);
      await partial.clear("BTCUSDT", longRow(), 100, true);
      expect(persistence.write.mock.lastCall).toEqual([{}, "BTCUSDT", "strategy"]);
    });

    it("clear forgets in memory also when its write fails, and the pair is loaded anew", async () => {
      const { partial, open, persistence, profit } = createTracker({ backtest: false });
      await open();
      persistence.write.mockRejectedValueOnce(new Error("full"));
      await expect(partial.clear("BTCUSDT", longRow(), 100, true)).rejects.toThrow("full");
      expect(partial.isEmpty).toBe(true);
      await expect(profit(10)).rejects.toEqual(code("PARTIAL_NOT_INITIALIZED"));
      await open();
      expect(persistence.read).toHaveBeenCalledTimes(2);
    });
  });
});
