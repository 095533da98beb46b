import { beforeEach, describe, expect, it } from "vitest";
import { inject } from "../../../../../src/lib/core/di";
import { TYPES } from "../../../../../src/lib/core/types";
import { MethodContextService } from "../../../../../src/lib/services/context/MethodContextService";
import { FrameGlobalService } from "../../../../../src/lib/services/global/FrameGlobalService";
import { createConnectionContainer } from "../connection-container";
import { createFrameSchema } from "../schema-samples";

const inRun = <T>(call: () => T): T =>
  MethodContextService.runInContext(call, { strategyName: "s", exchangeName: "e", frameName: "f" });

describe("FrameGlobalService", () => {
  let services: ReturnType<typeof createConnectionContainer>;
  let service: FrameGlobalService;

  beforeEach(() => {
    services = createConnectionContainer();
    service = services.frameGlobalService;
    services.frameSchemaService.register("f", createFrameSchema());
  });

  it("is what TYPES.frameGlobalService injects", () => {
    expect(inject(TYPES.frameGlobalService)).toBeInstanceOf(FrameGlobalService);
  });

  it("gives the ticks of a frame, as dates or as arithmetic", async () => {
    expect(await inRun(() => service.getTimeframe("BTCUSDT", "f"))).toEqual([
      new Date("2024-01-01T00:00:00Z"),
      new Date("2024-01-02T00:00:00Z"),
    ]);
    expect(await inRun(() => service.getTimeline("BTCUSDT", "f"))).toEqual({
      start: Date.UTC(2024, 0, 1),
      step: 86_400_000,
      count: 2,
    });
  });

  describe.each([
    ["getTimeframe", (name: string) => service.getTimeframe("BTCUSDT", name)],
    ["getTimeline", (name: string) => service.getTimeline("BTCUSDT", name)],
  ] as [string, (name: string) => Promise<unknown>][])("%s", (method, call) => {
    it("rejects outside of a run and says so", async () => {
      await expect(call("f")).rejects.toMatchObject({
        code: "CONTEXT_MISSING",
        message: expect.stringContaining(`frameGlobalService ${method} requires a method context`),
      });
    });

    it("of an unknown frame rejects and creates nothing; registered later, it works", async () => {
      await expect(inRun(() => call("late"))).rejects.toMatchObject({
        code: "NAME_UNKNOWN",
        message: "frame late not found source=frameGlobalService validate",
      });
      expect(services.frameConnectionService.getFrame.keys()).toEqual([]);
      services.frameSchemaService.register("late", createFrameSchema({ frameName: "late" }));
      await expect(inRun(() => call("late"))).resolves.toBeDefined();
    });
  });
});
