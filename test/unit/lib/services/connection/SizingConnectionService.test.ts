import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ClientSizing } from "../../../../../src/client/ClientSizing";
import { errorEmitter } from "../../../../../src/config/emitters";
import { inject } from "../../../../../src/lib/core/di";
import { TYPES } from "../../../../../src/lib/core/types";
import { SizingConnectionService } from "../../../../../src/lib/services/connection/SizingConnectionService";
import { METHODS } from "../../../client/sizing-fixtures";
import { createConnectionContainer } from "../connection-container";
import { createSizingSchema } from "../schema-samples";

const [{ params: PARAMS }] = METHODS;
const ONE = { sizingName: "one" };

describe("SizingConnectionService", () => {
  let services: ReturnType<typeof createConnectionContainer>;
  let service: SizingConnectionService;

  const register = (sizingName: string, changes: Readonly<Record<string, unknown>> = {}): void => {
    services.sizingSchemaService.register(sizingName, createSizingSchema({ sizingName, ...changes }));
  };

  beforeEach(() => {
    services = createConnectionContainer();
    service = services.sizingConnectionService;
    register("one");
    register("two", { riskPercentage: 2 });
  });

  describe("getSizing", () => {
    it("is what TYPES.sizingConnectionService injects, and its client is ClientSizing", () => {
      expect(inject(TYPES.sizingConnectionService)).toBeInstanceOf(SizingConnectionService);
      expect(service.getSizing("one")).toBeInstanceOf(ClientSizing);
    });

    it("the key is sizingName, one instance per key", () => {
      expect(service.getSizing("one")).toBe(service.getSizing("one"));
      expect(service.getSizing("one")).not.toBe(service.getSizing("two"));
      expect(service.getSizing.keys()).toEqual(["one", "two"]);
    });

    it("an unknown sizing leaves no entry behind, and is found once it is registered", async () => {
      const late = { sizingName: "late" };
      await expect(service.calculate(PARAMS, late)).rejects.toThrow("not registered name=late");
      expect(service.getSizing.has("late")).toBe(false);
      register("late");
      expect(await service.calculate(PARAMS, late)).toBe(25);
    });
  });

  describe("calculate", () => {
    it("goes to the client of the sizing", async () => {
      expect(await service.calculate(PARAMS, ONE)).toBe(25);
      expect(await service.calculate(PARAMS, { sizingName: "two" })).toBe(50);
      expect(service.getSizing.keys()).toEqual(["one", "two"]);
    });

    it("concurrent first calls share one client", async () => {
      await Promise.all([service.calculate(PARAMS, ONE), service.calculate(PARAMS, ONE)]);
      expect(service.getSizing.keys()).toEqual(["one"]);
    });

    it.each([[undefined], [null], [{}]])(
      "%j instead of a context is a name nobody registered",
      async (context) => {
        await expect(Reflect.apply(service.calculate, service, [PARAMS, context])).rejects.toMatchObject({
          code: "NAME_UNKNOWN",
        });
      },
    );
  });

  describe("onCalculate", () => {
    const detach: (() => void)[] = [];

    afterEach(() => {
      detach.splice(0).forEach((end) => {
        end();
      });
    });

    it("what its promise rejects with goes to errorEmitter, and the size stands (pitfall 116)", async () => {
      const failure = new Error("later");
      register("three", { callbacks: { onCalculate: () => Promise.reject(failure) } });
      const report = vi.fn();
      detach.push(errorEmitter.attach(report));
      expect(await service.calculate(PARAMS, { sizingName: "three" })).toBe(25);
      expect(report).toHaveBeenCalledExactlyOnceWith(failure);
    });
  });

  describe("clear", () => {
    it("of one sizing drops that one (pitfall 145)", async () => {
      const [one, two] = [service.getSizing("one"), service.getSizing("two")];
      await service.clear("one");
      expect(service.getSizing("two")).toBe(two);
      expect(service.getSizing("one")).not.toBe(one);
    });

    it("without a name drops all", async () => {
      service.getSizing("one");
      service.getSizing("two");
      await service.clear();
      expect(service.getSizing.keys()).toEqual([]);
    });
  });
});
