import { beforeEach, describe, expect, it, vi } from "vitest";
import type { IWalkerSchema, WalkerStatisticsModel } from "../../../src/index";
import { addExchange, addFrame, addStrategy, addWalker, lib, Walker } from "../../../src/index";
import { createMemoryExchange, flatMinutes, MINUTE, START } from "../../support/market";
import { uniqueName, useSettings } from "../../support/run";

const COLUMN = { key: "x", label: "X", format: () => "x", isVisible: () => true };

/** A list for each of the two tables. */
const STRATEGY_COLUMNS = [COLUMN];
const PNL_COLUMNS = [{ ...COLUMN, label: "Y" }];

interface Stage {
  readonly walkerName: string;
  readonly context: { readonly exchangeName: string; readonly frameName: string };
}

const setStage = (changes: Partial<IWalkerSchema> = {}): Stage => {
  const context = { exchangeName: uniqueName("exchange"), frameName: uniqueName("frame") };
  const [walkerName, strategyName] = [uniqueName("walker"), uniqueName("strategy")];
  addExchange(createMemoryExchange(context.exchangeName, flatMinutes(60)).schema);
  addFrame({
    frameName: context.frameName,
    interval: "1m",
    startDate: new Date(START + 10 * MINUTE),
    endDate: new Date(START + 15 * MINUTE),
  });
  addStrategy({ strategyName, interval: "1m", getSignal: () => Promise.resolve(null) });
  addWalker({ walkerName, ...context, strategies: [strategyName], ...changes });
  return { walkerName, context };
};

beforeEach(() => {
  useSettings();
});

describe("the reports of a walker", () => {
  it("are read with the names of its schema, and what the caller gave", async () => {
    const { walkerName, context } = setStage({ metric: "winRate" });
    const service = lib.walkerMarkdownService;
    const statistics: WalkerStatisticsModel = {
      walkerName,
      symbol: "BTCUSDT",
      ...context,
      metric: "winRate",
      totalStrategies: 1,
      bestStrategy: null,
      bestMetric: null,
      bestStats: null,
      strategyResults: [],
      testedStrategies: 0,
      failedStrategies: [],
    };
    const getData = vi.spyOn(service, "getData").mockResolvedValue(statistics);
    const getReport = vi.spyOn(service, "getReport").mockResolvedValue("text");
    const dump = vi.spyOn(service, "dump").mockResolvedValue(undefined);
    const getHtml = vi.spyOn(service, "getHtml").mockResolvedValue("page");
    const dumpHtml = vi.spyOn(service, "dumpHtml").mockResolvedValue("path");
    const common = [walkerName, "BTCUSDT", "winRate", context];
    expect(await Walker.getData("BTCUSDT", walkerName)).toBe(statistics);
    expect(getData.mock.calls).toEqual([common]);
    expect(await Walker.getReport("BTCUSDT", walkerName, STRATEGY_COLUMNS, PNL_COLUMNS)).toBe("text");
    expect(getReport.mock.calls).toEqual([[...common, STRATEGY_COLUMNS, PNL_COLUMNS]]);
    expect(await Walker.dump("BTCUSDT", walkerName, "./mine", STRATEGY_COLUMNS, PNL_COLUMNS)).toBeUndefined();
    expect(dump.mock.calls).toEqual([[...common, "./mine", STRATEGY_COLUMNS, PNL_COLUMNS]]);
    expect(await Walker.getHtml("BTCUSDT", walkerName)).toBe("page");
    expect(getHtml.mock.calls).toEqual([common]);
    expect(await Walker.dumpHtml("BTCUSDT", walkerName, "./mine")).toBe("path");
    expect(dumpHtml.mock.calls).toEqual([[...common, "./mine"]]);
  });

  it("compare by the Sharpe ratio when the schema names no metric", async () => {
    const { walkerName, context } = setStage();
    const getHtml = vi.spyOn(lib.walkerMarkdownService, "getHtml").mockResolvedValue("page");
    await Walker.getHtml("BTCUSDT", walkerName);
    expect(getHtml.mock.calls).toEqual([[walkerName, "BTCUSDT", "sharpeRatio", context]]);
  });

  const METHODS = ["getData", "getReport", "dump", "getHtml", "dumpHtml"] as const;

  it.each(METHODS)(
    "%s of an unknown walker, or with an unknown strategy, rejects and names both",
    async (method) => {
      const read = vi.spyOn(lib.walkerMarkdownService, method);
      const source = `WalkerUtils.${method}`;
      await expect(Walker[method]("BTCUSDT", "nobody")).rejects.toThrow(
        `walker nobody not found source=${source}`,
      );
      const { walkerName } = setStage({ strategies: ["missing-strategy"] });
      await expect(Walker[method]("BTCUSDT", walkerName)).rejects.toThrow(
        `strategy missing-strategy not found source=${source}`,
      );
      expect(read).not.toHaveBeenCalled();
    },
  );
});

describe("the list of walkers", () => {
  it("shows a walker on a symbol once it was touched, with an id of its own", async () => {
    const { walkerName } = setStage();
    const listMine = async () => (await Walker.list()).filter((item) => item.walkerName === walkerName);
    expect(await listMine()).toEqual([]);
    Walker.run("BTCUSDT", { walkerName });
    Walker.run("BTCUSDT", { walkerName });
    Walker.run("ETHUSDT", { walkerName });
    const items = await listMine();
    expect(items.map(({ symbol, status }) => [symbol, status])).toEqual([
      ["BTCUSDT", "ready"],
      ["ETHUSDT", "ready"],
    ]);
    expect(new Set(items.map(({ id }) => id)).size).toBe(2);
  });
});

describe("a stop", () => {
  it("of an unknown walker rejects, of an empty symbol too; one of a walker that does not run is no error", async () => {
    await expect(Walker.stop("BTCUSDT", "nobody")).rejects.toThrow(
      "walker nobody not found source=WalkerUtils.stop",
    );
    const { walkerName } = setStage();
    await expect(Walker.stop("", walkerName)).rejects.toThrow();
    await expect(Walker.stop("BTCUSDT", walkerName)).resolves.toBeUndefined();
  });
});
