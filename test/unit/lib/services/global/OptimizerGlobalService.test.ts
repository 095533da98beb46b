import { beforeEach, describe, expect, it, vi } from "vitest";
import { inject } from "../../../../../src/lib/core/di";
import { TYPES } from "../../../../../src/lib/core/types";
import { OptimizerGlobalService } from "../../../../../src/lib/services/global/OptimizerGlobalService";
import { createConnectionContainer } from "../connection-container";
import { createOptimizerSchema } from "../schema-samples";

describe("OptimizerGlobalService", () => {
  let services: ReturnType<typeof createConnectionContainer>;
  let service: OptimizerGlobalService;

  beforeEach(() => {
    services = createConnectionContainer();
    service = services.optimizerGlobalService;
  });

  it("is what TYPES.optimizerGlobalService injects", () => {
    expect(inject(TYPES.optimizerGlobalService)).toBeInstanceOf(OptimizerGlobalService);
  });

  it("passes on to the connection service what it is given, and gives back what that gives", async () => {
    services.optimizerSchemaService.register("o", createOptimizerSchema());
    const { optimizerConnectionService } = services;
    const strategies = [{ symbol: "BTCUSDT", name: "a", messages: [], strategy: "buy" }];
    const getData = vi.spyOn(optimizerConnectionService, "getData").mockResolvedValue(strategies);
    const getCode = vi.spyOn(optimizerConnectionService, "getCode").mockResolvedValue("code");
    const dump = vi.spyOn(optimizerConnectionService, "dump").mockResolvedValue(undefined);
    expect(await service.getData("BTCUSDT", "o")).toBe(strategies);
    expect(await service.getCode("BTCUSDT", "o")).toBe("code");
    expect(await service.dump("BTCUSDT", "o", "./out")).toBeUndefined();
    expect(getData).toHaveBeenCalledExactlyOnceWith("BTCUSDT", "o");
    expect(getCode).toHaveBeenCalledExactlyOnceWith("BTCUSDT", "o");
    expect(dump).toHaveBeenCalledExactlyOnceWith("BTCUSDT", "o", "./out");
  });

  const calls: [string, () => Promise<unknown>][] = [
    ["getData", () => service.getData("BTCUSDT", "x")],
    ["getCode", () => service.getCode("BTCUSDT", "x")],
    ["dump", () => service.dump("BTCUSDT", "x")],
  ];

  it.each(calls)("%s of an unknown optimizer rejects, and creates nothing", async (_method, call) => {
    await expect(call()).rejects.toMatchObject({
      code: "NAME_UNKNOWN",
      message: "optimizer x not found source=optimizerGlobalService validate",
    });
    expect(services.optimizerConnectionService.getOptimizer.keys()).toEqual([]);
  });
});
