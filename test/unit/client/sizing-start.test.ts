import { afterEach, describe, expect, it, vi } from "vitest";
import { loadSizingWork } from "../../../src/client/load-sizing-work";
import { LoadError } from "../../../src/errors/LoadError";
import { addSizing } from "../../../src/function/add";
import { lib, PositionSize } from "../../../src/index";
import { uniqueName } from "../../support/run";
import { setLiveStage, type LiveStage } from "../../support/live-stage";
import { flatMinutes } from "../../support/market";
import { yieldToEventLoop } from "../../../src/utils/clock";

vi.mock(import("../../../src/client/load-sizing-work"), async (original) => {
  const work = await original();
  return { loadSizingWork: Object.assign(vi.fn(work.loadSizingWork), { peek: work.loadSizingWork.peek }) };
});

const FAILURE = new LoadError("PART_NOT_LOADED", "the work of sizings could not be loaded");

let stage: LiveStage | null = null;

const register = (): { sizingName: string } => {
  const sizingName = uniqueName("sizing");
  addSizing({ sizingName, method: "fixed-percentage", riskPercentage: 1 });
  return { sizingName };
};

afterEach(async () => {
  await stage?.end();
  stage = null;
  vi.mocked(loadSizingWork).mockClear();
});

describe("what makes sizes", () => {
  it("is not there before a sizing is registered, and is loaded then", async () => {
    expect(loadSizingWork).not.toHaveBeenCalled();
    expect(loadSizingWork.peek()).toBeUndefined();
    vi.mocked(loadSizingWork).mockRejectedValueOnce(FAILURE);
    register();
    expect(loadSizingWork).toHaveBeenCalledTimes(1);
    // One that fails is nobody's unhandled rejection; the next call tries again.
    await yieldToEventLoop();
  });

  it("that could not be loaded fails the calculation, and is tried again by the next one", async () => {
    vi.mocked(loadSizingWork).mockRejectedValueOnce(FAILURE);
    const context = register();
    vi.mocked(loadSizingWork).mockRejectedValueOnce(FAILURE);
    const size = (): Promise<number> => PositionSize.fixedPercentage("BTCUSDT", 10_000, 100, 90, context);
    await expect(size()).rejects.toBe(FAILURE);
    expect(await size()).toBe(10);
    expect(loadSizingWork.peek()).toBeDefined();
  });

  it("is loaded by a live run before its first tick where a sizing is registered; a failure fails the run", async () => {
    register();
    const getSignal = vi.fn(() => Promise.resolve(null));
    const live = setLiveStage({ minutes: flatMinutes(200), strategy: { getSignal } });
    stage = live;
    vi.mocked(loadSizingWork).mockRejectedValueOnce(FAILURE);
    await expect(lib.liveLogicService.run(live.symbol, live.context, () => false).next()).rejects.toBe(
      FAILURE,
    );
    expect(getSignal).not.toHaveBeenCalled();
  });
});
