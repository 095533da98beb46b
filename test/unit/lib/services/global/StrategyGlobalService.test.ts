import { beforeEach, describe, expect, it } from "vitest";
import type { ISignalDto } from "../../../../../src/interfaces/Signal.interface";
import { lib } from "../../../../../src/lib/index";
import { MethodContextService } from "../../../../../src/lib/services/context/MethodContextService";
import { flatMinutes, setMinute } from "../../../../support/market";
import { registerRun, useSettings } from "../../../../support/run";
import { at, LONG } from "../../../../support/trial";

const service = lib.strategyGlobalService;

const SYMBOL = "BTCUSDT";

const register = (answers: (ISignalDto | null)[] = []) => {
  const minutes = flatMinutes(90);
  setMinute(minutes, 12, { high: 111 });
  const { context } = registerRun({
    minutes,
    to: 60,
    strategy: { getSignal: () => Promise.resolve(answers.shift() ?? null) },
  });
  return context;
};

const inside = <T>(context: ReturnType<typeof register>, step: () => Promise<T>): Promise<T> =>
  MethodContextService.runInContext(step, context);

beforeEach(() => {
  useSettings();
});

describe("the way in to strategies", () => {
  it.each<[string, (strategyName: string) => Promise<unknown>]>([
    ["tick", () => service.tick(SYMBOL, new Date(at(10)), true)],
    ["backtest", () => service.backtest(SYMBOL, flatMinutes(20), new Date(at(10)), true)],
    ["getPendingSignal", (strategyName) => service.getPendingSignal(true, SYMBOL, strategyName)],
    ["getStopped", (strategyName) => service.getStopped(true, SYMBOL, strategyName)],
  ])("%s outside of a method context is CONTEXT_MISSING and names itself", async (method, call) => {
    await expect(call(register().strategyName)).rejects.toMatchObject({
      code: "CONTEXT_MISSING",
      message: `strategyGlobalService ${method} requires a method context`,
    });
  });

  it.each<[string, () => Promise<unknown>]>([
    ["tick", () => service.tick(SYMBOL, new Date(at(10)), true)],
    ["backtest", () => service.backtest(SYMBOL, flatMinutes(20), new Date(at(10)), true)],
    ["getPendingSignal", () => service.getPendingSignal(true, SYMBOL, "nobody")],
    ["getStopped", () => service.getStopped(true, SYMBOL, "nobody")],
    ["stop", () => service.stop(true, { symbol: SYMBOL, strategyName: "nobody" })],
  ])("%s of an unknown strategy is NAME_UNKNOWN and creates no client", async (method, call) => {
    await expect(inside({ ...register(), strategyName: "nobody" }, call)).rejects.toMatchObject({
      code: "NAME_UNKNOWN",
      message: `strategy nobody not found source=strategyGlobalService ${method}`,
    });
    expect(lib.strategyConnectionService.getStrategy.keys().join()).not.toContain("nobody");
  });

  it("tick enters the execution context of its instant; backtest follows what it opened; getters tell", async () => {
    const context = register([LONG]);
    const { strategyName } = context;
    await inside(context, async () => {
      expect(await service.getPendingSignal(true, SYMBOL, strategyName)).toBeNull();
      const opened = await service.tick(SYMBOL, new Date(at(10)), true);
      expect(opened).toMatchObject({ action: "opened", signal: { pendingAt: at(10) } });
      expect(await service.getPendingSignal(true, SYMBOL, strategyName)).toBe(opened.signal);
      expect(await service.getPendingSignal(false, SYMBOL, strategyName)).toBeNull();
      expect(service.getOutlook(true, SYMBOL, strategyName)).toMatchObject({
        held: opened.signal,
        nextMinute: at(10),
      });
      const candles = await lib.exchangeGlobalService.getNextCandles(SYMBOL, "1m", 9, new Date(at(6)), true);
      const closed = await service.backtest(SYMBOL, candles, new Date(at(10)), true);
      expect(closed).toMatchObject({ action: "closed", closeReason: "take_profit", closeTimestamp: at(12) });
      expect(await service.getPendingSignal(true, SYMBOL, strategyName)).toBeNull();
    });
    expect(lib.executionContextService.peekContext()).toBeUndefined();
  });

  it("follow is backtest, and lookUpNextCandles getNextCandles, without a promise where nothing waits", async () => {
    const context = register([LONG, LONG]);
    await inside(context, async () => {
      for (const name of ["backtest", "follow"] as const) {
        await service.tick(SYMBOL, new Date(at(name === "backtest" ? 10 : 20)), true);
        const { nextMinute } = service.getOutlook(true, SYMBOL, context.strategyName);
        const when = new Date(nextMinute ?? 0);
        const since = new Date(when.getTime() - 4 * 60_000);
        const read = [SYMBOL, "1m", 9, since, true] as const;
        const candles = await lib.exchangeGlobalService.getNextCandles(...read);
        const series = lib.exchangeGlobalService.lookUpNextCandles(...read);
        if (series instanceof Promise) {
          throw new Error("the candles are there already");
        }
        expect(series.toCandles()).toEqual(candles);
        expect(lib.exchangeGlobalService.tellNextCandles(SYMBOL, "1m", when)).toBeUndefined();
        const result =
          name === "follow"
            ? service.follow(SYMBOL, series, when, true)
            : service.backtest(SYMBOL, candles, when, true);
        expect(result instanceof Promise).toBe(name === "backtest");
        expect(await result).toMatchObject({ action: "closed" });
      }
    });
    expect(lib.executionContextService.peekContext()).toBeUndefined();
  });

  it("stop works outside of a run, for one mode of one pair", async () => {
    const context = register();
    const { strategyName } = context;
    await service.stop(true, { symbol: SYMBOL, strategyName });
    await inside(context, async () => {
      expect(await service.getStopped(true, SYMBOL, strategyName)).toBe(true);
      expect(await service.getStopped(false, SYMBOL, strategyName)).toBe(false);
      expect(await service.getStopped(true, "ETHUSDT", strategyName)).toBe(false);
    });
  });

  it("clear drops one pair of a mode, or all pairs of both modes", async () => {
    const { strategyName } = register();
    const { getStrategy } = lib.strategyConnectionService;
    const keysOfStrategy = (): string[] =>
      getStrategy.keys().filter((key) => key.includes(`:${strategyName}:`));
    getStrategy(SYMBOL, strategyName, true);
    getStrategy("ETHUSDT", strategyName, true);
    getStrategy(SYMBOL, strategyName, false);
    await service.clear(true, { symbol: SYMBOL, strategyName });
    expect(keysOfStrategy()).toEqual([`ETHUSDT:${strategyName}:backtest`, `BTCUSDT:${strategyName}:live`]);
    await service.clear(true);
    expect(keysOfStrategy()).toEqual([]);
  });
});
