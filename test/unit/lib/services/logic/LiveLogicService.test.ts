import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { getDate, getMode, lib, MethodContextService, PersistSignalAdapter } from "../../../../../src/index";
import type { IStrategyLiveResult } from "../../../../../src/index";
import { stopRequestSubject } from "../../../../../src/config/stop-requests";
import { useFaultyStores } from "../../../../support/faulty-stores";
import type { LiveStage, LiveStageOptions } from "../../../../support/live-stage";
import { at, setLiveStage } from "../../../../support/live-stage";
import { flatMinutes } from "../../../../support/market";
import { useMemoryStores } from "../../../../support/memory-stores";
import { signalsAt, useSettings } from "../../../../support/run";

const LONG = {
  position: "long",
  priceTakeProfit: 110,
  priceStopLoss: 95,
  minuteEstimatedTime: 30,
} as const;

let stage: LiveStage | null = null;

const setStage = (options: Partial<LiveStageOptions> = {}): LiveStage => {
  stage = setLiveStage({ minutes: flatMinutes(200), ...options });
  return stage;
};

const begin = (live: LiveStage, signal?: AbortSignal): AsyncGenerator<IStrategyLiveResult, void, undefined> =>
  lib.liveLogicService.run(live.symbol, live.context, () => false, signal);

const isTaken = (live: LiveStage): boolean =>
  lib.runRegistryService.isTaken(live.symbol, live.context.strategyName, false);

const hasClient = (live: LiveStage): boolean =>
  lib.strategyConnectionService.getStrategy.has(`${live.symbol}:${live.context.strategyName}:live`);

beforeEach(() => {
  useSettings();
});

afterEach(async () => {
  await stage?.end();
  stage = null;
  useMemoryStores();
});

describe("liveLogicService: a run and its surroundings", () => {
  it("ticks inside the names of the run, with no frame, at the instant of the clock", async () => {
    const seen: unknown[] = [];
    const live = setStage({
      from: 10.25,
      strategy: {
        getSignal: async () => {
          seen.push({ ...lib.methodContextService.context }, await getDate(), await getMode());
          return null;
        },
      },
    });
    live.collect(begin(live));
    await live.settle();
    expect(seen).toEqual([{ ...live.context, frameName: "" }, new Date(at(10.25)), "live"]);
  });

  it("sees nothing of the context its consumer is in, and leaves it as it was", async () => {
    const live = setStage({ strategy: { getSignal: signalsAt({ 10: LONG }) } });
    const outer = { strategyName: "outer", exchangeName: "outer", frameName: "outer" };
    await MethodContextService.runInContext(async () => {
      const steps = begin(live);
      const { value } = await steps.next();
      expect(value).toMatchObject({ strategyName: live.context.strategyName });
      expect(lib.methodContextService.context).toEqual(outer);
      await steps.return();
    }, outer);
  });

  it("takes the pair with the first next() and frees it with its end; nobody else's is touched", async () => {
    const live = setStage();
    const steps = begin(live);
    expect(isTaken(live)).toBe(false);
    const collected = live.collect(steps);
    await live.settle();
    expect([isTaken(live), hasClient(live)]).toEqual([true, true]);
    await lib.strategyGlobalService.stop(false, { symbol: live.symbol, ...live.context });
    await live.settle();
    expect([collected.isOver, isTaken(live), hasClient(live)]).toEqual([true, false, false]);
  });

  it("starts anew: what a client from outside of a run remembers is dropped (pitfall 67)", async () => {
    const live = setStage();
    const pair = { symbol: live.symbol, strategyName: live.context.strategyName };
    await lib.strategyGlobalService.stop(false, pair);
    const collected = live.collect(begin(live));
    await live.moveTo(12);
    expect(collected.isOver).toBe(false);
    expect(live.events).toHaveLength(3);
  });

  it("forgets the candles it has read", async () => {
    const live = setStage();
    const release = vi.spyOn(lib.exchangeGlobalService, "release");
    const collected = live.collect(begin(live));
    await live.settle();
    expect(release).not.toHaveBeenCalled();
    await lib.liveLogicService.leaveAll();
    await live.settle();
    expect(collected.isOver).toBe(true);
    expect(release).toHaveBeenCalledExactlyOnceWith({ ...live.context, frameName: "" });
  });

  it("a stop that was asked for before it began counts from the first tick", async () => {
    const live = setStage({ strategy: { getSignal: () => Promise.resolve(LONG) } });
    const collected = live.collect(lib.liveLogicService.run(live.symbol, live.context, () => true));
    await live.settle();
    expect(collected).toMatchObject({ isOver: true, results: [], failure: null });
  });
});

describe("liveLogicService: what goes wrong at the end", () => {
  it("a clean-up that fails is reported, hides nothing, and the pair is free (pitfall 63)", async () => {
    const live = setStage({ strategy: { getSignal: signalsAt({ 10: LONG }) } });
    const steps = begin(live);
    await expect(steps.next()).resolves.toMatchObject({ value: { action: "opened" } });
    const failure = new Error("cannot be cleared");
    vi.spyOn(lib.strategyGlobalService, "clear").mockRejectedValueOnce(failure);
    await expect(steps.return()).resolves.toMatchObject({ done: true });
    expect(live.errors).toEqual([failure]);
    expect(isTaken(live)).toBe(false);
  });

  it("a start that fails leaves the pair free", async () => {
    const live = setStage();
    vi.spyOn(lib.strategyGlobalService, "clear").mockRejectedValueOnce(new Error("cannot be cleared"));
    await expect(begin(live).next()).rejects.toThrow("cannot be cleared");
    expect(isTaken(live)).toBe(false);
    const collected = live.collect(begin(live));
    await live.settle();
    expect(collected.failure).toBeNull();
    expect(live.events).toHaveLength(1);
  });

  it("a run whose surroundings cannot be made leaves the pair free", async () => {
    const live = setStage();
    vi.spyOn(stopRequestSubject, "subscribe").mockImplementationOnce(() => {
      throw new Error("cannot be heard");
    });
    await expect(begin(live).next()).rejects.toThrow("cannot be heard");
    expect(isTaken(live)).toBe(false);
  });

  it("a signal that is none is refused before anything is taken", () => {
    const live = setStage();
    const signal: unknown = Object.create(AbortSignal.prototype);
    const run = (): unknown =>
      Reflect.apply(lib.liveLogicService.run, lib.liveLogicService, [
        live.symbol,
        live.context,
        () => false,
        signal,
      ]);
    expect(run).toThrow(TypeError);
    expect(isTaken(live)).toBe(false);
  });

  it("a disk that cannot be read: every tick fails until it can, and then what is stored is taken up", async () => {
    let isDown = false;
    useFaultyStores((_kind, operation) => (isDown && operation === "read" ? { code: "EACCES" } : null));
    const live = setStage({ strategy: { getSignal: signalsAt({ 10: LONG }) } });
    for await (const { action } of begin(live)) {
      expect(action).toBe("opened");
      break;
    }
    isDown = true;
    const collected = live.collect(begin(live));
    await live.moveTo(12);
    expect(live.errors).toMatchObject([{ code: "EACCES" }, { code: "EACCES" }, { code: "EACCES" }]);
    isDown = false;
    await live.moveTo(40);
    expect(live.errors).toHaveLength(3);
    expect(collected.results).toMatchObject([{ action: "closed", closeTimestamp: at(40) }]);
  });

  it("a stop ends the run although nothing can be read; what is stored stays (pitfall 71)", async () => {
    let isDown = false;
    useFaultyStores((_kind, operation) => (isDown && operation === "read" ? { code: "EACCES" } : null));
    const live = setStage({ strategy: { getSignal: signalsAt({ 10: LONG }) } });
    for await (const { action } of begin(live)) {
      expect(action).toBe("opened");
      break;
    }
    isDown = true;
    const collected = live.collect(begin(live));
    await live.moveTo(12);
    await lib.strategyGlobalService.stop(false, { symbol: live.symbol, ...live.context });
    await live.settle();
    isDown = false;
    expect(collected.isOver).toBe(true);
    await expect(
      PersistSignalAdapter.readSignalData(live.symbol, live.context.strategyName),
    ).resolves.toMatchObject({ pendingAt: at(10) });
  });
});

describe("liveLogicService.leaveAll", () => {
  it("leaves runs that wait and runs that have never been asked for a result, and can be called again", async () => {
    const live = setStage();
    const collected = live.collect(begin(live));
    begin(live);
    await live.moveTo(10.5);
    await Promise.all([lib.liveLogicService.leaveAll(), lib.liveLogicService.leaveAll()]);
    await live.settle();
    expect(collected).toMatchObject({ isOver: true, failure: null });
    expect(live.clock.timers.pendingTimers).toBe(0);
    await lib.liveLogicService.leaveAll();
  });

  it("a run that was left and asked for more says that it is over", async () => {
    const live = setStage();
    const steps = begin(live);
    const waiting = steps.next();
    await live.settle();
    await lib.liveLogicService.leaveAll();
    await expect(waiting).resolves.toEqual({ done: true, value: undefined });
    await expect(steps.next()).resolves.toEqual({ done: true, value: undefined });
    expect(isTaken(live)).toBe(false);
  });
});
