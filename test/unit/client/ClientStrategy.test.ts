import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NOOP_RISK } from "../../../src/client/noop-risk";
import type { IRisk, IRiskCheckArgs } from "../../../src/interfaces/Risk.interface";
import type { ISignalDto, ISignalRow } from "../../../src/interfaces/Signal.interface";
import type { IStrategyTickResult } from "../../../src/interfaces/Strategy.interface";
import { flatMinutes, MINUTE, setMinute, START } from "../../support/market";
import { createStrategyHarness, installStandingClock } from "../../support/strategy-client";

const at = (minute: number): number => START + minute * MINUTE;

const LONG: ISignalDto = {
  position: "long",
  priceTakeProfit: 110,
  priceStopLoss: 95,
  minuteEstimatedTime: 30,
};
const LIMIT: ISignalDto = { ...LONG, priceOpen: 98 };

/** Gives the signals one after the other, then null. */
const inTurn = (...signals: (ISignalDto | null)[]): (() => Promise<ISignalDto | null>) => {
  const left = [...signals];
  return () => Promise.resolve(left.shift() ?? null);
};

/** Lets promise work that is under way finish. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) {
    await Promise.resolve();
  }
};

const refusing = (log: string[]): IRisk => ({
  checkSignal: () => Promise.resolve(true),
  reserve: (params) => {
    log.push(`reserve@${(params.timestamp - START) / MINUTE}`);
    return Promise.resolve({ allowed: false, reason: "full" });
  },
  addSignal: () => Promise.resolve(),
  removeSignal: () => Promise.resolve(),
  hold: () => Promise.resolve(),
  letGo: () => Promise.resolve(),
});

let clock: ReturnType<typeof installStandingClock>;

beforeEach(() => {
  clock = installStandingClock(1000);
});

afterEach(() => {
  clock.restore();
});

describe("live ticks feed every minute that closed since the last look", () => {
  it("H2: the candle of the entry minute is monitored, and none is left out between two ticks", async () => {
    clock.moveTo(10);
    const minutes = flatMinutes(60);
    const { client, tick } = createStrategyHarness({ minutes, getSignal: inTurn(LONG) });
    expect(await tick(10.4)).toMatchObject({
      action: "opened",
      signal: { pendingAt: at(10), entry: "market" },
    });
    setMinute(minutes, 12, { low: 94 });
    expect(await tick(20)).toMatchObject({
      action: "closed",
      closeReason: "stop_loss",
      closeTimestamp: at(12),
    });
    expect(await client.getPendingSignal("BTCUSDT", "trend")).toBeNull();
  });

  it("H0: one tick reports one transition; the same minute ticked again goes on where it stopped", async () => {
    clock.moveTo(10);
    const minutes = flatMinutes(60);
    setMinute(minutes, 12, { low: 97 });
    setMinute(minutes, 14, { low: 94 });
    const { tick } = createStrategyHarness({ minutes, getSignal: inTurn(LIMIT) });
    const actions: IStrategyTickResult[] = [await tick(10), await tick(20), await tick(20), await tick(20)];
    expect(actions.map(({ action }) => action)).toEqual(["scheduled", "opened", "closed", "idle"]);
    expect(actions[1]).toMatchObject({
      signal: { pendingAt: at(12), scheduledAt: at(10), _isScheduled: false },
    });
    expect(actions[2]).toMatchObject({ closeTimestamp: at(14) });
  });

  it("a tail stays unseen, clock rules included, until one of its candles or a later one arrives", async () => {
    clock.moveTo(10);
    const all = flatMinutes(60);
    const harness = createStrategyHarness({
      minutes: all.slice(0, 10),
      getSignal: inTurn({ ...LONG, minuteEstimatedTime: 5 }),
    });
    expect(await harness.tick(10)).toMatchObject({ action: "opened" });
    expect(await harness.tick(20)).toMatchObject({ action: "active", currentPrice: 100 });
    harness.minutes = all.slice(0, 16);
    expect(await harness.tick(21)).toMatchObject({
      action: "closed",
      closeReason: "time_expired",
      closeTimestamp: at(15),
    });
  });

  it("a hole before a served candle is a gap: no touch in it, but the expiry runs", async () => {
    clock.moveTo(10);
    const all = flatMinutes(60);
    const harness = createStrategyHarness({
      minutes: all,
      getSignal: inTurn({ ...LONG, minuteEstimatedTime: 5 }),
    });
    await harness.tick(10);
    harness.minutes = all.filter(({ timestamp }) => timestamp < at(10) || timestamp >= at(18));
    expect(await harness.tick(20)).toMatchObject({
      action: "closed",
      closeTimestamp: at(15),
      currentPrice: 100,
    });
  });

  it("in both modes a tick whose newest closed minute is missing asks for no signal and keeps the throttle", async () => {
    for (const backtest of [true, false]) {
      clock.moveTo(10);
      let calls = 0;
      const all = flatMinutes(60);
      const harness = createStrategyHarness({
        backtest,
        interval: "1h",
        minutes: all.filter(({ timestamp }) => timestamp !== at(9)),
        getSignal: () => Promise.resolve((calls += 1) > 0 ? null : LONG),
      });
      expect(await harness.tick(10)).toMatchObject({ action: "idle", currentPrice: 100 });
      expect(calls).toBe(0);
      harness.minutes = all;
      await harness.tick(11);
      expect(calls).toBe(1);
    }
  });

  it("an idle tick whose VWAP window is empty carries the last close before it and is no error", async () => {
    const minutes = flatMinutes(10, 77);
    const { tick, errors } = createStrategyHarness({ minutes });
    await tick(10);
    expect(await tick(40)).toMatchObject({ action: "idle", currentPrice: 77 });
    expect(errors).toEqual([]);
  });

  it("without any candle a tick fails with CANDLES_MISSING", async () => {
    const { tick } = createStrategyHarness({ minutes: [] });
    await expect(tick(10)).rejects.toMatchObject({ code: "CANDLES_MISSING" });
  });
});

describe("asking for a signal", () => {
  it("the interval counts from the last call in whole minutes", async () => {
    const asked: number[] = [];
    const { tick } = createStrategyHarness({
      interval: "5m",
      minutes: flatMinutes(60),
      getSignal: (_symbol, when) => {
        asked.push((when.getTime() - START) / MINUTE);
        return Promise.resolve(null);
      },
    });
    for (const minute of [10.5, 11, 14.9, 15.2, 16, 20.1]) {
      await tick(minute);
    }
    expect(asked).toEqual([10.5, 15.2, 20.1]);
  });

  it("an answer that arrives after its minute counts in the minute of arrival", async () => {
    clock.moveTo(10);
    const minutes = flatMinutes(60);
    for (let minute = 10; minute < 20; minute += 1) {
      setMinute(minutes, minute, { price: 101 });
    }
    const { tick } = createStrategyHarness({
      minutes,
      getSignal: () => {
        clock.moveTo(18.5);
        return Promise.resolve(LONG);
      },
    });
    expect(await tick(10)).toMatchObject({
      action: "opened",
      signal: { priceOpen: 101, pendingAt: at(18), scheduledAt: at(18) },
    });
  });

  it("a late answer in a minute whose newest candle is missing opens nothing", async () => {
    clock.moveTo(10);
    const { tick } = createStrategyHarness({
      minutes: flatMinutes(15),
      getSignal: () => {
        clock.moveTo(18.5);
        return Promise.resolve(LONG);
      },
    });
    expect(await tick(10)).toMatchObject({ action: "idle" });
  });

  it("an answer that arrives after a stop is dropped", async () => {
    const harness = createStrategyHarness({
      minutes: flatMinutes(60),
      getSignal: async () => {
        await harness.client.stop("BTCUSDT", "trend", false);
        return LONG;
      },
    });
    expect(await harness.tick(10)).toMatchObject({ action: "idle" });
    expect(harness.errors).toEqual([]);
  });

  it("running over the time limit is reported; the late answer is dropped; two calls never overlap (pitfall 24)", async () => {
    const answers: ((signal: ISignalDto) => void)[] = [];
    const { tick, errors } = createStrategyHarness({
      minutes: flatMinutes(60),
      getSignal: () => new Promise((resolve) => answers.push(resolve)),
    });
    const first = tick(10);
    await settle();
    clock.fireTimers();
    expect(await first).toMatchObject({ action: "idle" });
    expect(errors).toMatchObject([
      { code: "SIGNAL_TIMEOUT", message: expect.stringContaining("Timeout for trend symbol=BTCUSDT") },
    ]);
    expect(await tick(11)).toMatchObject({ action: "idle" });
    expect(answers).toHaveLength(1);
    expect(errors).toMatchObject([
      { code: "SIGNAL_TIMEOUT" },
      { code: "SIGNAL_TIMEOUT", message: expect.stringContaining("an earlier call is still running") },
    ]);
    answers[0]?.(LONG);
    await settle();
    const third = tick(12);
    await settle();
    expect(answers).toHaveLength(2);
    clock.fireTimers();
    await third;
  });

  it("the timer ends with the call (pitfall 23)", async () => {
    const { tick } = createStrategyHarness({ minutes: flatMinutes(60) });
    for (let minute = 10; minute < 30; minute += 1) {
      await tick(minute);
    }
    expect(clock.timerCount()).toBe(0);
  });

  it("a strategy that declares a third parameter gets an AbortSignal that fires at the time limit", async () => {
    let seen: AbortSignal | undefined;
    const { tick } = createStrategyHarness({
      minutes: flatMinutes(60),
      getSignal: (_symbol, _when, signal) => {
        seen = signal;
        return new Promise<null>(() => undefined);
      },
    });
    const pending = tick(10);
    await settle();
    expect(seen?.aborted).toBe(false);
    clock.fireTimers();
    await pending;
    expect(seen?.aborted).toBe(true);
  });

  it("pitfall 16: the strategy gets its own Date; changing it moves nothing", async () => {
    const { tick } = createStrategyHarness({
      minutes: flatMinutes(60),
      getSignal: (_symbol, when) => {
        when.setFullYear(2000);
        return Promise.resolve(LONG);
      },
      backtest: true,
    });
    expect(await tick(10)).toMatchObject({ action: "opened", signal: { pendingAt: at(10) } });
  });

  it("pitfall 32: a given id that repeats the last accepted one is ignored, another one opens", async () => {
    clock.moveTo(10);
    const minutes = flatMinutes(90);
    setMinute(minutes, 11, { low: 94 });
    const harness = createStrategyHarness({
      backtest: true,
      minutes,
      getSignal: inTurn({ ...LONG, id: "a" }, { ...LONG, id: "a" }, { ...LONG, id: "b" }),
    });
    expect(await harness.tick(10)).toMatchObject({ action: "opened", signal: { id: "a" } });
    expect(await harness.tick(12)).toMatchObject({ action: "closed" });
    expect(await harness.tick(12)).toMatchObject({ action: "idle" });
    expect(await harness.tick(13)).toMatchObject({ action: "opened", signal: { id: "b" } });
    expect(harness.errors).toEqual([]);
  });

  it("pitfall 32: an id that risk refused is forgotten and may come again", async () => {
    const log: string[] = [];
    const { tick } = createStrategyHarness({
      minutes: flatMinutes(60),
      backtest: true,
      risk: refusing(log),
      getSignal: () => Promise.resolve({ ...LONG, id: "a" }),
    });
    await tick(10);
    await tick(11);
    expect(log).toEqual(["reserve@10", "reserve@11"]);
  });
});

describe("risk at the fill of a limit order", () => {
  it("pitfall 40: a refusal cancels with reason risk, as of the candle's open, and the run goes on", async () => {
    const log: string[] = [];
    const minutes = flatMinutes(60);
    setMinute(minutes, 12, { low: 97 });
    const harness = createStrategyHarness({
      backtest: true,
      minutes,
      risk: refusing(log),
      getSignal: inTurn(LIMIT),
    });
    await harness.tick(10);
    expect(await harness.walk(10, 6)).toMatchObject({
      action: "cancelled",
      reason: "risk",
      closeTimestamp: at(12),
      currentPrice: expect.closeTo(99.8, 9),
    });
    expect(log).toEqual(["reserve@12"]);
    expect(harness.transitions).toEqual([]);
  });

  it.each([true, false])(
    "the question is about the order as it rests, not about the position it would become (back-test: %s)",
    async (backtest) => {
      clock.moveTo(10);
      const asked: IRiskCheckArgs[] = [];
      const minutes = flatMinutes(60);
      setMinute(minutes, 12, { low: 97 });
      const harness = createStrategyHarness({
        backtest,
        minutes,
        getSignal: inTurn(LIMIT),
        risk: {
          ...NOOP_RISK,
          reserve: (params) => {
            asked.push(params);
            return NOOP_RISK.reserve(params);
          },
        },
      });
      await harness.tick(10);
      expect(await harness.tick(13)).toMatchObject({
        action: "opened",
        signal: { _isScheduled: false, scheduledAt: at(10), pendingAt: at(12) },
      });
      expect(asked).toMatchObject([
        {
          timestamp: at(12),
          currentPrice: 98,
          pendingSignal: { _isScheduled: true, scheduledAt: at(10), pendingAt: at(10) },
        },
      ]);
    },
  );
});

describe("order of effects", () => {
  it("live open: risk, disk, memory, then callbacks; live close: disk, memory, risk and milestones, callbacks, and the disk is tidied last", async () => {
    clock.moveTo(10);
    const minutes = flatMinutes(60);
    setMinute(minutes, 12, { high: 111 });
    const harness = createStrategyHarness({
      minutes,
      getSignal: inTurn(LONG),
      callbacks: {
        onOpen: () => void harness.log.push("onOpen"),
        onWrite: (_, row) => void harness.log.push(row === null ? "onWrite(null)" : "onWrite(row)"),
        onClose: () => void harness.log.push("onClose"),
      },
    });
    await harness.tick(10);
    await harness.tick(13);
    expect(harness.log).toEqual([
      "writePending(row)",
      "onWrite(row)",
      "onOpen",
      "writePending(row closed)",
      "partial.clear",
      "onClose",
      "onWrite(null)",
      "writePending(null)",
    ]);
  });

  it("pitfall 46: a fill stores the position before it erases the order", async () => {
    clock.moveTo(10);
    const minutes = flatMinutes(60);
    setMinute(minutes, 12, { low: 97 });
    const { tick, log } = createStrategyHarness({ minutes, getSignal: inTurn(LIMIT) });
    await tick(10);
    await tick(13);
    expect(log).toEqual([
      "writeScheduled(row scheduled)",
      "writeScheduled(row)",
      "writePending(row)",
      "writeScheduled(null)",
    ]);
  });

  it("pitfall 28: a disk that fails at the open leaves no trace; risk gets its place back; the next tick tries anew", async () => {
    clock.moveTo(10);
    let failures = 1;
    const risk: string[] = [];
    const harness = createStrategyHarness({
      minutes: flatMinutes(60),
      getSignal: () => Promise.resolve(LONG),
      callbacks: { onOpen: () => void risk.push("onOpen") },
      persistence: {
        writePending: () =>
          (failures -= 1) >= 0 ? Promise.reject(new Error("disk full")) : Promise.resolve(),
      },
      risk: {
        checkSignal: () => Promise.resolve(true),
        reserve: () =>
          Promise.resolve({
            allowed: true,
            reservation: {
              commit: () => {
                risk.push("commit");
                return Promise.resolve();
              },
              release: () => void risk.push("release"),
            },
          }),
        addSignal: () => Promise.resolve(),
        removeSignal: () => {
          risk.push("remove");
          return Promise.resolve();
        },
        hold: () => Promise.resolve(),
        letGo: () => Promise.resolve(),
      },
    });
    expect(await harness.tick(10)).toMatchObject({ action: "idle" });
    expect(await harness.client.getPendingSignal("BTCUSDT", "trend")).toBeNull();
    expect(harness.errors).toMatchObject([{ message: "disk full" }]);
    expect(risk).toEqual(["commit", "release", "remove"]);
    clock.moveTo(11);
    expect(await harness.tick(11)).toMatchObject({ action: "opened" });
    expect(risk.at(-1)).toBe("onOpen");
  });

  it("pitfall 53: a disk that fails at the close repeats nothing; the close happens once, at the same price and time", async () => {
    clock.moveTo(10);
    const minutes = flatMinutes(60);
    setMinute(minutes, 12, { low: 94 });
    let failures = 2;
    const closes: number[] = [];
    const { tick } = createStrategyHarness({
      minutes,
      getSignal: inTurn(LONG),
      callbacks: { onClose: (_symbol, _row, price) => void closes.push(price) },
      persistence: {
        writePending: (stored) =>
          stored?.transition && (failures -= 1) >= 0
            ? Promise.reject(new Error("disk full"))
            : Promise.resolve(),
      },
    });
    await tick(10);
    await expect(tick(13)).rejects.toThrow("disk full");
    await expect(tick(14)).rejects.toThrow("disk full");
    expect(await tick(15)).toMatchObject({ action: "closed", closeTimestamp: at(12), currentPrice: 95 });
    expect(await tick(16)).toMatchObject({ action: "idle" });
    expect(closes).toEqual([95]);
  });

  it.each([true, false])(
    "pitfall 53: what releases a closed position finds it closed already, and hears the price it closed at (back-test: %s)",
    async (backtest) => {
      clock.moveTo(10);
      const minutes = flatMinutes(60);
      setMinute(minutes, 12, { low: 94 });
      const held: unknown[] = [];
      const prices: number[] = [];
      const look = async (): Promise<void> => {
        held.push(await harness.client.getPendingSignal("BTCUSDT", "trend"));
      };
      const harness = createStrategyHarness({
        backtest,
        minutes,
        getSignal: inTurn(LONG),
        risk: { ...NOOP_RISK, removeSignal: look },
        partial: {
          clear: async (_symbol, _row, priceClose) => {
            prices.push(priceClose);
            await look();
          },
        },
      });
      await harness.tick(10);
      expect(await harness.client.getPendingSignal("BTCUSDT", "trend")).not.toBeNull();
      expect(await harness.tick(14)).toMatchObject({ action: "closed", currentPrice: 95 });
      expect(held).toEqual([null, null]);
      expect(prices).toEqual([95]);
    },
  );

  it("pitfall 95: a milestone tracker that always fails never blocks a close", async () => {
    clock.moveTo(10);
    const minutes = flatMinutes(60);
    setMinute(minutes, 12, { price: 104 });
    setMinute(minutes, 14, { low: 94 });
    const fail = (): Promise<void> => Promise.reject(new Error("broken tracker"));
    const { tick, errors } = createStrategyHarness({
      minutes,
      getSignal: inTurn(LONG),
      partial: { profit: fail, loss: fail, clear: fail },
    });
    await tick(10);
    expect(await tick(15)).toMatchObject({ action: "closed", closeReason: "stop_loss" });
    expect(errors.length).toBeGreaterThanOrEqual(2);
  });

  it("the tracker is asked only when a level may be new, the callbacks every minute beside the entry price", async () => {
    clock.moveTo(10);
    const minutes = flatMinutes(60);
    for (let minute = 10; minute < 30; minute += 1) {
      setMinute(minutes, minute, { price: 102.55 });
    }
    let calls = 0;
    const { tick, log } = createStrategyHarness({
      minutes,
      getSignal: inTurn(LONG),
      callbacks: { onPartialProfit: () => void (calls += 1) },
    });
    await tick(10);
    expect(await tick(25)).toMatchObject({
      action: "active",
      percentTp: expect.closeTo(25.5, 6),
      percentSl: 0,
    });
    expect(log.filter((entry) => entry.startsWith("partial"))).toEqual(["partial.profit(25)"]);
    expect(calls).toBe(15);
  });
});

describe("pitfall 54: steps of one client never overlap", () => {
  it("two ticks at once open once", async () => {
    clock.moveTo(10);
    let calls = 0;
    const { tick } = createStrategyHarness({
      minutes: flatMinutes(60),
      getSignal: () => {
        calls += 1;
        return Promise.resolve(LONG);
      },
    });
    const results = await Promise.all([tick(10), tick(10)]);
    expect(results.map(({ action }) => action)).toEqual(["opened", "active"]);
    expect(calls).toBe(1);
  });

  it("two ticks at once with the stop reached close once", async () => {
    clock.moveTo(10);
    const minutes = flatMinutes(60);
    setMinute(minutes, 12, { low: 94 });
    const { tick } = createStrategyHarness({ minutes, getSignal: inTurn(LONG) });
    await tick(10);
    const results = await Promise.all([tick(14), tick(14)]);
    expect(results.map(({ action }) => action)).toEqual(["closed", "idle"]);
  });

  it("a tick from inside of getSignal is refused with STRATEGY_REENTRANT instead of waiting for itself", async () => {
    const harness = createStrategyHarness({
      minutes: flatMinutes(60),
      getSignal: async () => {
        await harness.client.tick("BTCUSDT", "trend");
        return null;
      },
    });
    expect(await harness.tick(10)).toMatchObject({ action: "idle" });
    expect(harness.errors).toMatchObject([{ code: "STRATEGY_REENTRANT" }]);
  });

  it("stop never waits for the step that is running", async () => {
    const harness = createStrategyHarness({
      minutes: flatMinutes(60),
      getSignal: () => new Promise(() => undefined),
    });
    const pending = harness.tick(10);
    await settle();
    await harness.client.stop("BTCUSDT", "trend", false);
    expect(await harness.client.getStopped("BTCUSDT", "trend")).toBe(true);
    clock.fireTimers();
    await pending;
  });
});

describe("stop in live", () => {
  it("pitfall 55: an open position is monitored until it closes by itself", async () => {
    clock.moveTo(10);
    const minutes = flatMinutes(60);
    setMinute(minutes, 15, { low: 94 });
    const harness = createStrategyHarness({ minutes, getSignal: () => Promise.resolve(LONG) });
    await harness.tick(10);
    await harness.client.stop("BTCUSDT", "trend", false);
    expect(await harness.tick(12)).toMatchObject({ action: "active" });
    expect(await harness.tick(17)).toMatchObject({ action: "closed", closeReason: "stop_loss" });
    expect(await harness.tick(17)).toMatchObject({ action: "idle" });
  });

  it("a waiting order: minutes before the stop's minute still count, then it is cancelled at that minute", async () => {
    clock.moveTo(10);
    const harness = createStrategyHarness({ minutes: flatMinutes(60), getSignal: inTurn(LIMIT) });
    await harness.tick(10);
    clock.moveTo(14.5);
    await harness.client.stop("BTCUSDT", "trend", false);
    expect(await harness.tick(16)).toMatchObject({
      action: "cancelled",
      reason: "stopped",
      closeTimestamp: at(14),
      currentPrice: 100,
    });
  });

  it("a waiting order that was filled before the stop's minute is opened, not cancelled", async () => {
    clock.moveTo(10);
    const minutes = flatMinutes(60);
    setMinute(minutes, 12, { low: 97 });
    setMinute(minutes, 14, { low: 94 });
    const harness = createStrategyHarness({ minutes, getSignal: inTurn(LIMIT) });
    await harness.tick(10);
    clock.moveTo(14.5);
    await harness.client.stop("BTCUSDT", "trend", false);
    expect(await harness.tick(16)).toMatchObject({ action: "opened", signal: { pendingAt: at(12) } });
    expect(await harness.tick(16)).toMatchObject({ action: "closed", closeTimestamp: at(14) });
  });
});

describe("a wall clock that is set back before a stop", () => {
  it("a waiting order is cancelled where it has been followed to, not before", async () => {
    clock.moveTo(10);
    const minutes = flatMinutes(60);
    for (let minute = 11; minute < 16; minute += 1) {
      setMinute(minutes, minute, { price: 104 });
    }
    const harness = createStrategyHarness({ minutes, getSignal: inTurn(LIMIT) });
    await harness.tick(10);
    clock.moveTo(16);
    expect(await harness.tick(16)).toMatchObject({ action: "active" });
    clock.moveTo(12.5);
    await harness.client.stop("BTCUSDT", "trend", false);
    clock.moveTo(17);
    expect(await harness.tick(17)).toMatchObject({
      action: "cancelled",
      reason: "stopped",
      closeTimestamp: at(16),
      currentPrice: 104,
    });
  });
});

describe("restore at a live start", () => {
  const restored = async (row: Partial<ISignalRow>): Promise<IStrategyTickResult> => {
    clock.moveTo(10);
    const minutes = flatMinutes(60);
    const first = createStrategyHarness({
      minutes,
      getSignal: inTurn(row._isScheduled === true ? LIMIT : LONG),
    });
    const opened = await first.tick(10);
    setMinute(minutes, 20, { low: 94 });
    const second = createStrategyHarness({
      minutes,
      persistence: {
        readPending: () =>
          Promise.resolve(opened.action === "opened" ? { row: opened.signal, transition: null } : null),
        readScheduled: () =>
          Promise.resolve(opened.action === "scheduled" ? { row: opened.signal, transition: null } : null),
      },
    });
    await second.client.waitForInit();
    return await second.tick(30);
  };

  it("a stored position is followed through the minutes of the outage", async () => {
    expect(await restored({})).toMatchObject({ action: "closed", closeTimestamp: at(20) });
  });

  it("a stored order is filled in the minutes of the outage", async () => {
    expect(await restored({ _isScheduled: true })).toMatchObject({
      action: "opened",
      signal: { pendingAt: at(20) },
    });
  });
});

describe("walks", () => {
  it("end at the wall clock: a position closes time_expired at the last price, closeTimestamp is that instant", async () => {
    clock.moveTo(15);
    const harness = createStrategyHarness({
      backtest: true,
      minutes: flatMinutes(15),
      getSignal: inTurn(LONG),
    });
    await harness.tick(10);
    expect(await harness.walk(10, 6)).toMatchObject({
      action: "closed",
      closeReason: "time_expired",
      closeTimestamp: at(15),
      currentPrice: 100,
    });
  });

  it("end at the wall clock: a waiting order is cancelled with reason end_of_data", async () => {
    clock.moveTo(15);
    const harness = createStrategyHarness({
      backtest: true,
      minutes: flatMinutes(15),
      getSignal: inTurn(LIMIT),
    });
    await harness.tick(10);
    expect(await harness.walk(10, 6)).toMatchObject({
      action: "cancelled",
      reason: "end_of_data",
      closeTimestamp: at(15),
    });
  });

  it("candles that end before the wall clock are gaps: the expiry instant stays (pitfall 50)", async () => {
    clock.moveTo(500);
    const harness = createStrategyHarness({
      backtest: true,
      minutes: flatMinutes(15),
      getSignal: inTurn(LONG),
    });
    await harness.tick(10);
    expect(await harness.walk(10, 6)).toMatchObject({ closeReason: "time_expired", closeTimestamp: at(40) });
  });

  it("emits the fill of a limit order on the way (pitfall 44)", async () => {
    const minutes = flatMinutes(90);
    setMinute(minutes, 12, { low: 97 });
    const harness = createStrategyHarness({ backtest: true, minutes, getSignal: inTurn(LIMIT) });
    await harness.tick(10);
    await harness.walk(10, 6);
    expect(harness.transitions).toMatchObject([
      { action: "opened", signal: { pendingAt: at(12), entry: "limit" } },
    ]);
  });

  it("candles in any order are walked in order of time", async () => {
    const minutes = flatMinutes(90);
    setMinute(minutes, 12, { high: 111 });
    setMinute(minutes, 20, { low: 94 });
    const harness = createStrategyHarness({ backtest: true, minutes, getSignal: inTurn(LONG) });
    await harness.tick(10);
    harness.minutes = minutes.toReversed();
    expect(await harness.walk(10, 6)).toMatchObject({ closeReason: "take_profit", closeTimestamp: at(12) });
  });

  it("without candles, without a signal, and in live they are clear errors (pitfall 172)", async () => {
    const harness = createStrategyHarness({
      backtest: true,
      minutes: flatMinutes(20),
      getSignal: inTurn(LONG),
    });
    await expect(harness.walk(10, 6)).rejects.toMatchObject({ code: "STRATEGY_NOTHING_HELD" });
    await harness.tick(10);
    await expect(harness.walk(10, 900)).rejects.toMatchObject({ code: "STRATEGY_NO_CANDLES" });
    expect(await harness.client.getPendingSignal("BTCUSDT", "trend")).not.toBeNull();
    const live = createStrategyHarness({ minutes: flatMinutes(20) });
    await expect(live.walk(10, 6)).rejects.toMatchObject({ code: "STRATEGY_MODE" });
  });
});

describe("pitfall 36: nothing that is handed out can change the engine", () => {
  it("results and rows are frozen, and the user's signal object is copied", async () => {
    clock.moveTo(10);
    const signal = { ...LONG };
    const harness = createStrategyHarness({
      backtest: true,
      minutes: flatMinutes(60),
      getSignal: inTurn(signal),
    });
    const result = await harness.tick(10);
    expect(Object.isFrozen(result)).toBe(true);
    expect(Object.isFrozen(result.signal)).toBe(true);
    expect(Object.isFrozen(signal)).toBe(false);
    signal.priceStopLoss = 1;
    expect(await harness.client.getPendingSignal("BTCUSDT", "trend")).toMatchObject({ priceStopLoss: 95 });
  });
});
