import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { lib } from "../../../../../src/index";
import { LoadError } from "../../../../../src/errors/LoadError";
import { loadStores } from "../../../../../src/lib/services/persist/load-stores";
import { flatMinutes } from "../../../../support/market";
import type { LiveStage } from "../../../../support/live-stage";
import { setLiveStage } from "../../../../support/live-stage";
import { useSettings } from "../../../../support/run";

vi.mock(import("../../../../../src/lib/services/persist/load-stores"), async (original) => {
  const stores = await original();
  return { loadStores: vi.fn(stores.loadStores) };
});

let stage: LiveStage | null = null;

beforeEach(() => {
  useSettings();
});

afterEach(async () => {
  await stage?.end();
  stage = null;
  vi.mocked(loadStores).mockClear();
});

describe("what a live run needs of the library is loaded when it starts", () => {
  it("before its first tick, and before anything is asked of the strategy", async () => {
    const order: string[] = [];
    const load = vi.mocked(loadStores).getMockImplementation();
    vi.mocked(loadStores).mockImplementationOnce(async () => {
      order.push("load");
      const stores = await load?.();
      order.push("loaded");
      if (stores === undefined) {
        throw new Error("there is no load");
      }
      return stores;
    });
    const live = setLiveStage({
      minutes: flatMinutes(200),
      strategy: {
        getSignal: () => {
          order.push("getSignal");
          return Promise.resolve(null);
        },
      },
    });
    stage = live;
    live.collect(lib.liveLogicService.run(live.symbol, live.context, () => false));
    await live.settle();
    expect(order.slice(0, 3)).toEqual(["load", "loaded", "getSignal"]);
  });

  it("and where that fails the run fails before it has begun; the pair is free, and the next run tries again", async () => {
    const failure = new LoadError("PART_NOT_LOADED", "the stores of live runs could not be loaded");
    vi.mocked(loadStores).mockRejectedValueOnce(failure);
    const getSignal = vi.fn(() => Promise.resolve(null));
    const live = setLiveStage({ minutes: flatMinutes(200), strategy: { getSignal } });
    stage = live;
    const start = vi.spyOn(lib.liveLogicService.runCollector, "start");
    await expect(lib.liveLogicService.run(live.symbol, live.context, () => false).next()).rejects.toBe(
      failure,
    );
    expect(getSignal).not.toHaveBeenCalled();
    expect(start).not.toHaveBeenCalled();
    expect(lib.runRegistryService.isTaken(live.symbol, live.context.strategyName, false)).toBe(false);
    live.collect(lib.liveLogicService.run(live.symbol, live.context, () => false));
    await live.settle();
    expect(getSignal).toHaveBeenCalled();
  });
});
