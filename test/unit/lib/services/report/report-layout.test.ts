import { describe, expect, it } from "vitest";
import {
  type ReportLayout,
  renderReport,
  renderRows,
} from "../../../../../src/lib/services/report/report-layout";
import type { ColumnModel, RiskEvent } from "../../../../../src/index";
import { PAIR } from "./report-fixtures";

interface Counted {
  readonly rows: readonly RiskEvent[];
  readonly count: number;
}

const refusal = (symbol: string): RiskEvent => ({
  symbol,
  pendingSignal: { position: "long", priceTakeProfit: 110, priceStopLoss: 90, minuteEstimatedTime: 60 },
  strategyName: "strategy",
  exchangeName: "exchange",
  currentPrice: 100,
  activePositionCount: 0,
  comment: "no",
  timestamp: 0,
  backtest: true,
});

const listOf = (length: number): Counted => ({
  rows: Array.from({ length }, (_, index) => refusal(`S${index}`)),
  count: length,
});

const column = (label: string, changes: Partial<ColumnModel<RiskEvent>> = {}): ColumnModel<RiskEvent> => ({
  key: label,
  label,
  format: ({ symbol }, index) => `${symbol} ${index}`,
  isVisible: () => true,
  ...changes,
});

const LAYOUT: ReportLayout<Counted, RiskEvent> = {
  title: "title",
  directory: "directory",
  emptyText: "There is nothing.",
  nameFile: () => "file.md",
  head: ({ symbol, strategyName, backtest }) => `# ${symbol} ${strategyName} ${String(backtest)}`,
  listRows: ({ rows }) => rows,
  after: ({ count }) => [`**Total:** ${count}`, "last"],
};

const COLUMNS = [column("Name")];

describe("the text of a report", () => {
  it("is head, blank, table, blank, what follows; no line break at the end", async () => {
    expect(await renderReport(LAYOUT, listOf(2), PAIR, COLUMNS)).toBe(
      [
        "# BTCUSDT strategy true",
        "",
        "| Name |",
        "| --- |",
        "| S0 0 |",
        "| S1 1 |",
        "",
        "**Total:** 2",
        "last",
      ].join("\n"),
    );
  });

  it("has the lines that go before the table between head and table", async () => {
    const layout = { ...LAYOUT, before: ({ count }: Counted) => [`before ${count}`, ""] };
    const lines = (await renderReport(layout, listOf(1), PAIR, COLUMNS)).split("\n");
    expect(lines.slice(0, 5)).toEqual(["# BTCUSDT strategy true", "", "before 1", "", "| Name |"]);
  });

  it("of nothing is head, blank, and one sentence: no table, no figures", async () => {
    const layout = { ...LAYOUT, before: () => ["before"] };
    expect(await renderReport(layout, listOf(0), PAIR, COLUMNS)).toBe(
      ["# BTCUSDT strategy true", "", "There is nothing."].join("\n"),
    );
  });
});

describe("the columns of a report", () => {
  it("are shown in the order of the list, hidden ones left out", async () => {
    const columns = [column("B"), column("hidden", { isVisible: () => false }), column("A")];
    const text = await renderReport(LAYOUT, listOf(1), PAIR, columns);
    expect(text).toContain("\n| B | A |\n| --- | --- |\n| S0 0 | S0 0 |\n");
  });

  it.each(["format", "isVisible"] as const)("an error of %s is an error of the report", async (method) => {
    const error = new Error("bad column");
    const fail = (): never => {
      throw error;
    };
    const columns = [column("A", { [method]: fail })];
    await expect(renderReport(LAYOUT, listOf(1), PAIR, columns)).rejects.toBe(error);
  });
});

describe("a table that is cut says so", () => {
  const rowsOf = (text: string): string[] => text.split("\n").filter((line) => line.startsWith("| S"));

  it("250 rows are all shown, without a word", async () => {
    const text = await renderReport(LAYOUT, listOf(250), PAIR, COLUMNS);
    expect(rowsOf(text)).toHaveLength(250);
    expect(text).not.toContain("newest");
  });

  it("of 251 the first 250 are shown, and how many there were", async () => {
    const text = await renderReport(LAYOUT, listOf(251), PAIR, COLUMNS);
    expect(rowsOf(text)).toHaveLength(250);
    expect(text).toContain("| S249 249 |\n\nThe newest 250 of 251 rows.\n\n**Total:** 251");
  });

  it("what the list itself no longer holds is counted too", async () => {
    const layout = { ...LAYOUT, countRows: ({ count }: Counted) => count };
    const text = await renderReport(layout, { ...listOf(251), count: 12_345 }, PAIR, COLUMNS);
    expect(text).toContain("The newest 250 of 12345 rows.");
  });

  it("rows alone end with a blank line, cut or not", async () => {
    expect(await renderRows(COLUMNS, listOf(1).rows)).toEqual(["| Name |\n| --- |\n| S0 0 |", ""]);
    expect((await renderRows(COLUMNS, listOf(300).rows)).slice(1)).toEqual([
      "",
      "The newest 250 of 300 rows.",
      "",
    ]);
    expect((await renderRows(COLUMNS, listOf(1).rows, 999))[2]).toBe("The newest 250 of 999 rows.");
  });
});
