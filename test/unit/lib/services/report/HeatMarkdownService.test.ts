import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HeatMarkdownService } from "../../../../../src/lib/services/report/HeatMarkdownService";
import { at } from "../../../client/signal-fixtures";
import { createRegistrationContainer } from "../registration-container";
import { closedTrade, PAIR, RUN } from "./report-fixtures";

let service: HeatMarkdownService;

/** Trades of a symbol, one after the other. */
const trade = (symbol: string, results: readonly number[], backtest = true): void => {
  const book = service.collected.open({ ...PAIR, symbol, backtest });
  results.forEach((result, index) => book.addResult(closedTrade(result, index * 10, index * 10 + 5), at(0)));
};

const totalsOf = async (strategyName = "strategy"): Promise<[string, number | null][]> =>
  (await service.getData(strategyName)).symbols.map(({ symbol, totalPnl }) => [symbol, totalPnl]);

beforeEach(() => {
  createRegistrationContainer();
  service = new HeatMarkdownService();
});

describe("the symbols of a heat map", () => {
  it("are those on which the strategy has closed a trade, and no other strategy", async () => {
    trade("BTCUSDT", [1]);
    trade("ETHUSDT", []);
    service.collected.open({ ...PAIR, strategyName: "other" }).addResult(closedTrade(9, 1, 2), at(0));
    expect(await totalsOf()).toEqual([["BTCUSDT", 1]]);
    expect(await totalsOf("other")).toEqual([["BTCUSDT", 9]]);
    expect(await totalsOf("nobody")).toEqual([]);
  });

  it.each([
    [true, false],
    [false, true],
  ])(
    "one that trades live shows its live trades, whichever ran first (first back-test: %s)",
    async (...modes) => {
      modes.forEach((backtest) => trade("BTCUSDT", backtest ? [1, 2] : [7], backtest));
      expect(await totalsOf()).toEqual([["BTCUSDT", 7]]);
    },
  );

  it("one that runs live without a trade yet shows its back-test", async () => {
    service.collected.start({ ...RUN, backtest: false, startTime: at(0) });
    trade("BTCUSDT", [1, 2]);
    expect(await totalsOf()).toEqual([["BTCUSDT", 3]]);
  });
});

describe("the text of a heat map", () => {
  it("is title, totals on one line, table; no line break at the end", async () => {
    trade("BTCUSDT", [1, 3]);
    trade("ETHUSDT", [-1]);
    const columns = [
      {
        key: "symbol",
        label: "Symbol",
        format: ({ symbol }: { symbol: string }) => symbol,
        isVisible: () => true,
      },
    ];
    expect(await service.getReport("strategy", columns)).toBe(
      [
        "# Portfolio Heatmap: strategy",
        "",
        "**Total Symbols:** 2 | **Portfolio PNL:** +3.00% | **Portfolio Sharpe:** 1.33 | **Total Trades:** 3 | **Portfolio Sharpe of daily returns, annualized (√365):** N/A | **Portfolio Max DD:** 0.00%",
        "",
        "| Symbol |",
        "| --- |",
        "| BTCUSDT |",
        "| ETHUSDT |",
      ].join("\n"),
    );
  });

  it("columns of the caller are checked", async () => {
    const broken = [{ key: "", label: "X", format: () => "x", isVisible: () => true }];
    await expect(service.getReport("strategy", broken)).rejects.toMatchObject({ code: "COLUMNS_INVALID" });
  });

  it("has the default columns, best Sharpe ratio first, drawdown negative", async () => {
    trade("ETHUSDT", [-1, -3]);
    trade("BTCUSDT", [1, 3]);
    const lines = (await service.getReport("strategy")).split("\n");
    expect(lines.slice(4)).toEqual([
      "| Symbol | Total PNL | Sharpe | PF | Expect | WR | Avg Win | Avg Loss | Max DD | W Streak | L Streak | Trades |",
      `|${" --- |".repeat(12)}`,
      "| BTCUSDT | +4.00% | 2.00 | N/A | +2.00% | 100.0% | +2.00% | N/A | 0.00% | 2 | 0 | 2 |",
      "| ETHUSDT | -4.00% | -2.00 | N/A | -2.00% | 0.0% | N/A | -2.00% | -3.97% | 0 | 2 | 2 |",
    ]);
  });

  it("of nothing is a title and one sentence", async () => {
    expect(await service.getReport("a*b")).toBe("# Portfolio Heatmap: a\\*b\n\nNo trade has closed.");
  });

  it("that is cut says that the best are shown", async () => {
    for (let index = 0; index < 251; index += 1) {
      trade(`S${index}`, [1]);
    }
    expect((await service.getReport("strategy")).endsWith("\n\nThe best 250 of 251 rows.")).toBe(true);
  });
});

describe("dump of a heat map", () => {
  let root = "";

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "heat-"));
    vi.spyOn(process, "cwd").mockReturnValue(root);
    vi.spyOn(console, "log").mockImplementation(() => undefined);
  });

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it.each([
    [undefined, "dump/heatmap/strategy.md"],
    ["./mine", "mine/strategy.md"],
  ])("to %s goes to %s", async (path, file) => {
    trade("BTCUSDT", [1]);
    const columns = [{ key: "x", label: "X", format: () => "x", isVisible: () => true }];
    await service.dump("strategy", path, columns);
    expect(readFileSync(join(root, file), "utf8")).toBe(await service.getReport("strategy", columns));
    expect(vi.mocked(console.log).mock.calls).toEqual([[`Heatmap report saved: ${join(root, file)}`]]);
  });
});

describe("clear of a heat map", () => {
  beforeEach(() => {
    trade("BTCUSDT", [1]);
    trade("ETHUSDT", [2], false);
    service.collected.open({ ...PAIR, strategyName: "other" }).addResult(closedTrade(9, 1, 2), at(0));
  });

  it("with a name forgets that strategy on all symbols in both modes, and no other", async () => {
    await service.clear("strategy");
    expect([await totalsOf(), await totalsOf("other")]).toEqual([[], [["BTCUSDT", 9]]]);
  });

  it.each([undefined, ""])("with %j forgets all", async (name) => {
    await service.clear(name);
    expect([await totalsOf(), await totalsOf("other")]).toEqual([[], []]);
  });
});
