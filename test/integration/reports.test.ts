import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  addRisk,
  Backtest,
  Heat,
  lib,
  listenSignal,
  listenSignalBacktest,
  Partial,
  Performance,
  Risk,
  Schedule,
} from "../../src/index";
import { createTrialMinutes, at, LONG } from "../support/trial";
import { flatMinutes, setMinute } from "../support/market";
import { collect, registerRun, uniqueName, useSettings } from "../support/run";
import type { ISignalDto } from "../../src/index";

const SYMBOL = "BTCUSDT";
const LIMIT = { ...LONG, priceOpen: 98 } as const;

/** Two trades, an order that fills, one that is gapped through, and a refused signal. */
const SIGNALS: Readonly<Record<number, ISignalDto>> = { 10: LONG, 30: LONG, 40: LIMIT, 50: LIMIT, 60: LONG };

const registerTrial = () => {
  const riskName = uniqueName("risk");
  addRisk({
    riskName,
    validations: [
      {
        note: "not at this hour",
        validate: ({ timestamp }) => {
          if (timestamp === at(60)) {
            throw new Error("no");
          }
        },
      },
    ],
  });
  return registerRun({
    minutes: createTrialMinutes(),
    strategy: {
      riskName,
      getSignal: (_symbol, when) => Promise.resolve(SIGNALS[(when.getTime() - at(0)) / 60_000] ?? null),
    },
    to: 80,
  }).context;
};

let folder: string;

beforeEach(() => {
  useSettings();
  folder = mkdtempSync(join(tmpdir(), "reports-"));
  vi.spyOn(console, "log").mockImplementation(() => undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe("reports of a back-test", () => {
  it("count what has happened", async () => {
    const context = registerTrial();
    const { strategyName } = context;
    await collect(Backtest.run(SYMBOL, context));
    expect(await Backtest.getData(SYMBOL, strategyName)).toMatchObject({
      totalSignals: 3,
      winCount: 2,
      lossCount: 1,
      run: { startTime: at(10), endTime: at(80), gaps: [], frameName: context.frameName },
    });
    expect(await Schedule.getData(SYMBOL, strategyName, true)).toMatchObject({
      totalScheduled: 2,
      totalOpened: 1,
      totalCancelled: 1,
      byReason: { price: 1 },
    });
    expect(await Risk.getData(SYMBOL, strategyName, true)).toMatchObject({
      totalRejections: 1,
      bySymbol: { [SYMBOL]: 1 },
      byComment: { "not at this hour": 1 },
    });
    expect((await Partial.getData(SYMBOL, strategyName, true)).totalProfit).toBeGreaterThan(0);
    const performance = await Performance.getData(SYMBOL, strategyName, true);
    expect(Object.keys(performance.metricStats).sort()).toEqual([
      "backtest_signal",
      "backtest_timeframe",
      "backtest_total",
    ]);
    expect(await Heat.getData(strategyName)).toMatchObject({ totalSymbols: 1, portfolioTotalTrades: 3 });
  });

  it("left without the mode, the back-test is meant where nothing traded live; live when it is said", async () => {
    const context = registerTrial();
    const { strategyName } = context;
    await collect(Backtest.run(SYMBOL, context));
    expect((await Schedule.getData(SYMBOL, strategyName)).totalScheduled).toBe(2);
    expect((await Schedule.getData(SYMBOL, strategyName, false)).totalScheduled).toBe(0);
    expect((await Risk.getData(SYMBOL, strategyName)).totalRejections).toBe(1);
  });

  it("count nothing twice when the run is repeated", async () => {
    const context = registerTrial();
    const { strategyName } = context;
    const read = async () => [
      await Backtest.getData(SYMBOL, strategyName),
      await Schedule.getData(SYMBOL, strategyName, true),
      await Partial.getData(SYMBOL, strategyName, true),
      await Risk.getData(SYMBOL, strategyName, true),
      await Heat.getData(strategyName),
    ];
    const withoutIds = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value, (key, each: unknown) => (/^(signalI|i)d$/.test(key) ? null : each)));
    await collect(Backtest.run(SYMBOL, context));
    const first = await read();
    await collect(Backtest.run(SYMBOL, context));
    expect(withoutIds(await read())).toEqual(withoutIds(first));
  });

  it("never mix symbols, also of runs in parallel", async () => {
    const context = registerTrial();
    const symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];
    await Promise.all(symbols.map((symbol) => collect(Backtest.run(symbol, context))));
    for (const symbol of symbols) {
      const { signalList } = await Backtest.getData(symbol, context.strategyName);
      expect(signalList.map((trade) => trade.symbol)).toEqual([symbol, symbol, symbol]);
      expect(await Backtest.getReport(symbol, context.strategyName)).toContain(`| ${symbol} |`);
    }
    expect(await Heat.getData(context.strategyName)).toMatchObject({
      totalSymbols: 3,
      portfolioTotalTrades: 9,
    });
  });

  it("hold an event before any listener hears of it, all of them alike", async () => {
    const context = registerTrial();
    const { strategyName } = context;
    const seen: unknown[] = [];
    const note = async (): Promise<void> => {
      const { totalSignals } = await Backtest.getData(SYMBOL, strategyName);
      const { portfolioTotalTrades } = await Heat.getData(strategyName);
      const { totalScheduled, totalCancelled } = await Schedule.getData(SYMBOL, strategyName, true);
      seen.push([totalSignals, portfolioTotalTrades, totalScheduled, totalCancelled].join(" "));
    };
    const stops = [listenSignalBacktest(note), listenSignal(note)];
    const results: string[] = [];
    for await (const { action } of Backtest.run(SYMBOL, context)) {
      results.push(`${action}: ${String(seen.at(-1))}`);
    }
    stops.forEach((stop) => stop());
    expect(results).toEqual(["closed: 1 1 0 0", "closed: 2 2 0 0", "closed: 3 3 1 0", "cancelled: 3 3 2 1"]);
  });

  it("are no listeners: frames nobody watches are passed as before", async () => {
    const minutes = flatMinutes(300);
    let isOnline = 0;
    const { context } = registerRun({
      minutes,
      strategy: {
        interval: "1h",
        getSignal: () => {
          isOnline += 1;
          return Promise.resolve(null);
        },
      },
      from: 60,
      to: 290,
    });
    await collect(Backtest.run(SYMBOL, context));
    const { metricStats } = await Performance.getData(SYMBOL, context.strategyName, true);
    expect(isOnline).toBe(4);
    expect(metricStats.backtest_timeframe?.count).toBe(4);
  });

  it("a run that is left early is judged by the time it took", async () => {
    const context = registerTrial();
    for await (const { action } of Backtest.run(SYMBOL, context)) {
      expect(action).toBe("closed");
      break;
    }
    const { run, totalSignals } = await Backtest.getData(SYMBOL, context.strategyName);
    expect(totalSignals).toBe(1);
    expect(run?.endTime).toBe(at(13));
  });

  it("a run is drawn by the candles it read, gaps included", async () => {
    const minutes = flatMinutes(120);
    setMinute(minutes, 70, { high: 130 });
    minutes.splice(80, 5);
    const { context } = registerRun({
      minutes,
      strategy: { interval: "15m", getSignal: () => Promise.resolve(null) },
      to: 110,
    });
    await collect(Backtest.run(SYMBOL, context));
    const { run } = await Backtest.getData(SYMBOL, context.strategyName);
    expect(run?.gaps).toEqual([{ since: at(80), until: at(85) }]);
    const bars = new Map(run?.priceOutline.map(({ time, high }) => [(time - at(0)) / 60_000, high]));
    expect([bars.get(70), bars.get(71), bars.has(82), bars.has(85)]).toEqual([130, 100, false, true]);
    expect(bars.has(111)).toBe(false);
  });

  it("lists handed out are the caller's own", async () => {
    const context = registerTrial();
    await collect(Backtest.run(SYMBOL, context));
    const { signalList } = await Backtest.getData(SYMBOL, context.strategyName);
    signalList.length = 0;
    expect((await Backtest.getData(SYMBOL, context.strategyName)).signalList).toHaveLength(3);
  });

  it("clear() of a report forgets its own, and nothing of the others", async () => {
    const context = registerTrial();
    const { strategyName } = context;
    await collect(Backtest.run(SYMBOL, context));
    await lib.heatMarkdownService.clear(strategyName);
    await lib.scheduleMarkdownService.clear({ symbol: SYMBOL, strategyName, backtest: true });
    expect((await Heat.getData(strategyName)).totalSymbols).toBe(0);
    expect((await Schedule.getData(SYMBOL, strategyName, true)).totalEvents).toBe(0);
    expect((await Backtest.getData(SYMBOL, strategyName)).totalSignals).toBe(3);
  });
});

describe("files of reports", () => {
  it("go where they are told, named as ever", async () => {
    const context = registerTrial();
    const { strategyName } = context;
    await collect(Backtest.run(SYMBOL, context));
    await Backtest.dump(SYMBOL, strategyName, folder);
    await Partial.dump(SYMBOL, strategyName, true, folder);
    await Heat.dump(strategyName, join(folder, "heat"));
    expect(readFileSync(join(folder, `${strategyName}.md`), "utf8")).toBe(
      await Backtest.getReport(SYMBOL, strategyName),
    );
    expect(readFileSync(join(folder, `${SYMBOL}_${strategyName}.md`), "utf8")).toMatch(
      /^# Partial Profit\/Loss Report: /,
    );
    expect(readFileSync(join(folder, "heat", `${strategyName}.md`), "utf8")).toMatch(
      /^# Portfolio Heatmap: /,
    );
  });

  it("the page is one file with everything in it", async () => {
    const context = registerTrial();
    const { strategyName } = context;
    await collect(Backtest.run(SYMBOL, context));
    const path = await Backtest.dumpHtml(SYMBOL, strategyName, folder);
    const page = readFileSync(path, "utf8");
    expect(path).toBe(join(folder, `${strategyName}.html`));
    expect(page).toBe(await Backtest.getHtml(SYMBOL, strategyName));
    expect(page).toContain("pessimistic");
    expect(page).not.toMatch(/(?:src|href)="https?:\/\/(?!www\.tradingview\.com)/);
  });

  it("of an unknown strategy reject and name it", async () => {
    await expect(Backtest.getData(SYMBOL, "nobody")).rejects.toThrow(
      "strategy nobody not found source=BacktestUtils.getData",
    );
    await expect(Schedule.dump(SYMBOL, "nobody", true, folder)).rejects.toThrow(
      "strategy nobody not found source=ScheduleUtils.dump",
    );
    await expect(Performance.getReport(SYMBOL, "nobody", true)).rejects.toThrow(
      "strategy nobody not found source=Performance.getReport",
    );
    await expect(Heat.getData("nobody")).rejects.toThrow(
      "strategy nobody not found source=HeatUtils.getData",
    );
  });
});

describe("texts of reports", () => {
  it("without data say so", async () => {
    const { strategyName } = registerTrial();
    expect(await Backtest.getReport(SYMBOL, strategyName)).toBe(
      `# Backtest Report: ${strategyName}\n\nNo trade has closed.`,
    );
    expect(await Risk.getReport(SYMBOL, strategyName, true)).toBe(
      `# Risk Rejection Report: ${SYMBOL}:${strategyName}\n\nNo signal was refused.`,
    );
  });

  it("have the table and the figures their users look for", async () => {
    const context = registerTrial();
    const { strategyName } = context;
    await collect(Backtest.run(SYMBOL, context));
    const report = await Backtest.getReport(SYMBOL, strategyName);
    for (const part of [
      "| Signal ID |",
      "| Take Profit |",
      "**Win rate:** 66.67% (2W / 1L)",
      "**Closed signals:** 3",
    ]) {
      expect(report).toContain(part);
    }
    expect(report).toContain("**Fill policy:** pessimistic");
    const own = await Backtest.getReport(SYMBOL, strategyName, [
      { key: "id", label: "ID", format: ({ signal }) => signal.id, isVisible: () => true },
    ]);
    expect(own).toContain("| ID |\n| --- |");
    expect(own).not.toContain("| Symbol |");
  });
});
