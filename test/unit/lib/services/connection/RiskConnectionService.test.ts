import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ClientRisk } from "../../../../../src/client/ClientRisk";
import { errorEmitter, riskSubject, validationSubject } from "../../../../../src/config/emitters";
import type { RiskContract } from "../../../../../src/contract/Risk.contract";
import type { IRiskSchema } from "../../../../../src/interfaces/Risk.interface";
import { inject } from "../../../../../src/lib/core/di";
import { TYPES } from "../../../../../src/lib/core/types";
import { RiskConnectionService } from "../../../../../src/lib/services/connection/RiskConnectionService";
import { ExecutionContextService } from "../../../../../src/lib/services/context/ExecutionContextService";
import { createSimulatedClock } from "../../../../../src/testing/simulated-clock";
import { setClock, yieldToEventLoop } from "../../../../../src/utils/clock";
import { ask, limitTo, position } from "../../../client/risk-fixtures";
import { T0 } from "../../../client/signal-fixtures";
import { createConnectionContainer } from "../connection-container";

const CONTEXT = { strategyName: "s1", riskName: "r", backtest: true };

describe("RiskConnectionService", () => {
  let services: ReturnType<typeof createConnectionContainer>;
  let detach: (() => void)[];

  const register = (schema: Partial<IRiskSchema> = {}): void => {
    const riskName = schema.riskName ?? "r";
    services.riskSchemaService.register(riskName, { ...schema, riskName });
  };

  const listen = (): RiskContract[] => {
    const events: RiskContract[] = [];
    detach.push(riskSubject.attach((event) => void events.push(event)));
    return events;
  };

  beforeEach(() => {
    services = createConnectionContainer();
    detach = [];
  });

  afterEach(() => {
    detach.forEach((end) => {
      end();
    });
  });

  describe("getRisk", () => {
    it("is what TYPES.riskConnectionService injects, and its client is ClientRisk", () => {
      register();
      const service = inject<RiskConnectionService>(TYPES.riskConnectionService);
      expect(service).toBeInstanceOf(RiskConnectionService);
      expect(service.getRisk("r", true)).toBeInstanceOf(ClientRisk);
    });

    it("the key is riskName:backtest, the last part the word backtest or live", () => {
      register();
      services.riskConnectionService.getRisk("r", true);
      services.riskConnectionService.getRisk("r", false);
      expect(services.riskConnectionService.getRisk.keys()).toEqual(["r:backtest", "r:live"]);
    });

    it("one instance per key, shared by all symbols and strategies", () => {
      register();
      const { getRisk } = services.riskConnectionService;
      expect(getRisk("r", true)).toBe(getRisk("r", true));
    });

    it("back-test and live never share an instance", async () => {
      register({ validations: [limitTo(1)] });
      const { riskConnectionService } = services;
      expect(riskConnectionService.getRisk("r", true)).not.toBe(riskConnectionService.getRisk("r", false));
      await riskConnectionService.addSignal("BTCUSDT", CONTEXT);
      expect(await riskConnectionService.checkSignal(ask("s2"), { riskName: "r", backtest: true })).toBe(
        false,
      );
      expect(await riskConnectionService.checkSignal(ask("s2"), { riskName: "r", backtest: false })).toBe(
        true,
      );
    });

    it("profiles are isolated by name", async () => {
      register({ validations: [limitTo(1)] });
      register({ riskName: "other", validations: [limitTo(1)] });
      const { riskConnectionService } = services;
      await riskConnectionService.addSignal("BTCUSDT", CONTEXT);
      expect(await riskConnectionService.checkSignal(ask("s2"), { riskName: "other", backtest: true })).toBe(
        true,
      );
    });

    it("an unknown profile leaves no entry behind and works once it is registered", () => {
      const { riskConnectionService } = services;
      expect(() => riskConnectionService.getRisk("r", true)).toThrow("r");
      expect(riskConnectionService.getRisk.keys()).toEqual([]);
      register();
      expect(riskConnectionService.getRisk("r", true)).toBeInstanceOf(ClientRisk);
    });
  });

  describe("what reports are given", () => {
    it("a refusal is in the reports before any listener hears of it, as the very event; what is allowed is not", async () => {
      const log: string[] = [];
      const collected: unknown[] = [];
      services = createConnectionContainer({
        refusal: (event) => {
          collected.push(event);
          log.push("report");
        },
      });
      register({ validations: [limitTo(1)] });
      const heard: unknown[] = [];
      detach.push(
        riskSubject.attach((event) => {
          heard.push(event);
          log.push("listener");
        }),
      );
      const { riskConnectionService } = services;
      await riskConnectionService.checkSignal(ask("s2"), CONTEXT);
      expect(log).toEqual([]);
      await riskConnectionService.addSignal("BTCUSDT", CONTEXT);
      await riskConnectionService.checkSignal(ask("s2"), CONTEXT);
      expect(log).toEqual(["report", "listener"]);
      expect(heard[0]).toBe(collected[0]);
      expect(collected).toEqual([
        expect.objectContaining({ symbol: "BTCUSDT", strategyName: "s2", backtest: true }),
      ]);
    });
  });

  describe("waitForInit", () => {
    const live = { ...CONTEXT, backtest: false };

    it("concurrent first calls make one instance and load once", async () => {
      register();
      const { riskConnectionService, riskPersistence } = services;
      await Promise.all([
        riskConnectionService.checkSignal(ask(), live),
        riskConnectionService.addSignal("BTCUSDT", live),
        riskConnectionService.removeSignal("ETHUSDT", live),
      ]);
      expect(riskConnectionService.getRisk.keys()).toEqual(["r:live"]);
      expect(riskPersistence.read).toHaveBeenCalledExactlyOnceWith("r");
    });

    let restoreClock = (): void => undefined;

    beforeEach(() => {
      // The stored positions are alive.
      restoreClock = setClock(createSimulatedClock({ start: T0 }));
    });

    afterEach(() => {
      restoreClock();
    });

    it("a load that failed is retried at the next call, and nothing works on half a state", async () => {
      register({ validations: [limitTo(1)] });
      const { riskConnectionService, riskPersistence } = services;
      riskPersistence.read
        .mockRejectedValueOnce(new Error("disk"))
        .mockResolvedValue([["s9:BTCUSDT", position("s9")]]);
      await expect(riskConnectionService.addSignal("BTCUSDT", live)).rejects.toThrow("disk");
      expect(riskPersistence.write).not.toHaveBeenCalled();
      expect(await riskConnectionService.checkSignal(ask(), live)).toBe(false);
      expect(riskPersistence.read).toHaveBeenCalledTimes(2);
    });

    it("a back-test touches no store", async () => {
      register();
      const { riskConnectionService, riskPersistence } = services;
      await riskConnectionService.addSignal("BTCUSDT", CONTEXT);
      await riskConnectionService.removeSignal("BTCUSDT", CONTEXT);
      expect(riskPersistence.read).not.toHaveBeenCalled();
      expect(riskPersistence.write).not.toHaveBeenCalled();
    });
  });

  it("addSignal and removeSignal move the count of the profile", async () => {
    register({ validations: [limitTo(1)] });
    const { riskConnectionService } = services;
    await riskConnectionService.addSignal("BTCUSDT", CONTEXT);
    expect(await riskConnectionService.checkSignal(ask("s2"), CONTEXT)).toBe(false);
    await riskConnectionService.removeSignal("BTCUSDT", CONTEXT);
    expect(await riskConnectionService.checkSignal(ask("s2"), CONTEXT)).toBe(true);
  });

  describe("emission", () => {
    const refuse = (): never => {
      throw new Error("max 0");
    };

    it("a refusal emits the validation's error, then the event with the time of the check, then the callback (pitfall 78)", async () => {
      const log: string[] = [];
      register({
        validations: [{ validate: refuse, note: "none" }],
        callbacks: { onRejected: () => void log.push("callback") },
      });
      const events: RiskContract[] = [];
      detach.push(
        validationSubject.attach(async (error) => {
          await yieldToEventLoop();
          log.push(error instanceof Error ? error.message : "");
        }),
        riskSubject.attach(async (event) => {
          await yieldToEventLoop();
          log.push("event");
          events.push(event);
        }),
      );
      const params = ask();
      expect(await services.riskConnectionService.checkSignal(params, CONTEXT)).toBe(false);
      expect(log).toEqual(["max 0", "event", "callback"]);
      const { timestamp, ...rest } = params;
      expect(events).toEqual([
        { ...rest, timestamp: T0, activePositionCount: 0, comment: "none", backtest: true },
      ]);
      expect(Object.isFrozen(events[0])).toBe(true);
      expect(timestamp).toBe(T0);
    });

    it("an approval emits nothing", async () => {
      register();
      const events = listen();
      await services.riskConnectionService.checkSignal(ask(), CONTEXT);
      expect(events).toEqual([]);
    });

    it("a listener that throws does not turn a refusal into a position (pitfall 91)", async () => {
      register({ validations: [refuse] });
      const report = vi.fn();
      detach.push(
        errorEmitter.attach(report),
        riskSubject.attach(() => {
          throw new Error("listener");
        }),
      );
      const { riskConnectionService } = services;
      expect(await riskConnectionService.checkSignal(ask(), CONTEXT)).toBe(false);
      expect(report).toHaveBeenCalledExactlyOnceWith(new Error("listener"));
    });

    it("a callback that throws goes to errorEmitter", async () => {
      register({
        callbacks: {
          onAllowed: () => {
            throw new Error("callback");
          },
        },
      });
      const report = vi.fn();
      detach.push(errorEmitter.attach(report));
      expect(await services.riskConnectionService.checkSignal(ask(), CONTEXT)).toBe(true);
      expect(report).toHaveBeenCalledExactlyOnceWith(new Error("callback"));
    });

    it("a merged or single client of the service emits through it as well", async () => {
      register({ validations: [refuse] });
      const events = listen();
      await services.riskConnectionService.getRisk("r", false).reserve(ask());
      expect(events).toMatchObject([{ comment: "max 0", backtest: false }]);
    });
  });

  it("validations see the context of the tick and the settings of the service", async () => {
    const seen: number[] = [];
    register({
      validations: [
        () => {
          seen.push(new ExecutionContextService().context.when.getTime());
        },
      ],
    });
    await ExecutionContextService.runInContext(
      () => services.riskConnectionService.checkSignal(ask(), CONTEXT),
      {
        symbol: "BTCUSDT",
        when: new Date(T0),
        backtest: true,
      },
    );
    expect(seen).toEqual([T0]);
  });

  describe("dropUnused", () => {
    it.each([true, false])(
      "keeps a profile that counts a position, with its rules, and drops it once it counts none (back-test: %s)",
      async (backtest) => {
        register({ validations: [limitTo(1)] });
        const { riskConnectionService } = services;
        const context = { ...CONTEXT, backtest };
        const used = riskConnectionService.getRisk("r", backtest);
        const unused = riskConnectionService.getRisk("r", !backtest);
        await riskConnectionService.addSignal("BTCUSDT", context);
        riskConnectionService.dropUnused("r");
        expect(riskConnectionService.getRisk("r", backtest)).toBe(used);
        expect(riskConnectionService.getRisk("r", !backtest)).not.toBe(unused);
        expect(await riskConnectionService.checkSignal(ask("s2"), context)).toBe(false);
        await riskConnectionService.removeSignal("BTCUSDT", context);
        riskConnectionService.dropUnused("r");
        expect(riskConnectionService.getRisk("r", backtest)).not.toBe(used);
      },
    );

    it("keeps a profile whose place is only reserved", async () => {
      register({ validations: [limitTo(1)] });
      const { riskConnectionService } = services;
      const risk = riskConnectionService.getRisk("r", true);
      const decision = await risk.reserve(ask());
      riskConnectionService.dropUnused("r");
      expect(riskConnectionService.getRisk("r", true)).toBe(risk);
      if (decision.allowed) {
        decision.reservation.release();
      }
      riskConnectionService.dropUnused("r");
      expect(riskConnectionService.getRisk("r", true)).not.toBe(risk);
    });
  });

  describe("clear", () => {
    const fill = (): void => {
      register();
      register({ riskName: "other" });
      for (const name of ["r", "other"]) {
        services.riskConnectionService.getRisk(name, true);
        services.riskConnectionService.getRisk(name, false);
      }
    };

    it("of one profile drops that profile in that mode", async () => {
      fill();
      await services.riskConnectionService.clear(true, "r");
      expect(services.riskConnectionService.getRisk.keys()).toEqual([
        "r:live",
        "other:backtest",
        "other:live",
      ]);
    });

    it("without a name drops all profiles of that mode and none of the other (pitfall 81)", async () => {
      fill();
      await services.riskConnectionService.clear(true);
      expect(services.riskConnectionService.getRisk.keys()).toEqual(["r:live", "other:live"]);
      await services.riskConnectionService.clear(false);
      expect(services.riskConnectionService.getRisk.keys()).toEqual([]);
    });

    it("a name that ends like a mode is not taken for one", async () => {
      register({ riskName: "x:live" });
      services.riskConnectionService.getRisk("x:live", true);
      await services.riskConnectionService.clear(false);
      expect(services.riskConnectionService.getRisk.keys()).toHaveLength(1);
      await services.riskConnectionService.clear(true, "x:live");
      expect(services.riskConnectionService.getRisk.keys()).toEqual([]);
    });
  });
});
