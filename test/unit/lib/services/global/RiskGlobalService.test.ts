import { beforeEach, describe, expect, it, vi } from "vitest";
import { inject } from "../../../../../src/lib/core/di";
import { TYPES } from "../../../../../src/lib/core/types";
import { RiskGlobalService } from "../../../../../src/lib/services/global/RiskGlobalService";
import { ask, limitTo } from "../../../client/risk-fixtures";
import { createConnectionContainer } from "../connection-container";

const BACKTEST = { riskName: "r", backtest: true };
const s1 = { strategyName: "s1" };

describe("RiskGlobalService", () => {
  let services: ReturnType<typeof createConnectionContainer>;
  let service: RiskGlobalService;

  beforeEach(() => {
    services = createConnectionContainer();
    service = services.riskGlobalService;
    services.riskSchemaService.register("r", { riskName: "r", validations: [limitTo(3)] });
  });

  it("is what TYPES.riskGlobalService injects", () => {
    expect(inject(TYPES.riskGlobalService)).toBeInstanceOf(RiskGlobalService);
  });

  it("works without any context: three positions added, a fourth is refused; one removed, it is allowed", async () => {
    for (const symbol of ["A", "B", "C"]) {
      await service.addSignal(symbol, { ...BACKTEST, ...s1 });
    }
    expect(await service.checkSignal(ask("s1", "D"), BACKTEST)).toBe(false);
    await service.removeSignal("A", { ...BACKTEST, ...s1 });
    expect(await service.checkSignal(ask("s1", "D"), BACKTEST)).toBe(true);
  });

  it("a call without backtest is live and touches the store", async () => {
    await service.addSignal("A", { riskName: "r", ...s1 });
    await service.checkSignal(ask(), { riskName: "r" });
    await service.removeSignal("A", { riskName: "r", ...s1 });
    expect(services.riskConnectionService.getRisk.keys()).toEqual(["r:live"]);
    expect(services.riskPersistence.read).toHaveBeenCalledTimes(1);
    expect(services.riskPersistence.write.mock.calls.map(([rows]) => rows.map(([key]) => key))).toEqual([
      ["s1:A"],
      [],
    ]);
  });

  it("clear drops one profile, or all of a mode", async () => {
    await service.addSignal("A", { ...BACKTEST, ...s1 });
    await service.clear(true, "r");
    expect(services.riskConnectionService.getRisk.keys()).toEqual([]);
    await service.addSignal("A", { ...BACKTEST, ...s1 });
    await service.clear(false);
    expect(services.riskConnectionService.getRisk.keys()).toEqual(["r:backtest"]);
    await service.clear(true);
    expect(services.riskConnectionService.getRisk.keys()).toEqual([]);
  });

  it.each([
    ["checkSignal", () => service.checkSignal(ask(), { riskName: "unknown" })],
    ["addSignal", () => service.addSignal("A", { riskName: "unknown", ...s1 })],
    ["removeSignal", () => service.removeSignal("A", { riskName: "unknown", ...s1 })],
    ["clear", () => service.clear(true, "unknown")],
  ])("%s of an unknown profile rejects with the documented text", async (_method, call) => {
    await expect(call()).rejects.toMatchObject({
      code: "NAME_UNKNOWN",
      message: "risk unknown not found source=riskGlobalService validate",
    });
    expect(services.riskConnectionService.getRisk.keys()).toEqual([]);
  });

  it("a name that was unknown works once it is registered: failures are not remembered", async () => {
    const validate = vi.spyOn(services.riskConnectionService, "checkSignal");
    await expect(service.checkSignal(ask(), { riskName: "late" })).rejects.toThrow();
    services.riskSchemaService.register("late", { riskName: "late" });
    expect(await service.checkSignal(ask(), { riskName: "late" })).toBe(true);
    expect(validate).toHaveBeenCalledTimes(1);
  });
});
