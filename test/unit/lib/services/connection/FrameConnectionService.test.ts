import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ClientFrame } from "../../../../../src/client/ClientFrame";
import { errorEmitter } from "../../../../../src/config/emitters";
import type { IFrameSchema } from "../../../../../src/interfaces/Frame.interface";
import { inject } from "../../../../../src/lib/core/di";
import { TYPES } from "../../../../../src/lib/core/types";
import { FrameConnectionService } from "../../../../../src/lib/services/connection/FrameConnectionService";
import { MethodContextService } from "../../../../../src/lib/services/context/MethodContextService";
import { createConnectionContainer } from "../connection-container";
import { createFrameSchema } from "../schema-samples";

const START = new Date("2024-01-01T00:00:00Z");

describe("FrameConnectionService", () => {
  let services: ReturnType<typeof createConnectionContainer>;
  let service: FrameConnectionService;

  const register = (frameName: string, changes: Partial<IFrameSchema> = {}): void => {
    services.frameSchemaService.register(frameName, createFrameSchema({ frameName, ...changes }));
  };

  const inFrame = <T>(frameName: string, call: () => T): T =>
    MethodContextService.runInContext(call, { strategyName: "s", exchangeName: "e", frameName });

  beforeEach(() => {
    services = createConnectionContainer();
    service = services.frameConnectionService;
    register("one", { endDate: START });
    register("two");
  });

  describe("getFrame", () => {
    it("is what TYPES.frameConnectionService injects, and its client is ClientFrame", () => {
      expect(inject(TYPES.frameConnectionService)).toBeInstanceOf(FrameConnectionService);
      expect(service.getFrame("one")).toBeInstanceOf(ClientFrame);
    });

    it("the key is frameName, one instance per key", () => {
      expect(service.getFrame("one")).toBe(service.getFrame("one"));
      expect(service.getFrame("one")).not.toBe(service.getFrame("two"));
      expect(service.getFrame.keys()).toEqual(["one", "two"]);
    });

    it("an unknown frame leaves no entry behind", () => {
      expect(() => service.getFrame("unknown")).toThrow("unknown");
      expect(service.getFrame.has("unknown")).toBe(false);
    });

    it("concurrent first calls share one client", async () => {
      await Promise.all([service.getTimeframe("BTCUSDT", "one"), service.getTimeline("ETHUSDT", "one")]);
      expect(service.getFrame.keys()).toEqual(["one"]);
    });
  });

  describe.each([
    ["getTimeframe", async (name?: string) => (await service.getTimeframe("BTCUSDT", name)).length],
    ["getTimeline", async (name?: string) => (await service.getTimeline("BTCUSDT", name)).count],
  ] as const)("%s", (_method, count) => {
    it("uses the frame that is named, not the one of the context (pitfall 15)", async () => {
      expect(await inFrame("two", () => count("one"))).toBe(1);
    });

    it("works without a context when the name is given (pitfall 15)", async () => {
      expect(await count("two")).toBe(2);
    });

    it("falls back to the context's frame when the name is missing", async () => {
      expect(await inFrame("two", () => count())).toBe(2);
    });

    it("rejects when there is neither a name nor a context", async () => {
      await expect(count()).rejects.toMatchObject({ code: "CONTEXT_MISSING" });
    });
  });

  describe("onTimeframe", () => {
    const detach: (() => void)[] = [];

    afterEach(() => {
      detach.splice(0).forEach((end) => {
        end();
      });
    });

    it("is called once per run; what it throws goes to errorEmitter", async () => {
      const onTimeframe = vi.fn(() => {
        throw new Error("callback");
      });
      register("three", { callbacks: { onTimeframe } });
      const report = vi.fn();
      detach.push(errorEmitter.attach(report));
      await service.getTimeline("BTCUSDT", "three");
      await service.getTimeline("BTCUSDT", "three");
      expect(onTimeframe).toHaveBeenCalledTimes(2);
      expect(report).toHaveBeenCalledTimes(2);
    });
  });

  describe("clear", () => {
    it("of one frame drops that one (pitfall 145)", async () => {
      const [one, two] = [service.getFrame("one"), service.getFrame("two")];
      await service.clear("one");
      expect(service.getFrame("two")).toBe(two);
      expect(service.getFrame("one")).not.toBe(one);
    });

    it("without a name drops all", async () => {
      service.getFrame("one");
      service.getFrame("two");
      await service.clear();
      expect(service.getFrame.keys()).toEqual([]);
    });
  });
});
