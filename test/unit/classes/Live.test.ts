import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  lib,
  listenDoneLive,
  listenPerformance,
  listenSignalLive,
  Live,
  PersistScheduleAdapter,
  PersistSignalAdapter,
} from "../../../src/index";
import type { ISignalDto, PerformanceContract } from "../../../src/index";
import { flatMinutes, MINUTE, setMinute } from "../../support/market";
import type { LiveStage, LiveStageOptions } from "../../support/live-stage";
import { at, setLiveStage } from "../../support/live-stage";
import { runBacktest, signalsAt, useSettings } from "../../support/run";

const LONG: ISignalDto = {
  position: "long",
  priceTakeProfit: 110,
  priceStopLoss: 95,
  minuteEstimatedTime: 30,
};

const LIMIT: ISignalDto = { ...LONG, priceOpen: 98 };

const stages: LiveStage[] = [];
const stops: (() => void)[] = [];

const stage = (options: Partial<LiveStageOptions> = {}): LiveStage => {
  const created = setLiveStage({ minutes: flatMinutes(200), ...options });
  stages.push(created);
  return created;
};

const trade = (signal: ISignalDto, minute = 10): Partial<LiveStageOptions> => ({
  strategy: { getSignal: signalsAt({ [minute]: signal }) },
});

beforeEach(() => {
  useSettings();
});

afterEach(async () => {
  stops.splice(0).forEach((stop) => stop());
  for (const one of stages.splice(0)) {
    await one.end();
  }
});

describe("Live.run: ticks", () => {
  it("first at once, then with every minute of the clock, without drift (pitfall 56)", async () => {
    const live = stage({ from: 10.4 });
    const ticks: number[] = [];
    stops.push(listenSignalLive(() => void ticks.push(live.clock.now())));
    live.collect();
    await live.moveTo(13);
    expect(ticks).toEqual([at(10.4), at(11), at(12), at(13)]);
  });

  it("a slow tick does not shift the next one; one longer than a minute skips to the next boundary", async () => {
    const durations = [10, 0, 150, 0];
    const asked: number[] = [];
    const live = stage({
      strategy: {
        getSignal: async () => {
          asked.push(live.clock.now());
          const seconds = durations.shift() ?? 0;
          await new Promise<void>((resolve) => live.clock.setTimer(resolve, seconds * 1000));
          return null;
        },
      },
    });
    live.collect();
    await live.moveTo(16);
    expect(asked).toEqual([at(10), at(11), at(12), at(15), at(16)]);
  });

  it("begins with the first next(), and clears nothing before (pitfall 67)", async () => {
    const live = stage(trade(LONG));
    const steps = live.run();
    await live.moveTo(11);
    expect(live.events).toEqual([]);
    await expect(live.status()).resolves.toBe("ready");
    const other = live.collect();
    await live.moveTo(12);
    expect(live.events).toHaveLength(2);
    // The one that was made first comes too late now, and has done no harm.
    await expect(steps.next()).rejects.toMatchObject({ code: "RUN_ALREADY_ACTIVE" });
    expect(other.isOver).toBe(false);
    await live.moveTo(13);
    expect(live.events).toHaveLength(3);
  });

  it("the first result is there without any time passing", async () => {
    const live = stage(trade(LONG));
    const startedAt = performance.now();
    const step = await live.run().next();
    expect(step.value).toMatchObject({ action: "opened", signal: { pendingAt: at(10) } });
    expect(live.clock.now()).toBe(at(10));
    // Ten milliseconds on an idle machine.
    expect(performance.now() - startedAt).toBeLessThan(100);
  });

  it("yields cancelled results beside opened and closed ones (pitfall 57)", async () => {
    useSettings({ CC_SCHEDULE_AWAIT_MINUTES: 3 });
    const live = stage(trade(LIMIT));
    const { results } = live.collect();
    await live.moveTo(14);
    expect(results).toMatchObject([{ action: "cancelled", reason: "timeout", closeTimestamp: at(13) }]);
    expect(live.transitions().map(({ action }) => action)).toEqual(["scheduled", "cancelled"]);
  });

  it("ticks the minute of a close again, so that a new signal can open in it", async () => {
    const minutes = flatMinutes(40);
    setMinute(minutes, 12, { high: 111 });
    const live = stage({ minutes, strategy: { getSignal: () => Promise.resolve(LONG) } });
    const { results } = live.collect();
    await live.moveTo(13);
    expect(results).toMatchObject([
      { action: "opened", signal: { pendingAt: at(10) } },
      { action: "closed", closeReason: "take_profit", closeTimestamp: at(12) },
      { action: "opened", signal: { pendingAt: at(13) } },
    ]);
  });

  it("a tick that fails is reported, and the next minute finds what happened", async () => {
    const minutes = flatMinutes(40);
    setMinute(minutes, 12, { low: 94 });
    useSettings({ CC_GET_CANDLES_RETRY_COUNT: 1 });
    const live = stage({
      minutes,
      ...trade(LONG),
      wrapAdapter: (serve) => (symbol, interval, since, limit) =>
        live.clock.now() >= at(12) && live.clock.now() < at(15)
          ? Promise.reject(new Error("the exchange is down"))
          : serve(symbol, interval, since, limit),
    });
    const { results } = live.collect();
    await live.moveTo(15);
    expect(live.errors).toMatchObject(Array.from({ length: 3 }, () => ({ code: "CANDLES_FAILED" })));
    expect(results).toMatchObject([
      { action: "opened" },
      { closeReason: "stop_loss", closeTimestamp: at(12) },
    ]);
  });

  it("tells how long each tick took", async () => {
    const live = stage();
    const timings: PerformanceContract[] = [];
    stops.push(listenPerformance((event) => void timings.push(event)));
    live.collect();
    await live.moveTo(12);
    expect(timings.map(({ metricType, timestamp }) => [metricType, timestamp])).toEqual([
      ["live_tick", at(10)],
      ["live_tick", at(11)],
      ["live_tick", at(12)],
    ]);
    expect(timings[0]).toMatchObject({ ...live.context, symbol: live.symbol, backtest: false });
  });
});

describe("Live.stop", () => {
  it("ends an idle run at once, and done comes once when the loop is over and the pair free (pitfalls 62, 64)", async () => {
    const live = stage();
    const wasTaken: boolean[] = [];
    stops.push(
      listenDoneLive(({ symbol, strategyName }) => {
        wasTaken.push(lib.runRegistryService.isTaken(symbol, strategyName, false));
      }),
    );
    live.background();
    await live.moveTo(10.5);
    await live.stop();
    await live.stop();
    await live.settle();
    expect(live.done).toEqual([{ ...live.context, symbol: live.symbol, backtest: false }]);
    expect(wasTaken).toEqual([false]);
    expect(live.clock.timers.pendingTimers).toBe(0);
    await expect(live.status()).resolves.toBe("fulfilled");
  });

  it("cancels a waiting order at once, at the minute of the stop, and the run ends", async () => {
    const live = stage(trade(LIMIT));
    const collected = live.collect();
    await live.moveTo(14.5);
    await live.stop();
    await live.settle();
    expect(collected).toMatchObject({
      isOver: true,
      results: [{ action: "cancelled", reason: "stopped", closeTimestamp: at(14) }],
    });
    await expect(
      PersistScheduleAdapter.readScheduleData(live.symbol, live.context.strategyName),
    ).resolves.toBeNull();
  });

  it("watches an open position until it closes by itself, then the run ends (pitfall 55)", async () => {
    const minutes = flatMinutes(40);
    setMinute(minutes, 17, { low: 94 });
    const live = stage({ minutes, strategy: { getSignal: () => Promise.resolve(LONG) } });
    const collected = live.collect();
    await live.moveTo(12.5);
    await live.stop();
    await live.moveTo(17);
    expect(collected.isOver).toBe(false);
    await live.moveTo(18);
    expect(collected).toMatchObject({
      isOver: true,
      results: [{ action: "opened" }, { action: "closed", closeReason: "stop_loss", closeTimestamp: at(17) }],
    });
  });

  it("before the first next() is not lost: the run cancels what is stored and ends (pitfall 71)", async () => {
    const live = stage(trade(LIMIT));
    const first = live.run();
    void first.next();
    await live.moveTo(11);
    await first.return();
    const second = live.run();
    await live.stop();
    await live.moveTo(15);
    const collected = live.collect(second);
    await live.settle();
    expect(collected).toMatchObject({
      isOver: true,
      results: [{ action: "cancelled", reason: "stopped", closeTimestamp: at(15) }],
    });
  });

  it("is not remembered by a run that is made later", async () => {
    const live = stage(trade(LONG));
    live.run();
    await live.stop();
    const { results, ...rest } = live.collect();
    await live.moveTo(11);
    expect(results).toMatchObject([{ action: "opened" }]);
    expect(rest.isOver).toBe(false);
  });

  it.each(["onTick", "onIdle"] as const)("inside of the callback %s ends the run", async (name) => {
    const live = stage({ strategy: { callbacks: { [name]: () => live.stop() } } });
    const collected = live.collect();
    await live.settle();
    expect(collected.isOver).toBe(true);
    expect(live.errors).toEqual([]);
  });

  it("inside of onSchedule cancels the order that was just placed", async () => {
    const live = stage({
      strategy: { getSignal: () => Promise.resolve(LIMIT), callbacks: { onSchedule: () => live.stop() } },
    });
    const collected = live.collect();
    await live.settle();
    expect(collected).toMatchObject({
      isOver: true,
      results: [{ action: "cancelled", reason: "stopped", closeTimestamp: at(10) }],
    });
  });

  it("inside of getSignal drops the signal it is about to give", async () => {
    const live = stage({
      strategy: {
        getSignal: async () => {
          await live.stop();
          return LONG;
        },
      },
    });
    const collected = live.collect();
    await live.settle();
    expect(collected).toMatchObject({ isOver: true, results: [] });
  });

  it("inside of a listener, awaited there, ends the run without waiting for itself", async () => {
    const live = stage({ strategy: { getSignal: () => Promise.resolve(LONG) } });
    stops.push(
      listenSignalLive(async ({ action }) => {
        if (action === "opened") {
          await live.stop();
        }
      }),
    );
    const collected = live.collect();
    await live.moveTo(40);
    expect(collected).toMatchObject({
      isOver: true,
      results: [{ action: "opened" }, { action: "closed", closeReason: "time_expired" }],
    });
  });

  it("wakes the run of its own pair alone", async () => {
    const live = stage();
    live.collect();
    await live.moveTo(10.5);
    const other = setLiveStage({ minutes: flatMinutes(20), from: 10.5 });
    await other.stop();
    await other.end();
    await live.settle();
    expect(live.events).toHaveLength(1);
  });

  it("is harmless without a run, and refuses names nobody has registered", async () => {
    const live = stage();
    await live.stop();
    await expect(Live.stop(live.symbol, "nobody")).rejects.toThrow(
      "strategy nobody not found source=LiveUtils.stop",
    );
    await expect(Live.stop("", live.context.strategyName)).rejects.toMatchObject({ code: "SYMBOL_INVALID" });
  });
});

describe("Live: a run is left, and what it holds stays stored (pitfall 72)", () => {
  const expectStored = async (live: LiveStage): Promise<void> => {
    await expect(
      PersistSignalAdapter.readSignalData(live.symbol, live.context.strategyName),
    ).resolves.toMatchObject({ pendingAt: at(10) });
    expect(live.transitions().map(({ action }) => action)).toEqual(["opened"]);
    expect(live.clock.timers.pendingTimers).toBe(0);
    expect(lib.runRegistryService.isTaken(live.symbol, live.context.strategyName, false)).toBe(false);
  };

  it("by break", async () => {
    const live = stage(trade(LONG));
    for await (const result of live.run()) {
      expect(result.action).toBe("opened");
      break;
    }
    await expectStored(live);
  });

  it("by return() while it waits, at once", async () => {
    const live = stage(trade(LONG));
    const steps = live.run();
    await steps.next();
    const waiting = steps.next();
    await live.moveTo(12.5);
    await steps.return();
    await expect(waiting).resolves.toMatchObject({ done: true });
    await expectStored(live);
  });

  it("by throw() while it waits, at once, and the caller gets the error back", async () => {
    const live = stage(trade(LONG));
    const steps = live.run();
    await steps.next();
    const waiting = steps.next();
    await live.moveTo(12.5);
    await expect(steps.throw(new Error("enough"))).rejects.toThrow("enough");
    await expect(waiting).resolves.toMatchObject({ done: true });
    await expectStored(live);
  });

  it("by an AbortSignal while it waits, at once", async () => {
    const live = stage(trade(LONG));
    const abort = new AbortController();
    const collected = live.collect(live.run({ signal: abort.signal }));
    await live.moveTo(12.5);
    abort.abort();
    await live.settle();
    expect(collected).toMatchObject({ isOver: true, failure: null });
    await expectStored(live);
  });

  it("by an AbortSignal that was aborted before: nothing is ticked", async () => {
    const live = stage(trade(LONG));
    const collected = live.collect(live.run({ signal: AbortSignal.abort() }));
    await live.settle();
    expect(collected.isOver).toBe(true);
    expect(live.events).toEqual([]);
  });

  it("by shutdown, all of them, after the steps under way", async () => {
    const live = stage(trade(LONG));
    const collected = live.collect();
    await live.moveTo(12.5);
    await Live.shutdown();
    await live.settle();
    expect(collected.isOver).toBe(true);
    await expectStored(live);
    await Live.shutdown();
  });

  it("by shutdown in the middle of a step, which is carried out", async () => {
    const live = stage({
      strategy: {
        getSignal: async () => {
          await new Promise<void>((resolve) => live.clock.setTimer(resolve, 5000));
          return LONG;
        },
      },
    });
    live.collect();
    await live.settle();
    const isDown = { now: false };
    const down = Live.shutdown().then(() => (isDown.now = true));
    await live.settle();
    expect(isDown.now).toBe(false);
    await live.clock.timers.runUntil(down);
    await expectStored(live);
  });

  it("and the next run takes the position up, with the minutes in between", async () => {
    const minutes = flatMinutes(60);
    setMinute(minutes, 20, { low: 94 });
    const live = stage({ minutes, ...trade(LONG) });
    for await (const result of live.run()) {
      expect(result.action).toBe("opened");
      break;
    }
    await live.moveTo(30);
    const { results } = live.collect();
    await live.settle();
    expect(results).toMatchObject([{ action: "closed", closeReason: "stop_loss", closeTimestamp: at(20) }]);
  });

  it("and a restart beside a signal without an id does not forget the last given one (pitfall 32)", async () => {
    const given = { ...LONG, id: "given", minuteEstimatedTime: 2 };
    const getSignal = signalsAt({ 10: given, 13: { ...LONG, minuteEstimatedTime: 4 }, 18: given, 21: given });
    const live = stage({ strategy: { getSignal } });
    const first = live.collect();
    await live.moveTo(14);
    await Live.shutdown();
    await live.settle();
    expect(first.results.map(({ action }) => action)).toEqual(["opened", "closed", "opened"]);
    const second = live.collect();
    await live.moveTo(19);
    await Live.shutdown();
    await live.settle();
    expect(second.results).toMatchObject([{ action: "closed", closeTimestamp: at(17) }]);
    const third = live.collect();
    await live.moveTo(22);
    expect(third.results).toEqual([]);
  });

  it("return() before the first next() takes nothing", async () => {
    const live = stage(trade(LONG));
    const steps = live.run();
    await expect(steps.return()).resolves.toMatchObject({ done: true });
    await expect(steps.next()).resolves.toMatchObject({ done: true });
    expect(live.events).toEqual([]);
  });
});

describe("Live: one run of a pair at a time", () => {
  it("a second background throws, a second run rejects from its first next(); the first goes on", async () => {
    const live = stage();
    live.background();
    await live.settle();
    expect(() => live.background()).toThrow(expect.objectContaining({ code: "RUN_ALREADY_ACTIVE" }));
    await expect(live.run().next()).rejects.toMatchObject({ code: "RUN_ALREADY_ACTIVE" });
    await live.moveTo(11);
    expect(live.events).toHaveLength(2);
    expect(live.exits).toEqual([]);
  });

  it("the pair can be run again as soon as done has come", async () => {
    const live = stage();
    stops.push(
      listenDoneLive(() => {
        if (live.done.length === 1) {
          live.background();
        }
      }),
    );
    live.background();
    await live.moveTo(10.5);
    await live.stop();
    await live.moveTo(12);
    // At once, at its stop, and with the second run at once, at minutes 11 and 12.
    expect(live.events).toHaveLength(5);
    await expect(live.status()).resolves.toBe("pending");
    await live.stop();
    await live.settle();
    expect(live.done).toHaveLength(2);
    await expect(live.status()).resolves.toBe("fulfilled");
  });
});

describe("Live.background", () => {
  it("can be cancelled at any time, twice, also when it is over (pitfall 62)", async () => {
    const live = stage(trade(LONG));
    const cancel = live.background();
    cancel();
    cancel();
    await live.settle();
    expect(live.done).toHaveLength(1);
    expect(live.transitions()).toEqual([]);
    cancel();
    const cancelNext = live.background();
    cancel();
    await live.moveTo(11);
    expect(live.done).toHaveLength(1);
    expect(live.transitions()).toMatchObject([{ action: "opened" }]);
    cancelNext();
    await live.moveTo(45);
    cancelNext();
    expect(live.done).toHaveLength(2);
    expect([live.exits, live.errors]).toEqual([[], []]);
  });

  it("fails to exit, not to done, and the pair is free again (pitfall 63)", async () => {
    const live = stage();
    // User code of a back-test must not see the market of today.
    await live.clock.timers.runUntil(
      runBacktest({
        minutes: flatMinutes(20),
        from: 5,
        to: 5,
        strategy: {
          getSignal: () => {
            live.background();
            return Promise.resolve(null);
          },
        },
      }),
    );
    expect(live.exits).toMatchObject([{ code: "CONTEXT_LOOK_AHEAD" }]);
    await expect(live.status()).resolves.toBe("rejected");
    live.background();
    await live.stop();
    await live.settle();
    expect(live.done).toHaveLength(1);
  });

  it("is left by an AbortSignal, and done comes", async () => {
    const live = stage();
    const abort = new AbortController();
    live.background({ signal: abort.signal });
    await live.moveTo(10.2);
    abort.abort();
    await live.settle();
    expect(live.done).toHaveLength(1);
    await expect(live.status()).resolves.toBe("fulfilled");
  });

  it("refuses unknown names at once", () => {
    const live = stage();
    const { strategyName, exchangeName } = live.context;
    expect(() => Live.background(live.symbol, { strategyName: "nobody", exchangeName })).toThrow(
      "strategy nobody not found source=LiveUtils.background",
    );
    expect(() => Live.run(live.symbol, { strategyName, exchangeName: "nowhere" })).toThrow(
      "exchange nowhere not found source=LiveUtils.run",
    );
    expect(() => Live.run("", live.context)).toThrow(expect.objectContaining({ code: "SYMBOL_INVALID" }));
  });
});

describe("Live.list", () => {
  it("shows ready, pending, fulfilled, and the same id throughout", async () => {
    const live = stage();
    expect(await live.status()).toBeUndefined();
    live.run();
    const find = async () =>
      (await Live.list()).find(({ strategyName }) => strategyName === live.context.strategyName);
    const first = await find();
    expect(first).toMatchObject({ symbol: live.symbol, status: "ready" });
    live.background();
    expect(await find()).toEqual({ ...first, status: "pending" });
    await live.stop();
    await live.settle();
    expect(await find()).toEqual({ ...first, status: "fulfilled" });
  });
});

describe("Live: a clock that is set", () => {
  it("backwards: a stop still cancels a waiting order at once", async () => {
    const live = stage(trade(LIMIT));
    const collected = live.collect();
    await live.moveTo(14.5);
    live.clock.shift(-3 * MINUTE);
    await live.moveTo(15.5);
    await live.stop();
    await live.settle();
    expect(live.errors).toEqual([]);
    expect(collected).toMatchObject({ isOver: true, results: [{ action: "cancelled", reason: "stopped" }] });
  });

  it("backwards: a position is watched again when the time it has seen has come back", async () => {
    const minutes = flatMinutes(60);
    setMinute(minutes, 16, { low: 94 });
    const live = stage({ minutes, ...trade(LONG) });
    const collected = live.collect();
    await live.moveTo(14.5);
    live.clock.shift(-10 * MINUTE);
    await live.moveTo(20);
    expect(live.errors).toEqual([]);
    expect(live.transitions().map(({ action }) => action)).toEqual(["opened"]);
    live.clock.shift(10 * MINUTE);
    await live.moveTo(22);
    expect(collected.results.at(-1)).toMatchObject({ closeReason: "stop_loss", closeTimestamp: at(16) });
  });

  it("forwards: minutes nobody has served yet are waited for", async () => {
    const live = stage({ strategy: { getSignal: () => Promise.resolve(LONG) } });
    live.collect();
    await live.moveTo(12.5);
    live.clock.shift(20 * MINUTE);
    await live.moveTo(31);
    expect(live.transitions().map(({ action }) => action)).toEqual(["opened"]);
    await live.moveTo(41);
    expect(live.transitions().at(1)).toMatchObject({ closeReason: "time_expired", closeTimestamp: at(40) });
    expect(live.errors).toMatchObject([{ code: "CANDLES_LATE" }]);
  });
});
