import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { getColumns } from "../../../../../src/config/columns";
import { BacktestMarkdownService } from "../../../../../src/lib/services/report/BacktestMarkdownService";
import { LiveMarkdownService } from "../../../../../src/lib/services/report/LiveMarkdownService";
import { PartialMarkdownService } from "../../../../../src/lib/services/report/PartialMarkdownService";
import { PerformanceMarkdownService } from "../../../../../src/lib/services/report/PerformanceMarkdownService";
import { RiskMarkdownService } from "../../../../../src/lib/services/report/RiskMarkdownService";
import { ScheduleMarkdownService } from "../../../../../src/lib/services/report/ScheduleMarkdownService";
import { summarizeTrades } from "../../../../../src/lib/services/report/trade-statistics";
import { describeTrades } from "../../../../../src/lib/services/report/trade-summary";
import { at, longRow } from "../../../client/signal-fixtures";
import { createRegistrationContainer } from "../registration-container";
import { closedTrade, PAIR, resultOf, RUN } from "./report-fixtures";

const LIVE = { ...PAIR, backtest: false };

const headerOf = (columns: readonly { readonly label: string; isVisible(): unknown }[]): string =>
  `| ${columns
    .filter((column) => column.isVisible())
    .map(({ label }) => label)
    .join(" | ")} |`;

/** What comes after the table. */
const tailOf = (text: string): string[] => {
  const lines = text.split("\n");
  return lines.slice(lines.findLastIndex((line) => line.startsWith("| ")) + 2);
};

const SIGNAL = {
  position: "long",
  priceTakeProfit: 110,
  priceStopLoss: 90,
  minuteEstimatedTime: 60,
} as const;

beforeEach(() => {
  createRegistrationContainer();
});

describe("the report on a back-test", () => {
  it("has its trades newest first, their number twice, and the summary of trades with the run", async () => {
    const service = new BacktestMarkdownService();
    service.collected.start(RUN);
    const book = service.collected.open(PAIR);
    service.collected.frame(PAIR, at(0));
    book.addResult(closedTrade(1, 1, 2), at(0));
    book.addResult(closedTrade(2, 3, 4), at(0));
    const data = await service.getData("BTCUSDT", "strategy", true);
    expect(data.signalList.map(({ pnl }) => pnl.pnlPercentage)).toEqual([2, 1]);
    expect(data).toMatchObject({ totalSignals: 2, run: book.describeRun(), ...summarizeTrades(book) });
    const text = await service.getReport("BTCUSDT", "strategy", true);
    expect(text.split("\n")[0]).toBe("# Backtest Report: strategy");
    expect(text.split("\n")[2]).toBe(headerOf(getColumns().backtest_columns));
    expect(tailOf(text)).toEqual([
      "**Total signals:** 2",
      "**Closed signals:** 2",
      ...describeTrades(data, data.run),
    ]);
  });

  it("knows what the newest back-test of a pair failed with, whatever happened live", () => {
    const service = new BacktestMarkdownService();
    expect(service.findSteadyFailure("BTCUSDT", "strategy")).toBeNull();
    service.collected.stepFailure(PAIR, "no candles");
    service.collected.stepFailure(LIVE, "something live");
    expect(service.findSteadyFailure("BTCUSDT", "strategy")).toEqual({ error: "no candles" });
    service.collected.start(RUN);
    expect(service.findSteadyFailure("BTCUSDT", "strategy")).toBeNull();
  });
});

describe("the report on a live run", () => {
  it("has its rows, how many, how many trades, and the summary of trades with the run", async () => {
    const service = new LiveMarkdownService();
    service.collected.start({ ...RUN, backtest: false, startTime: at(0) });
    const book = service.collected.open(LIVE);
    book.addResult(resultOf("idle", LIVE), at(1));
    book.addResult(closedTrade(2, 3, 4, { backtest: false }), at(4));
    const data = await service.getData("BTCUSDT", "strategy");
    expect(data.eventList).toEqual(book.listRows());
    expect(data).toMatchObject({
      totalEvents: 2,
      totalClosed: 1,
      run: book.describeRun(),
      ...summarizeTrades(book),
    });
    const text = await service.getReport("BTCUSDT", "strategy");
    expect(text.split("\n")[0]).toBe("# Live Trading Report: strategy");
    expect(text.split("\n")[2]).toBe(headerOf(getColumns().live_columns));
    expect(tailOf(text)).toEqual([
      "**Total events:** 2",
      "**Closed signals:** 1",
      ...describeTrades(data, data.run),
    ]);
  });
});

describe("the report on limit orders", () => {
  it("has counts, rates and times in the order users know, N/A where there is nothing", async () => {
    const service = new ScheduleMarkdownService();
    const orders = service.collected.open(PAIR);
    orders.add(resultOf("scheduled", { id: "a" }));
    const waiting = await service.getReport("BTCUSDT", "strategy", true);
    expect(tailOf(waiting)).toEqual([
      "**Total events:** 1",
      "**Scheduled signals:** 1",
      "**Opened signals:** 0",
      "**Cancelled signals:** 0",
      "**Activation rate:** 0.00% (higher is better)",
      "**Cancellation rate:** 0.00% (lower is better)",
      "**Average activation time:** N/A",
      "**Average wait time (cancelled):** N/A",
      "**Fill rate (of ended orders):** N/A",
      "**Waiting orders:** 1",
    ]);
    ["b", "c", "d"].forEach((id) => orders.add(resultOf("scheduled", { id })));
    orders.add(resultOf("opened", { id: "a", entry: "limit", scheduledAt: at(0), pendingAt: at(4) }));
    orders.finish();
    orders.add(resultOf("cancelled", { id: "b", scheduledAt: at(0), until: 30 }));
    orders.add(resultOf("cancelled", { id: "c", scheduledAt: at(0), until: 15 }));
    const text = await service.getReport("BTCUSDT", "strategy", true);
    expect(text.split("\n").slice(0, 3)).toEqual([
      "# Scheduled Signals Report: strategy",
      "",
      headerOf(getColumns().schedule_columns),
    ]);
    expect(tailOf(text)).toEqual([
      "**Total events:** 7",
      "**Scheduled signals:** 4",
      "**Opened signals:** 1",
      "**Cancelled signals:** 2",
      "**Activation rate:** 25.00% (higher is better)",
      "**Cancellation rate:** 50.00% (lower is better)",
      "**Average activation time:** 4.00 minutes",
      "**Average wait time (cancelled):** 22.50 minutes",
      "**Fill rate (of ended orders):** 33.33% (higher is better)",
      "**Waiting orders:** 1",
    ]);
  });
});

describe("the report on milestones", () => {
  it("has title with symbol and strategy, table and counts", async () => {
    const service = new PartialMarkdownService();
    const milestones = service.collected.open(PAIR);
    for (const action of ["profit", "loss", "loss"] as const) {
      milestones.add(action, {
        ...PAIR,
        exchangeName: "exchange",
        data: longRow(),
        currentPrice: 103,
        level: 30,
        timestamp: at(7),
      });
    }
    const text = await service.getReport("BTCUSDT", "strategy", true);
    expect(text.split("\n").slice(0, 3)).toEqual([
      "# Partial Profit/Loss Report: BTCUSDT:strategy",
      "",
      headerOf(getColumns().partial_columns),
    ]);
    expect(tailOf(text)).toEqual(["**Total events:** 3", "**Profit events:** 1", "**Loss events:** 2"]);
  });
});

describe("the report on refusals", () => {
  it("has title with symbol and strategy, table, and counts by symbol, strategy and reason, names escaped", async () => {
    const service = new RiskMarkdownService();
    const refusals = service.collected.open(PAIR);
    for (const comment of ["too many", "not now", "too many", "a*b"]) {
      refusals.add({
        ...PAIR,
        pendingSignal: SIGNAL,
        exchangeName: "exchange",
        currentPrice: 100,
        activePositionCount: 0,
        comment,
        timestamp: at(1),
      });
    }
    const text = await service.getReport("BTCUSDT", "strategy", true);
    expect(text.split("\n").slice(0, 3)).toEqual([
      "# Risk Rejection Report: BTCUSDT:strategy",
      "",
      headerOf(getColumns().risk_columns),
    ]);
    expect(tailOf(text)).toEqual([
      "**Total rejections:** 4",
      "",
      "## Rejections by Symbol",
      "- BTCUSDT: 4",
      "",
      "## Rejections by Strategy",
      "- strategy: 4",
      "",
      "## Rejections by Reason",
      "- too many: 2",
      "- not now: 1",
      "- a\\*b: 1",
    ]);
  });
});

describe("every report of a pair", () => {
  const services = {
    backtest: () => new BacktestMarkdownService(),
    live: () => new LiveMarkdownService(),
    schedule: () => new ScheduleMarkdownService(),
    partial: () => new PartialMarkdownService(),
    risk: () => new RiskMarkdownService(),
    performance: () => new PerformanceMarkdownService(),
  };

  it.each([
    ["backtest", "# Backtest Report: s|No trade has closed.", "Backtest report", "dump/backtest/BTC/s.md"],
    [
      "live",
      "# Live Trading Report: s|Nothing has happened yet.",
      "Live report",
      "dump/live/backtest/BTC/s.md",
    ],
    [
      "schedule",
      "# Scheduled Signals Report: s|There was no limit order.",
      "Schedule report",
      "dump/schedule/backtest/BTC/s.md",
    ],
    [
      "partial",
      "# Partial Profit/Loss Report: BTC:s|No position has reached a milestone.",
      "Partial report",
      "dump/partial/backtest/BTC/BTC_s.md",
    ],
    [
      "risk",
      "# Risk Rejection Report: BTC:s|No signal was refused.",
      "Risk report",
      "dump/risk/backtest/BTC/BTC_s.md",
    ],
    [
      "performance",
      "# Performance Report: s|Nothing was timed.",
      "Performance report",
      "dump/performance/backtest/BTC/s.md",
    ],
  ] as const)("%s: of nothing, and where its file goes", async (name, text, title, file) => {
    const root = mkdtempSync(join(tmpdir(), "pair-reports-"));
    vi.spyOn(process, "cwd").mockReturnValue(root);
    const print = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const service = services[name]();
    expect(await service.getReport("BTC", "s", true)).toBe(text.replace("|", "\n\n"));
    await service.dump("BTC", "s", true);
    expect(print.mock.calls).toEqual([[`${title} saved: ${join(root, file)}`]]);
    rmSync(root, { recursive: true, force: true });
  });
});
