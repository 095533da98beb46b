import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadCandleReader } from "../../../src/client/load-candle-reader";
import { LoadError } from "../../../src/errors/LoadError";
import { Backtest, lib } from "../../../src/index";
import { registerRun, runBacktest, useSettings } from "../../support/run";
import { flatMinutes } from "../../support/market";
import { answerAll, createMarket, createRun, HOUR, runAt, START, SYMBOL } from "./exchange-fixture";

vi.mock(import("../../../src/client/load-candle-reader"), async (original) => {
  const part = await original();
  return {
    loadCandleReader: Object.assign(vi.fn(part.loadCandleReader), {
      peek: vi.fn(part.loadCandleReader.peek),
    }),
  };
});

const FAILURE = new LoadError("PART_NOT_LOADED", "the reading of candles could not be loaded");

beforeEach(() => {
  useSettings();
});

afterEach(() => {
  vi.mocked(loadCandleReader).mockClear();
  vi.mocked(loadCandleReader.peek).mockClear();
});

describe("what reads candles", () => {
  it("is loaded by the first read, where no run has done that; a read whose load fails is tried again", async () => {
    // Not there for the read that fails, and for two at once.
    for (let times = 0; times < 3; times += 1) {
      vi.mocked(loadCandleReader.peek).mockReturnValueOnce(undefined);
    }
    vi.mocked(loadCandleReader).mockRejectedValueOnce(FAILURE);
    const { client } = createMarket({ adapter: answerAll });
    expect(loadCandleReader).not.toHaveBeenCalled();
    const read = (): Promise<readonly unknown[]> =>
      runAt(createRun(), START + 10 * HOUR, () => client.getCandles(SYMBOL, "1h", 2), true);
    await expect(read()).rejects.toBe(FAILURE);
    const [one, other] = await Promise.all([read(), read()]);
    expect([one.length, other.length]).toEqual([2, 2]);
    expect(loadCandleReader).toHaveBeenCalledTimes(3);
    expect(await read()).toHaveLength(2);
    expect(loadCandleReader).toHaveBeenCalledTimes(3);
  });

  it("hears of runs that share their candles, whenever they said so, and of none that has ended", async () => {
    const { CandleReader } = await loadCandleReader();
    const keep = vi.spyOn(CandleReader.prototype, "keepCandles");
    const { client } = createMarket({ adapter: answerAll });
    const [first, second, ended] = [createRun(), createRun(), createRun()];
    const keeper = {};
    client.keepCandles(first, keeper);
    client.keepCandles(ended, keeper);
    client.release(ended);
    expect(keep).not.toHaveBeenCalled();
    await runAt(first, START + 10 * HOUR, () => client.getCandles(SYMBOL, "1h", 2), true);
    expect(keep.mock.calls).toEqual([[first, keeper]]);
    client.keepCandles(second, keeper);
    expect(keep.mock.calls).toEqual([
      [first, keeper],
      [second, keeper],
    ]);
    keep.mockRestore();
  });
});

describe("a back-test", () => {
  it("has it before its first frame, so that no frame waits for it", async () => {
    const order: string[] = [];
    const load = vi.mocked(loadCandleReader).getMockImplementation();
    vi.mocked(loadCandleReader).mockImplementationOnce(async () => {
      const part = await load?.();
      if (part === undefined) {
        throw FAILURE;
      }
      order.push("loaded");
      return part;
    });
    await runBacktest({
      minutes: flatMinutes(30),
      to: 12,
      strategy: {
        getSignal: () => {
          order.push("getSignal");
          return Promise.resolve(null);
        },
      },
    });
    expect(order.slice(0, 2)).toEqual(["loaded", "getSignal"]);
    expect(loadCandleReader).toHaveBeenCalledTimes(1);
  });

  it("whose load fails fails before its first frame; its pair is free, and the next one tries again", async () => {
    vi.mocked(loadCandleReader).mockRejectedValueOnce(FAILURE);
    const getSignal = vi.fn(() => Promise.resolve(null));
    const { context } = registerRun({ minutes: flatMinutes(30), to: 12, strategy: { getSignal } });
    await expect(Backtest.run("BTCUSDT", context).next()).rejects.toBe(FAILURE);
    expect(getSignal).not.toHaveBeenCalled();
    expect(lib.runRegistryService.isTaken("BTCUSDT", context.strategyName, true)).toBe(false);
    expect((await Backtest.run("BTCUSDT", context).next()).done).toBe(true);
    expect(getSignal).toHaveBeenCalled();
  });
});
