import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BacktestMarkdownService } from "../../../../../src/lib/services/report/BacktestMarkdownService";
import { loadHtmlAssets } from "../../../../../src/lib/services/report/html/html-assets";
import { renderHtml } from "../../../../../src/lib/services/report/html/render-html";
import { createTradePage } from "../../../../../src/lib/services/report/html/trade-page";
import { LiveMarkdownService } from "../../../../../src/lib/services/report/LiveMarkdownService";
import { summarizeTrades } from "../../../../../src/lib/services/report/trade-statistics";
import { at } from "../../../client/signal-fixtures";
import { createRegistrationContainer } from "../registration-container";
import { closedTrade, PAIR, RUN } from "./report-fixtures";

const createBacktest = (): BacktestMarkdownService => {
  const service = new BacktestMarkdownService();
  service.collected.start(RUN);
  service.collected.frame(PAIR, at(0));
  [1, -2, 3].forEach((result, index) =>
    service.collected.open(PAIR).addResult(closedTrade(result, index * 10, index * 10 + 5), at(0)),
  );
  service.collected.finish(PAIR, at(60));
  return service;
};

beforeEach(() => {
  createRegistrationContainer();
});

describe("a report as a page", () => {
  it("shows strategy, symbol, mode, the trades oldest first, their statistics and the run", async () => {
    const service = createBacktest();
    const book = service.collected.read(PAIR);
    const page = createTradePage({
      title: "strategy on BTCUSDT, backtest",
      facts: [
        { label: "Strategy", value: "strategy" },
        { label: "Symbol", value: "BTCUSDT" },
      ],
      curveLabel: "strategy",
      trades: book.trades,
      statistics: summarizeTrades(book),
      run: book.describeRun(),
      openSignal: null,
    });
    expect(page.trades.map(({ pnl }) => pnl)).toEqual([1, -2, 3]);
    expect(await service.getHtml("BTCUSDT", "strategy", true)).toBe(renderHtml(page, loadHtmlAssets()));
  });

  it("shows what there was when it was asked for, also when trades close while the page is loaded", async () => {
    const service = createBacktest();
    const asked = service.getHtml("BTCUSDT", "strategy", true);
    service.collected.open(PAIR).addResult(closedTrade(7, 40, 45), at(0));
    const later = service.getHtml("BTCUSDT", "strategy", true);
    const counts = [await asked, await later].map((page) => page.split('"signalId":"trade-').length - 1);
    expect(counts).toEqual([3, 4]);
  });

  it("is that of the mode that is said", async () => {
    const service = createBacktest();
    const pages = [
      await service.getHtml("BTCUSDT", "strategy", false),
      await service.getHtml("BTCUSDT", "strategy", true),
    ];
    expect(pages.map((page) => page.includes("strategy on BTCUSDT, live"))).toEqual([true, false]);
    expect(pages.map((page) => page.includes('"signalId":"trade-'))).toEqual([false, true]);
  });
});

describe("the file of a page", () => {
  let root = "";

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "trade-report-"));
    vi.spyOn(process, "cwd").mockReturnValue(root);
    vi.spyOn(console, "log").mockImplementation(() => undefined);
  });

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it.each([
    [undefined, "dump/backtest/BTCUSDT/strategy.html"],
    ["./mine", "mine/strategy.html"],
  ])("with the folder %s is %s; the path is given and printed", async (path, file) => {
    const service = createBacktest();
    const found = await service.dumpHtml("BTCUSDT", "strategy", true, path);
    expect(found).toBe(join(root, file));
    expect(readFileSync(found, "utf8")).toBe(await service.getHtml("BTCUSDT", "strategy", true));
    expect(vi.mocked(console.log).mock.calls).toEqual([[`Backtest report saved: ${found}`]]);
  });

  it("of a live run is below live", async () => {
    const found = await new LiveMarkdownService().dumpHtml("BTCUSDT", "strategy", false);
    expect(found).toBe(join(root, "dump/live/BTCUSDT/strategy.html"));
  });
});
