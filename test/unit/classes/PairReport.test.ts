import { beforeEach, describe, expect, it, vi } from "vitest";
import { addStrategy, Heat, lib, Partial, Performance, Risk, Schedule } from "../../../src/index";
import { uniqueName, useSettings } from "../../support/run";

const COLUMNS = [{ key: "x", label: "X", format: () => "x", isVisible: () => true }];

const PAIRS = [
  ["ScheduleUtils", Schedule, lib.scheduleMarkdownService],
  ["PartialUtils", Partial, lib.partialMarkdownService],
  ["RiskUtils", Risk, lib.riskMarkdownService],
  ["Performance", Performance, lib.performanceMarkdownService],
] as const;

let strategyName: string;

beforeEach(() => {
  useSettings();
  strategyName = uniqueName("strategy");
  addStrategy({ strategyName, interval: "1m", getSignal: () => Promise.resolve(null) });
});

describe.each(PAIRS)("%s", (name, facade, service) => {
  it.each([true, false, undefined])("passes everything on to its own report (mode: %s)", async (backtest) => {
    const getData = vi.spyOn(service, "getData");
    const getReport = vi.spyOn(service, "getReport");
    const dump = vi.spyOn(service, "dump").mockResolvedValue(undefined);
    expect(await facade.getData("BTCUSDT", strategyName, backtest)).toBe(
      await getData.mock.results[0]?.value,
    );
    expect(getData.mock.calls).toEqual([["BTCUSDT", strategyName, backtest]]);
    expect(await facade.getReport("BTCUSDT", strategyName, backtest, COLUMNS)).toBe(
      await getReport.mock.results[0]?.value,
    );
    expect(getReport.mock.calls).toEqual([["BTCUSDT", strategyName, backtest, COLUMNS]]);
    expect(await facade.dump("BTCUSDT", strategyName, backtest, "./mine", COLUMNS)).toBeUndefined();
    expect(dump.mock.calls).toEqual([["BTCUSDT", strategyName, backtest, "./mine", COLUMNS]]);
  });

  it("leaves columns and folder to the report when they are left out", async () => {
    const dump = vi.spyOn(service, "dump").mockResolvedValue(undefined);
    await facade.dump("BTCUSDT", strategyName, true);
    expect(dump.mock.calls).toEqual([["BTCUSDT", strategyName, true, undefined, undefined]]);
  });

  it.each(["getData", "getReport", "dump"] as const)(
    "%s of an unknown strategy rejects before anything is read, and names both",
    async (method) => {
      const read = vi.spyOn(service, method);
      await expect(facade[method]("BTCUSDT", "nobody", true)).rejects.toThrow(
        `strategy nobody not found source=${name}.${method}`,
      );
      expect(read).not.toHaveBeenCalled();
    },
  );

  it.each(["getData", "getReport"] as const)("%s works without its object", async (method) => {
    const call = facade[method];
    expect(await call("ETHUSDT", strategyName, true)).toBeDefined();
  });

  it("logs its source", async () => {
    const info = vi.spyOn(lib.loggerService, "info");
    await facade.getData("BTCUSDT", strategyName, true);
    expect(info).toHaveBeenCalledWith(`${name}.getData`, { strategyName });
  });
});

describe("HeatUtils", () => {
  it("passes everything on to the heat map", async () => {
    const service = lib.heatMarkdownService;
    const getData = vi.spyOn(service, "getData");
    const getReport = vi.spyOn(service, "getReport");
    const dump = vi.spyOn(service, "dump").mockResolvedValue(undefined);
    expect(await Heat.getData(strategyName)).toBe(await getData.mock.results[0]?.value);
    expect(await Heat.getReport(strategyName, COLUMNS)).toBe(await getReport.mock.results[0]?.value);
    expect(await Heat.dump(strategyName, "./mine", COLUMNS)).toBeUndefined();
    expect(getData.mock.calls[0]).toEqual([strategyName]);
    expect(getReport.mock.calls).toEqual([[strategyName, COLUMNS]]);
    expect(dump.mock.calls).toEqual([[strategyName, "./mine", COLUMNS]]);
  });

  it.each(["getData", "getReport", "dump"] as const)("%s of an unknown strategy rejects", async (method) => {
    const read = vi.spyOn(lib.heatMarkdownService, method);
    await expect(Heat[method]("nobody")).rejects.toThrow(
      `strategy nobody not found source=HeatUtils.${method}`,
    );
    expect(read).not.toHaveBeenCalled();
  });
});
