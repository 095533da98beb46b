import { beforeEach, describe, expect, it } from "vitest";
import type { PerformanceMetricType } from "../../../../../src/index";
import { PerformanceMarkdownService } from "../../../../../src/lib/services/report/PerformanceMarkdownService";
import { at } from "../../../client/signal-fixtures";
import { createRegistrationContainer } from "../registration-container";
import { PAIR } from "./report-fixtures";

let service: PerformanceMarkdownService;

const time = (metricType: PerformanceMetricType, duration: number): void => {
  service.collected.open(PAIR).add({
    ...PAIR,
    timestamp: at(1),
    previousTimestamp: null,
    metricType,
    duration,
    exchangeName: "exchange",
  });
};

beforeEach(() => {
  createRegistrationContainer();
  service = new PerformanceMarkdownService();
});

describe("the report on performance", () => {
  it("is title, totals, shares, table and a note; what took most of the time comes first in both", async () => {
    time("backtest_signal", 10);
    time("backtest_total", 60);
    time("backtest_signal", 20);
    const columns = [
      {
        key: "type",
        label: "Type",
        format: ({ metricType }: { metricType: string }) => metricType,
        isVisible: () => true,
      },
    ];
    const lines = (await service.getReport("BTCUSDT", "strategy", true, columns)).split("\n");
    expect(lines.slice(0, -1)).toEqual([
      "# Performance Report: strategy",
      "",
      "**Total events:** 3",
      "**Total execution time:** 90.00ms",
      "**Number of metric types:** 2",
      "",
      "## Time Distribution",
      "",
      "- **backtest_total**: 66.7% (60.00ms total)",
      "- **backtest_signal**: 33.3% (30.00ms total)",
      "",
      "## Detailed Metrics",
      "",
      "| Type |",
      "| --- |",
      "| backtest_total |",
      "| backtest_signal |",
      "",
    ]);
    expect(lines.at(-1)).toMatch(/^\*\*Note:\*\* .*milliseconds/);
  });

  it("where nothing took any time there are no shares, and no NaN", async () => {
    time("live_tick", 0);
    const text = await service.getReport("BTCUSDT", "strategy", true);
    expect(text).toContain("- **live_tick**: N/A (0.00ms total)");
    expect(text).not.toContain("NaN");
  });

  it("names the strategy that was asked for, also without data", async () => {
    expect((await service.getData("BTCUSDT", "nobody", true)).strategyName).toBe("nobody");
    expect(await service.getReport("BTCUSDT", "a*b", true)).toBe(
      "# Performance Report: a\\*b\n\nNothing was timed.",
    );
  });
});
