import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  addRisk,
  addStrategy,
  ExecutionContextService,
  lib,
  listenSignal,
  listenSignalBacktest,
  listenSignalLive,
  MethodContextService,
} from "../../../../../src/index";
import { ClientStrategy } from "../../../../../src/client/ClientStrategy";
import { MergeRisk } from "../../../../../src/client/MergeRisk";
import { NOOP_RISK } from "../../../../../src/client/noop-risk";
import { inject } from "../../../../../src/lib/core/di";
import { TYPES } from "../../../../../src/lib/core/types";
import { flatMinutes, MINUTE, START } from "../../../../support/market";
import { longRow } from "../../../client/signal-fixtures";
import { registerRun, uniqueName, useSettings } from "../../../../support/run";

const service = lib.strategyConnectionService;
const noSignal = (): Promise<null> => Promise.resolve(null);

const addNamed = (schema: { riskName?: string; riskList?: string[] } = {}): string => {
  const strategyName = uniqueName("strategy");
  addStrategy({ strategyName, interval: "1m", getSignal: noSignal, ...schema });
  return strategyName;
};

const addRiskNamed = (log: string[] = [], verdict?: string): string => {
  const riskName = uniqueName("risk");
  const judge = (): void => {
    log.push(riskName);
    if (verdict !== undefined) {
      throw new Error(verdict);
    }
  };
  addRisk({ riskName, validations: [judge] });
  return riskName;
};

const CHECK = {
  symbol: "BTCUSDT",
  strategyName: "any",
  exchangeName: "any",
  currentPrice: 100,
  timestamp: START,
  pendingSignal: { position: "long", priceTakeProfit: 110, priceStopLoss: 90, minuteEstimatedTime: 5 },
} as const;

beforeEach(() => {
  useSettings();
});

describe("seed: StrategyConnectionService is keyed by symbol:strategyName:backtest", () => {
  it("one client per key; the key ends in the word backtest or live", () => {
    const strategyName = addNamed();
    const first = service.getStrategy("BTCUSDT", strategyName, true);
    expect(first).toBeInstanceOf(ClientStrategy);
    expect(service.getStrategy("BTCUSDT", strategyName, true)).toBe(first);
    expect(service.getStrategy.keys()).toContain(`BTCUSDT:${strategyName}:backtest`);
    service.getStrategy("BTCUSDT", strategyName, false);
    expect(service.getStrategy.keys()).toContain(`BTCUSDT:${strategyName}:live`);
  });

  it("isolation: backtest and live, two symbols, two strategies never share a client", () => {
    const strategyName = addNamed();
    const other = addNamed();
    const clients = [
      service.getStrategy("BTCUSDT", strategyName, true),
      service.getStrategy("BTCUSDT", strategyName, false),
      service.getStrategy("ETHUSDT", strategyName, true),
      service.getStrategy("BTCUSDT", other, true),
    ];
    expect(new Set(clients).size).toBe(4);
  });

  it("concurrent first calls make one client", async () => {
    const strategyName = addNamed();
    const clients = await Promise.all(
      Array.from({ length: 20 }, async () => {
        await Promise.resolve();
        return service.getStrategy("BTCUSDT", strategyName, true);
      }),
    );
    expect(new Set(clients).size).toBe(1);
  });

  it("a factory that throws (unknown strategy) leaves no entry behind and works once the strategy is there", () => {
    const strategyName = uniqueName("late");
    expect(() => service.getStrategy("BTCUSDT", strategyName, true)).toThrow(
      `not registered name=${strategyName} registryName=strategySchema`,
    );
    expect(service.getStrategy.has(`BTCUSDT:${strategyName}:backtest`)).toBe(false);
    addStrategy({ strategyName, interval: "1m", getSignal: noSignal });
    expect(service.getStrategy("BTCUSDT", strategyName, true)).toBeInstanceOf(ClientStrategy);
  });

  it("a name with a colon cannot share a client with another pair", () => {
    const short = uniqueName("x");
    const long = `B:${short}`;
    addStrategy({ strategyName: short, interval: "1m", getSignal: noSignal });
    addStrategy({ strategyName: long, interval: "1m", getSignal: noSignal });
    expect(service.getStrategy("A:B", short, true)).not.toBe(service.getStrategy("A", long, true));
  });
});

describe("seed: clear drops one instance or all", () => {
  it("one pair: that client is gone, others stay", async () => {
    const strategyName = addNamed();
    const cleared = service.getStrategy("BTCUSDT", strategyName, true);
    const live = service.getStrategy("BTCUSDT", strategyName, false);
    const other = service.getStrategy("ETHUSDT", strategyName, true);
    await service.clear(true, { symbol: "BTCUSDT", strategyName });
    expect(service.getStrategy("BTCUSDT", strategyName, true)).not.toBe(cleared);
    expect(service.getStrategy("BTCUSDT", strategyName, false)).toBe(live);
    expect(service.getStrategy("ETHUSDT", strategyName, true)).toBe(other);
  });

  it("no pair: all clients, of both modes", async () => {
    const strategyName = addNamed();
    const backtest = service.getStrategy("BTCUSDT", strategyName, true);
    const live = service.getStrategy("BTCUSDT", strategyName, false);
    await service.clear(true);
    expect(service.getStrategy("BTCUSDT", strategyName, true)).not.toBe(backtest);
    expect(service.getStrategy("BTCUSDT", strategyName, false)).not.toBe(live);
  });
});

describe("seed: injected dependencies and DI symbol", () => {
  it("is registered under TYPES.strategyConnectionService and hands the client its collaborators", () => {
    expect(inject(TYPES.strategyConnectionService)).toBe(service);
    const { params } = service.getStrategy("BTCUSDT", addNamed(), true);
    expect(params.execution).toBe(lib.executionContextService);
    expect(params.method).toBe(lib.methodContextService);
    expect(params.logger).toBe(lib.loggerService);
    expect(params.exchange).toBe(lib.exchangeConnectionService);
    expect(params.partial).toBe(lib.partialConnectionService);
    expect(params).toMatchObject({ symbol: "BTCUSDT", interval: "1m", backtest: true });
  });
});

describe("seed: the four ways to name risk profiles", () => {
  const riskOf = (strategyName: string): unknown =>
    service.getStrategy("BTCUSDT", strategyName, true).params.risk;

  it("none: NOOP_RISK", () => {
    expect(riskOf(addNamed())).toBe(NOOP_RISK);
    expect(riskOf(addNamed({ riskList: [] }))).toBe(NOOP_RISK);
  });

  it("riskName only: that profile itself, of the same mode", () => {
    const riskName = addRiskNamed();
    expect(riskOf(addNamed({ riskName }))).toBe(lib.riskConnectionService.getRisk(riskName, true));
  });

  it("riskList only: merged in the order of the list", async () => {
    const log: string[] = [];
    const names = [addRiskNamed(log), addRiskNamed(log)];
    const { risk } = service.getStrategy("BTCUSDT", addNamed({ riskList: names }), true).params;
    expect(risk).toBeInstanceOf(MergeRisk);
    expect(await risk.checkSignal(CHECK)).toBe(true);
    expect(log).toEqual(names);
  });

  it("both: riskName first, then the list; the first refusal ends it", async () => {
    const log: string[] = [];
    const first = addRiskNamed(log);
    const second = addRiskNamed(log, "no");
    const third = addRiskNamed(log);
    const strategyName = addNamed({ riskName: first, riskList: [second, third] });
    const { risk } = service.getStrategy("BTCUSDT", strategyName, true).params;
    expect(await risk.checkSignal(CHECK)).toBe(false);
    expect(log).toEqual([first, second]);
  });

  it("a name in both places counts once (pitfall 88)", async () => {
    const log: string[] = [];
    const riskName = addRiskNamed(log);
    const { risk } = service.getStrategy(
      "BTCUSDT",
      addNamed({ riskName, riskList: [riskName] }),
      true,
    ).params;
    await risk.checkSignal(CHECK);
    expect(log).toEqual([riskName]);
  });

  it("the profile is looked up at each use, so a cleared one is never used on (pitfall 80)", async () => {
    const riskName = addRiskNamed();
    const { params } = service.getStrategy("BTCUSDT", addNamed({ riskName }), true);
    const before = params.risk;
    await lib.riskConnectionService.clear(true, riskName);
    expect(params.risk).not.toBe(before);
    expect(params.risk).toBe(lib.riskConnectionService.getRisk(riskName, true));
  });
});

describe("seed: tick routes by context, waits for initialisation, emits in order", () => {
  const tickAt = async (
    context: { strategyName: string; exchangeName: string; frameName: string },
    minute: number,
    backtest: boolean,
  ): Promise<unknown> => {
    const when = new Date(START + minute * MINUTE);
    const tick = (): Promise<unknown> => service.tick("BTCUSDT", context.strategyName);
    return await MethodContextService.runInContext(
      () => ExecutionContextService.runInContext(tick, { symbol: "BTCUSDT", when, backtest }),
      context,
    );
  };

  it("the mode's emitter first, then the common one, with the returned object itself", async () => {
    const { context } = registerRun({ minutes: flatMinutes(60), to: 30, strategy: { getSignal: noSignal } });
    const seen: [string, unknown][] = [];
    const stops = [
      listenSignal((event) => void seen.push(["signal", event])),
      listenSignalBacktest((event) => void seen.push(["backtest", event])),
      listenSignalLive((event) => void seen.push(["live", event])),
    ];
    const backtest = await tickAt(context, 10, true);
    const live = await tickAt(context, 11, false);
    stops.forEach((stop) => stop());
    expect(seen).toEqual([
      ["backtest", backtest],
      ["signal", backtest],
      ["live", live],
      ["signal", live],
    ]);
    expect(seen[0]?.[1]).toBe(backtest);
  });

  it("waitForInit runs once for concurrent calls and is tried again after a failure (pitfalls 68, 120)", async () => {
    const { context } = registerRun({ minutes: flatMinutes(60), to: 30, strategy: { getSignal: noSignal } });
    const { persistence } = service.getStrategy("BTCUSDT", context.strategyName, false).params;
    let reads = 0;
    const original = persistence.readPending.bind(persistence);
    persistence.readPending = (owner) => {
      reads += 1;
      return reads === 1 ? Promise.reject(new Error("disk is busy")) : original(owner);
    };
    try {
      const failed = await Promise.allSettled([tickAt(context, 10, false), tickAt(context, 10, false)]);
      expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
      expect(reads).toBe(1);
      await Promise.all([tickAt(context, 10, false), tickAt(context, 10, false)]);
      const readsOfInit = reads;
      await tickAt(context, 11, false);
      expect(reads).toBe(readsOfInit);
    } finally {
      persistence.readPending = original;
    }
  });

  it("pitfall 66: the same client under another exchange throws until it is cleared", async () => {
    const { context } = registerRun({ minutes: flatMinutes(60), to: 30, strategy: { getSignal: noSignal } });
    const other = registerRun({ minutes: flatMinutes(60, 50), to: 30, strategy: { getSignal: noSignal } });
    await tickAt(context, 10, true);
    const moved = { ...context, exchangeName: other.context.exchangeName };
    await expect(tickAt(moved, 11, true)).rejects.toMatchObject({ code: "STRATEGY_CONTEXT_CHANGED" });
    await service.clear(true, { symbol: "BTCUSDT", strategyName: context.strategyName });
    expect(await tickAt(moved, 11, true)).toMatchObject({ action: "idle", currentPrice: 50 });
  });

  describe("what needs the stored state waits for initialisation (pitfall 71)", () => {
    type Context = ReturnType<typeof registerRun>["context"];
    const register = (): Context =>
      registerRun({ minutes: flatMinutes(60), to: 30, strategy: { getSignal: noSignal } }).context;
    const inLive = async <T>(context: Context, call: (strategyName: string) => Promise<T>): Promise<T> => {
      const when = new Date(START + 10 * MINUTE);
      return await MethodContextService.runInContext(
        () =>
          ExecutionContextService.runInContext(() => call(context.strategyName), {
            symbol: "BTCUSDT",
            when,
            backtest: false,
          }),
        context,
      );
    };
    const failOnce = (): void => {
      vi.spyOn(service.strategyPersistence, "readPending").mockRejectedValueOnce(new Error("disk is busy"));
    };
    const tick = (strategyName: string): Promise<unknown> => service.tick("BTCUSDT", strategyName);
    const backtest = (strategyName: string): Promise<unknown> =>
      service.backtest("BTCUSDT", strategyName, flatMinutes(9));
    const advance = (strategyName: string): Promise<unknown> =>
      service.advance("BTCUSDT", strategyName, [], START);
    const getPendingSignal = (strategyName: string): Promise<unknown> =>
      service.getPendingSignal(false, "BTCUSDT", strategyName);
    const getStopped = (strategyName: string): Promise<boolean> =>
      service.getStopped(false, "BTCUSDT", strategyName);
    const stop = (strategyName: string): Promise<void> =>
      service.stop(false, { symbol: "BTCUSDT", strategyName });

    it.each([tick, backtest, advance, getPendingSignal])(
      "$name initialises the client, once for three calls",
      async (call) => {
        const context = register();
        const read = vi.spyOn(service.strategyPersistence, "readPending");
        vi.spyOn(service.strategyPersistence, "requireSound").mockResolvedValue();
        await Promise.allSettled([inLive(context, call), inLive(context, call)]);
        await Promise.allSettled([inLive(context, call)]);
        const { strategyName, exchangeName } = context;
        expect(read).toHaveBeenCalledExactlyOnceWith({ symbol: "BTCUSDT", strategyName, exchangeName });
      },
    );

    it.each([tick, backtest, advance, getPendingSignal])(
      "$name fails with what its initialisation failed with",
      async (call) => {
        const context = register();
        failOnce();
        await expect(inLive(context, call)).rejects.toThrow("disk is busy");
      },
    );

    it("getPendingSignal tells of a stored position before the first tick", async () => {
      const context = register();
      const { strategyName, exchangeName } = context;
      const row = longRow({ symbol: "BTCUSDT", strategyName, exchangeName });
      vi.spyOn(service.strategyPersistence, "readPending").mockResolvedValue({ row, transition: null });
      expect(await inLive(context, getPendingSignal)).toEqual(row);
    });

    it("stop and getStopped need nothing of it: not even inside of a tick, which may be another run's, is a store looked at", async () => {
      const context = register();
      const read = vi.spyOn(service.strategyPersistence, "readPending");
      expect(await inLive(context, getStopped)).toBe(false);
      await inLive(context, stop);
      expect(await getStopped(context.strategyName)).toBe(true);
      expect(read).not.toHaveBeenCalled();
    });
  });

  it("getPendingSignal, getStopped and stop need no context", async () => {
    const strategyName = addNamed();
    expect(await service.getPendingSignal(true, "BTCUSDT", strategyName)).toBeNull();
    expect(await service.getStopped(true, "BTCUSDT", strategyName)).toBe(false);
    await service.stop(true, { symbol: "BTCUSDT", strategyName });
    expect(await service.getStopped(true, "BTCUSDT", strategyName)).toBe(true);
    expect(await service.getStopped(false, "BTCUSDT", strategyName)).toBe(false);
  });
});
