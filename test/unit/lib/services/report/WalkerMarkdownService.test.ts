import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ColumnModel, IStrategyResult, WalkerContract, WalkerSignalRow } from "../../../../../src/index";
import { WalkerMarkdownService } from "../../../../../src/lib/services/report/WalkerMarkdownService";
import { createRegistrationContainer } from "../registration-container";
import { statisticsOf } from "./report-fixtures";

const CONTEXT = { exchangeName: "exchange", frameName: "frame" };

const COLUMNS: ColumnModel<IStrategyResult>[] = [
  {
    key: "name",
    label: "Name",
    format: ({ strategyName }, index) => `${index} ${strategyName}`,
    isVisible: () => true,
  },
];

const SIGNAL_COLUMNS: ColumnModel<WalkerSignalRow>[] = [
  {
    key: "pnl",
    label: "Pnl",
    format: ({ strategyName, pnl }) => `${strategyName} ${pnl}`,
    isVisible: () => true,
  },
];

let service: WalkerMarkdownService;

const eventOf = (
  strategyName: string,
  results: readonly number[],
  changes: Partial<WalkerContract> = {},
): WalkerContract => ({
  walkerName: "walker",
  ...CONTEXT,
  symbol: "BTCUSDT",
  strategyName,
  stats: statisticsOf(results),
  metricValue: results.reduce((sum, result) => sum + result, 0),
  metric: "totalPnl",
  bestMetric: 3,
  bestStrategy: "good",
  strategiesTested: 1,
  totalStrategies: 5,
  ...changes,
});

const getReport = (symbol = "BTCUSDT", walkerName = "walker"): Promise<string> =>
  service.getReport(walkerName, symbol, "totalPnl", CONTEXT, COLUMNS, SIGNAL_COLUMNS);

const NAMES_OF_EMPTY = {
  code: "REPORT_EMPTY",
  message: "walker walker on BTCUSDT has no result: run it, and look again when a strategy has finished",
};

beforeEach(() => {
  createRegistrationContainer();
  service = new WalkerMarkdownService();
});

describe("the data of a walker", () => {
  it("is what was collected, newest first, with the names it was asked for", async () => {
    const good = eventOf("good", [1, 2]);
    service.start("BTCUSDT", "walker");
    service.addResult(good);
    service.addResult(eventOf("bad", [-1]));
    service.addFailure("BTCUSDT", "walker", "broken", "no candles", 6);
    const data = await service.getData("walker", "BTCUSDT", "avgPnl", CONTEXT);
    const { strategyResults, ...rest } = data;
    expect(rest).toEqual({
      walkerName: "walker",
      symbol: "BTCUSDT",
      ...CONTEXT,
      metric: "avgPnl",
      totalStrategies: 6,
      bestStrategy: "good",
      bestMetric: 3,
      bestStats: good.stats,
      testedStrategies: 2,
      failedStrategies: [{ strategyName: "broken", error: "no candles" }],
    });
    expect(strategyResults.map(({ strategyName }) => strategyName)).toEqual(["bad", "good"]);
    data.failedStrategies.length = 0;
    strategyResults.length = 0;
    const again = await service.getData("walker", "BTCUSDT", "avgPnl", CONTEXT);
    expect([again.failedStrategies.length, again.strategyResults.length]).toEqual([1, 2]);
  });

  it("of another symbol or another walker is another one (pitfall 141)", async () => {
    service.addResult(eventOf("good", [1]));
    service.addResult(eventOf("good", [2], { symbol: "ETHUSDT" }));
    service.addResult(eventOf("good", [4], { walkerName: "other" }));
    const valueOf = async (walkerName: string, symbol: string): Promise<(number | null)[]> =>
      (await service.getData(walkerName, symbol, "totalPnl", CONTEXT)).strategyResults.map(
        ({ metricValue }) => metricValue,
      );
    expect([
      await valueOf("walker", "BTCUSDT"),
      await valueOf("walker", "ETHUSDT"),
      await valueOf("other", "BTCUSDT"),
    ]).toEqual([[1], [2], [4]]);
  });

  it("without a result there is none: never run, begun anew, or nothing but failures", async () => {
    const getData = () => service.getData("walker", "BTCUSDT", "totalPnl", CONTEXT);
    await expect(getData()).rejects.toMatchObject(NAMES_OF_EMPTY);
    service.addFailure("BTCUSDT", "walker", "broken", "no candles", 1);
    await expect(getData()).rejects.toMatchObject({
      code: "REPORT_EMPTY",
      message:
        "walker walker on BTCUSDT has no result: all strategies that were tried have failed (broken: no candles)",
      cause: "no candles",
    });
    service.addResult(eventOf("good", [1]));
    await expect(getData()).resolves.toBeDefined();
    service.start("BTCUSDT", "walker");
    await expect(getData()).rejects.toMatchObject(NAMES_OF_EMPTY);
    await expect(getReport()).rejects.toMatchObject(NAMES_OF_EMPTY);
    await expect(service.dump("walker", "BTCUSDT", "totalPnl", CONTEXT)).rejects.toMatchObject(
      NAMES_OF_EMPTY,
    );
  });
});

describe("the text of a walker", () => {
  it("has title, facts, the best, the comparison best first, failures, all trades and a note", async () => {
    service.addResult(eventOf("bad", [-1]));
    service.addResult(eventOf("good", [1, 2]));
    service.addFailure("BTCUSDT", "walker", "broken", new Error("no *candles*"), 5);
    const lines = (await getReport()).split("\n");
    expect(lines.slice(0, -1)).toEqual([
      "# Walker Comparison Report: walker",
      "",
      "**Symbol:** BTCUSDT",
      "**Exchange:** exchange",
      "**Frame:** frame",
      "**Optimization Metric:** totalPnl",
      "**Strategies Tested:** 2",
      "**Strategies Failed:** 1",
      "**Strategies Total:** 5",
      "",
      "## Best Strategy: good",
      "",
      "**Best totalPnl:** 3.00",
      "**Total Signals:** 2",
      "",
      "## Top Strategies Comparison",
      "",
      "| Name |",
      "| --- |",
      "| 0 good |",
      "| 1 bad |",
      "",
      "## Failed Strategies",
      "",
      "- broken: no \\*candles\\*",
      "",
      "## All Signals (PNL Table)",
      "",
      "| Pnl |",
      "| --- |",
      "| good 2 |",
      "| good 1 |",
      "| bad -1 |",
      "",
    ]);
    expect(lines.at(-1)).toMatch(/^\*\*Note:\*\* larger is better/);
  });

  it("says so when there is no best and no trade, and has no list of failures without failures", async () => {
    service.addResult(eventOf("idle", [], { metricValue: null, bestStrategy: null, bestMetric: null }));
    const text = await getReport();
    expect(text).toContain("## Best Strategy: null\n\n**Best totalPnl:** N/A\n**Total Signals:** 0\n");
    expect(text).toContain("## All Signals (PNL Table)\n\nNo trade has closed.\n\n**Note:**");
    expect(text).not.toContain("Failed Strategies");
  });

  it("compares the best ten, and says how many there were; ten are all shown without a word", async () => {
    for (let index = 0; index < 10; index += 1) {
      service.addResult(eventOf(`s${index}`, [index]));
    }
    expect(await getReport()).not.toContain("The best 10");
    service.addResult(eventOf("s10", [10]));
    const text = await getReport();
    expect(text).toContain("| 0 s10 |");
    expect(text).toContain("| 9 s1 |\n\nThe best 10 of 11 strategies.\n\n");
    expect(text).not.toMatch(/\| \d+ s0 \|/);
  });

  it("columns of the caller are checked, in both tables", async () => {
    service.addResult(eventOf("good", [1]));
    const broken = [{ key: "", label: "X", format: () => "x", isVisible: () => true }];
    for (const [compared, listed] of [
      [broken, undefined],
      [undefined, broken],
    ]) {
      await expect(
        service.getReport("walker", "BTCUSDT", "totalPnl", CONTEXT, compared, listed),
      ).rejects.toMatchObject({ code: "COLUMNS_INVALID" });
    }
  });

  it("has the columns in force when the caller has none", async () => {
    service.addResult(eventOf("good", [1]));
    const text = await service.getReport("walker", "BTCUSDT", "totalPnl", CONTEXT);
    expect(text).toContain("| Rank | Strategy | Metric |");
    expect(text).toContain("| Strategy | Signal ID | Symbol | Position | PNL (net) |");
  });
});

describe("files of a walker", () => {
  let root = "";

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "walker-"));
    vi.spyOn(process, "cwd").mockReturnValue(root);
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    service.addResult(eventOf("good", [1]));
  });

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it.each([
    [undefined, "dump/walker/backtest/BTCUSDT"],
    ["./mine", "mine"],
  ])("with the folder %s are in %s, text and page", async (path, folder) => {
    await service.dump("walker", "BTCUSDT", "totalPnl", CONTEXT, path, COLUMNS, SIGNAL_COLUMNS);
    const file = join(root, folder, "walker.md");
    expect(readFileSync(file, "utf8")).toBe(await getReport());
    const page = await service.dumpHtml("walker", "BTCUSDT", "totalPnl", CONTEXT, path);
    expect(page).toBe(join(root, folder, "walker.html"));
    expect(readFileSync(page, "utf8")).toBe(await service.getHtml("walker", "BTCUSDT", "totalPnl", CONTEXT));
    expect(readFileSync(page, "utf8")).toContain("walker on BTCUSDT, comparison");
    expect(vi.mocked(console.log).mock.calls).toEqual([
      [`Walker report saved: ${file}`],
      [`Walker report saved: ${page}`],
    ]);
  });
});

describe("clearing", () => {
  const isKnown = async (walkerName: string, symbol: string): Promise<boolean> =>
    service.getData(walkerName, symbol, "totalPnl", CONTEXT).then(
      () => true,
      () => false,
    );

  beforeEach(() => {
    service.addResult(eventOf("good", [1]));
    service.addResult(eventOf("good", [1], { symbol: "ETHUSDT" }));
    service.addResult(eventOf("good", [1], { walkerName: "other" }));
  });

  const listKnown = async (): Promise<boolean[]> => [
    await isKnown("walker", "BTCUSDT"),
    await isKnown("walker", "ETHUSDT"),
    await isKnown("other", "BTCUSDT"),
  ];

  it("with a name forgets that walker on all symbols, and no other", async () => {
    await service.clear("walker");
    expect(await listKnown()).toEqual([false, false, true]);
  });

  it.each([undefined, ""])("with %j forgets all", async (name) => {
    await service.clear(name);
    expect(await listKnown()).toEqual([false, false, false]);
  });
});
