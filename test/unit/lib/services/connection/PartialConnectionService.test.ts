import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ClientPartial } from "../../../../../src/client/ClientPartial";
import { partialLossSubject, partialProfitSubject } from "../../../../../src/config/emitters";
import type {
  PartialLossContract,
  PartialProfitContract,
} from "../../../../../src/contract/Partial.contract";
import { inject } from "../../../../../src/lib/core/di";
import { TYPES } from "../../../../../src/lib/core/types";
import { PartialConnectionService } from "../../../../../src/lib/services/connection/PartialConnectionService";
import { yieldToEventLoop } from "../../../../../src/utils/clock";
import { longRow, T0 } from "../../../client/signal-fixtures";
import { createConnectionContainer } from "../connection-container";

const WHEN = new Date(T0);
const ROW = longRow();

describe("PartialConnectionService", () => {
  let services: ReturnType<typeof createConnectionContainer>;
  let service: PartialConnectionService;
  let profits: PartialProfitContract[];
  let losses: PartialLossContract[];
  let detach: (() => void)[];

  beforeEach(() => {
    services = createConnectionContainer();
    service = services.partialConnectionService;
    profits = [];
    losses = [];
    detach = [
      partialProfitSubject.attach(async (event) => {
        await yieldToEventLoop();
        profits.push(event);
      }),
      partialLossSubject.attach(async (event) => {
        await yieldToEventLoop();
        losses.push(event);
      }),
    ];
  });

  afterEach(() => {
    detach.forEach((end) => {
      end();
    });
  });

  describe("getPartial", () => {
    it("is what TYPES.partialConnectionService injects, and its client is ClientPartial", () => {
      expect(inject(TYPES.partialConnectionService)).toBeInstanceOf(PartialConnectionService);
      expect(service.getPartial("id", true)).toBeInstanceOf(ClientPartial);
    });

    it("the key is signalId:backtest, the last part the word backtest or live", () => {
      service.getPartial("id", true);
      service.getPartial("id", false);
      expect(service.getPartial.keys()).toEqual(["id:backtest", "id:live"]);
    });

    it("one client per signal and mode", () => {
      expect(service.getPartial("id", true)).toBe(service.getPartial("id", true));
      expect(service.getPartial("id", true)).not.toBe(service.getPartial("id", false));
      expect(service.getPartial("id", true)).not.toBe(service.getPartial("other", true));
    });
  });

  describe("isHeard", () => {
    it("a level of a back-test is heard by listeners of its side and by a logger, one in live always", () => {
      expect([service.isHeard("profit", true), service.isHeard("loss", true)]).toEqual([true, true]);
      detach[0]?.();
      expect([service.isHeard("profit", true), service.isHeard("loss", true)]).toEqual([false, true]);
      detach[1]?.();
      expect([service.isHeard("profit", true), service.isHeard("loss", true)]).toEqual([false, false]);
      expect([service.isHeard("profit", false), service.isHeard("loss", false)]).toEqual([true, true]);
      const subscription = partialLossSubject.subscribe();
      expect([service.isHeard("profit", true), service.isHeard("loss", true)]).toEqual([false, true]);
      subscription.unsubscribe();
      const ignore = (): void => undefined;
      service.loggerService.setLogger({ log: ignore, debug: ignore, info: ignore, warn: ignore });
      expect([service.isHeard("profit", true), service.isHeard("loss", true)]).toEqual([true, true]);
    });
  });

  describe("profit and loss", () => {
    it("emit the new levels, ascending, and wait for the listeners", async () => {
      await service.profit("BTCUSDT", ROW, 103, 25, true, WHEN);
      expect(profits.map(({ level }) => level)).toEqual([10, 20]);
      await service.loss("BTCUSDT", ROW, 98, -15, true, WHEN);
      expect(losses.map(({ level }) => level)).toEqual([10]);
      expect(profits).toHaveLength(2);
    });

    it.each([
      ["profit", partialProfitSubject],
      ["loss", partialLossSubject],
    ] as const)(
      "a milestone of %s is in the reports before any listener hears of it",
      async (side, subject) => {
        const log: string[] = [];
        const collected: unknown[] = [];
        const { partialConnectionService } = createConnectionContainer({
          milestone: (action, event) => {
            collected.push(event);
            log.push(`report ${action} ${event.level}`);
          },
        });
        const heard: unknown[] = [];
        detach.push(
          subject.attach((event) => {
            heard.push(event);
            log.push(`listener ${event.level}`);
          }),
        );
        await partialConnectionService[side]("BTCUSDT", ROW, 100, 25, true, WHEN);
        expect(log).toEqual([`report ${side} 10`, "listener 10", `report ${side} 20`, "listener 20"]);
        expect(heard).toHaveLength(2);
        heard.forEach((event, index) => expect(event).toBe(collected[index]));
      },
    );

    it("events carry the documented fields and are frozen", async () => {
      await service.profit("BTCUSDT", ROW, 101, 10, true, WHEN);
      await service.loss("BTCUSDT", ROW, 99, 10, true, WHEN);
      const common = {
        symbol: "BTCUSDT",
        strategyName: "strategy",
        exchangeName: "exchange",
        data: ROW,
        level: 10,
        backtest: true,
        timestamp: T0,
      };
      expect(profits).toEqual([{ ...common, currentPrice: 101 }]);
      expect(losses).toEqual([{ ...common, currentPrice: 99 }]);
      expect([...profits, ...losses].every((event) => Object.isFrozen(event))).toBe(true);
    });

    it("back-test and live keep separate milestones of one signal", async () => {
      await service.profit("BTCUSDT", ROW, 101, 10, true, WHEN);
      await service.profit("BTCUSDT", ROW, 101, 10, false, WHEN);
      expect(profits.map(({ backtest }) => backtest)).toEqual([true, false]);
    });

    it("equal ids on two symbols do not share milestones (pitfall 93)", async () => {
      await service.profit("BTCUSDT", ROW, 101, 10, true, WHEN);
      await service.profit("ETHUSDT", longRow({ symbol: "ETHUSDT" }), 101, 10, true, WHEN);
      expect(profits.map(({ symbol }) => symbol)).toEqual(["BTCUSDT", "ETHUSDT"]);
    });
  });

  describe("waitForInit", () => {
    it("concurrent first calls make one client, which loads the pair once", async () => {
      await Promise.all([
        service.profit("BTCUSDT", ROW, 101, 10, false, WHEN),
        service.profit("BTCUSDT", ROW, 101, 10, false, WHEN),
        service.loss("BTCUSDT", ROW, 99, 10, false, WHEN),
      ]);
      expect(service.getPartial.keys()).toEqual(["signal-1:live"]);
      expect(services.partialPersistence.read).toHaveBeenCalledExactlyOnceWith("BTCUSDT", "strategy");
      expect(profits).toHaveLength(1);
    });

    it("a load that failed is retried at the next call", async () => {
      services.partialPersistence.read.mockRejectedValueOnce(new Error("disk"));
      await expect(service.profit("BTCUSDT", ROW, 101, 10, false, WHEN)).rejects.toThrow("disk");
      await service.profit("BTCUSDT", ROW, 101, 10, false, WHEN);
      expect(profits).toHaveLength(1);
    });
  });

  describe("clear", () => {
    it("forgets the levels and drops the client: created per signal and gone after it", async () => {
      await service.profit("BTCUSDT", ROW, 101, 10, true, WHEN);
      const before = service.getPartial("signal-1", true);
      await service.clear("BTCUSDT", ROW, 110, true);
      expect(service.getPartial.keys()).toEqual([]);
      expect(before.isEmpty).toBe(true);
      await service.profit("BTCUSDT", ROW, 101, 10, true, WHEN);
      expect(profits).toHaveLength(2);
    });

    it("of one signal leaves the others, and the same signal in the other mode", async () => {
      await service.profit("BTCUSDT", ROW, 101, 10, true, WHEN);
      await service.profit("BTCUSDT", ROW, 101, 10, false, WHEN);
      await service.profit("BTCUSDT", longRow({ id: "other" }), 101, 10, true, WHEN);
      await service.clear("BTCUSDT", ROW, 110, true);
      expect(service.getPartial.keys()).toEqual(["signal-1:live", "other:backtest"]);
    });

    it("keeps the client while the same id is in use on another symbol (pitfall 93)", async () => {
      const eth = longRow({ symbol: "ETHUSDT" });
      await service.profit("BTCUSDT", ROW, 101, 10, true, WHEN);
      await service.profit("ETHUSDT", eth, 101, 10, true, WHEN);
      await service.clear("BTCUSDT", ROW, 110, true);
      await service.profit("ETHUSDT", eth, 101, 10, true, WHEN);
      expect(profits).toHaveLength(2);
      await service.clear("ETHUSDT", eth, 110, true);
      expect(service.getPartial.keys()).toEqual([]);
    });

    it("of a signal that never had milestones leaves nothing behind", async () => {
      await service.clear("BTCUSDT", ROW, 110, true);
      expect(service.getPartial.keys()).toEqual([]);
    });

    it("forget waits for nothing in a back-test, and makes no client for a signal that has none", async () => {
      const getPartial = vi.spyOn(services.partialConnectionService, "getPartial");
      expect(service.forget("BTCUSDT", ROW, 110, true)).toBeUndefined();
      expect(getPartial).not.toHaveBeenCalled();
      getPartial.mockRestore();
      await service.profit("BTCUSDT", ROW, 101, 10, true, WHEN);
      expect(service.forget("BTCUSDT", ROW, 110, true)).toBeUndefined();
      expect(service.getPartial.keys()).toEqual([]);
    });

    it("forget waits for the store in live, also of a signal that has no client", async () => {
      const forgotten = service.forget("BTCUSDT", ROW, 110, false);
      expect(forgotten).toBeInstanceOf(Promise);
      await forgotten;
      expect(services.partialPersistence.write).toHaveBeenCalledTimes(1);
      expect(service.getPartial.keys()).toEqual([]);
    });

    it.each(["read", "write"] as const)(
      "drops the client also when the %s fails (pitfall 98)",
      async (step) => {
        services.partialPersistence[step].mockRejectedValue(new Error("disk"));
        await expect(service.clear("BTCUSDT", ROW, 110, false)).rejects.toThrow("disk");
        expect(service.getPartial.keys()).toEqual([]);
      },
    );

    it("a thousand signals in one process leave no client behind (pitfall 98)", async () => {
      for (let index = 0; index < 1000; index++) {
        const row = longRow({ id: `signal-${index}` });
        await service.loss("BTCUSDT", row, 99, 5, true, WHEN);
        await service.clear("BTCUSDT", row, 110, true);
      }
      expect(service.getPartial.keys()).toEqual([]);
    });
  });
});
