import { beforeEach, describe, expect, it, vi } from "vitest";
import { inject } from "../../../../../src/lib/core/di";
import { TYPES } from "../../../../../src/lib/core/types";
import { PartialGlobalService } from "../../../../../src/lib/services/global/PartialGlobalService";
import { longRow, T0 } from "../../../client/signal-fixtures";
import { createConnectionContainer } from "../connection-container";
import { createStrategySchema } from "../schema-samples";

const WHEN = new Date(T0);
const ROW = longRow();

describe("PartialGlobalService", () => {
  let services: ReturnType<typeof createConnectionContainer>;
  let service: PartialGlobalService;

  beforeEach(() => {
    services = createConnectionContainer();
    service = services.partialGlobalService;
  });

  it("is what TYPES.partialGlobalService injects", () => {
    expect(inject(TYPES.partialGlobalService)).toBeInstanceOf(PartialGlobalService);
  });

  it("passes on to the connection service what it is given", async () => {
    services.strategySchemaService.register("strategy", createStrategySchema({ strategyName: "strategy" }));
    const { partialConnectionService } = services;
    const profit = vi.spyOn(partialConnectionService, "profit");
    const loss = vi.spyOn(partialConnectionService, "loss");
    const clear = vi.spyOn(partialConnectionService, "clear");
    await service.profit("BTCUSDT", ROW, 101, 10, true, WHEN);
    await service.loss("BTCUSDT", ROW, 99, 10, true, WHEN);
    await service.clear("BTCUSDT", ROW, 110, true);
    expect(profit).toHaveBeenCalledExactlyOnceWith("BTCUSDT", ROW, 101, 10, true, WHEN);
    expect(loss).toHaveBeenCalledExactlyOnceWith("BTCUSDT", ROW, 99, 10, true, WHEN);
    expect(clear).toHaveBeenCalledExactlyOnceWith("BTCUSDT", ROW, 110, true);
    expect(partialConnectionService.getPartial.keys()).toEqual([]);
  });

  const calls: [string, () => Promise<void>][] = [
    ["profit", () => service.profit("BTCUSDT", ROW, 101, 10, true, WHEN)],
    ["loss", () => service.loss("BTCUSDT", ROW, 99, 10, true, WHEN)],
    ["clear", () => service.clear("BTCUSDT", ROW, 110, true)],
  ];

  it.each(calls)("%s of a row of an unknown strategy rejects and creates nothing", async (_method, call) => {
    await expect(call()).rejects.toMatchObject({
      code: "NAME_UNKNOWN",
      message: "strategy strategy not found source=partialGlobalService validate",
    });
    expect(services.partialConnectionService.getPartial.keys()).toEqual([]);
  });

  it.each(calls)("%s also checks the risk profiles of the strategy", async (_method, call) => {
    const schema = createStrategySchema({ strategyName: "strategy", riskList: ["missing"] });
    services.strategySchemaService.register("strategy", schema);
    await expect(call()).rejects.toMatchObject({
      code: "NAME_UNKNOWN",
      message: "risk missing not found source=partialGlobalService validate",
    });
  });
});
