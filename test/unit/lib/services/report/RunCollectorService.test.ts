import { CandleSeries } from "../../../../../src/client/candle-series";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { PartialProfitContract, PerformanceContract, RiskContract } from "../../../../../src/index";
import type { IRunStart } from "../../../../../src/interfaces/Collector.interface";
import { init, inject, override } from "../../../../../src/lib/core/di";
import { TYPES } from "../../../../../src/lib/core/types";
import { BacktestMarkdownService } from "../../../../../src/lib/services/report/BacktestMarkdownService";
import { HeatMarkdownService } from "../../../../../src/lib/services/report/HeatMarkdownService";
import { LiveMarkdownService } from "../../../../../src/lib/services/report/LiveMarkdownService";
import { PartialMarkdownService } from "../../../../../src/lib/services/report/PartialMarkdownService";
import { PerformanceMarkdownService } from "../../../../../src/lib/services/report/PerformanceMarkdownService";
import { RiskMarkdownService } from "../../../../../src/lib/services/report/RiskMarkdownService";
import { RunCollectorService } from "../../../../../src/lib/services/report/RunCollectorService";
import { ScheduleMarkdownService } from "../../../../../src/lib/services/report/ScheduleMarkdownService";
import { at, candle, longRow } from "../../../client/signal-fixtures";
import { createRegistrationContainer } from "../registration-container";
import { closedTrade, PAIR, resultOf, RUN } from "./report-fixtures";

const LIVE = { ...PAIR, backtest: false };
const MODES = [true, false];

/** Methods of the stores of reports, and of what their buckets do, as `report.method`. */
let calls: { readonly name: string; readonly values: readonly unknown[] }[];
let collector: RunCollectorService;

/** Notes the calls of an object and calls through. */
const watch = (report: string, target: object, methods: readonly string[]): void => {
  for (const method of methods) {
    const original: unknown = Reflect.get(target, method);
    if (typeof original !== "function") {
      throw new Error(`${report} has no ${method}`);
    }
    Reflect.set(
      target,
      method,
      vi.fn((...values: unknown[]): unknown => {
        calls.push({ name: `${report}.${method}`, values });
        const result: unknown = Reflect.apply(original, target, values);
        // What is opened is watched from now on.
        if (method === "open" && typeof result === "object" && result !== null) {
          watch(
            `${report}.bucket`,
            result,
            ["add", "finish"].filter((name) => name in result),
          );
        }
        return result;
      }),
    );
  }
};

const BOOK_METHODS = [
  "start",
  "frame",
  "finish",
  "result",
  "mark",
  "minutes",
  "gap",
  "signalCall",
  "stepFailure",
];

const namesOf = (): string[] => calls.map(({ name }) => name).filter((name) => !name.endsWith(".open"));

beforeEach(() => {
  createRegistrationContainer();
  calls = [];
  override(TYPES.backtestMarkdownService, new BacktestMarkdownService());
  override(TYPES.liveMarkdownService, new LiveMarkdownService());
  override(TYPES.heatMarkdownService, new HeatMarkdownService());
  override(TYPES.scheduleMarkdownService, new ScheduleMarkdownService());
  override(TYPES.partialMarkdownService, new PartialMarkdownService());
  override(TYPES.riskMarkdownService, new RiskMarkdownService());
  override(TYPES.performanceMarkdownService, new PerformanceMarkdownService());
  override(TYPES.runCollector, new RunCollectorService());
  collector = inject<RunCollectorService>(TYPES.runCollector);
  init();
  watch("backtest", collector.backtestMarkdownService.collected, BOOK_METHODS);
  watch("live", collector.liveMarkdownService.collected, BOOK_METHODS);
  watch("heat", collector.heatMarkdownService.collected, BOOK_METHODS);
  watch("schedule", collector.scheduleMarkdownService.collected, ["start", "open"]);
  watch("partial", collector.partialMarkdownService.collected, ["start", "open"]);
  watch("risk", collector.riskMarkdownService.collected, ["start", "open"]);
  watch("performance", collector.performanceMarkdownService.collected, ["start", "open"]);
});

/** The report on trades of a mode. */
const tradesOf = (backtest: boolean): string => (backtest ? "backtest" : "live");

describe("what a run gives reaches the reports that want it, and no other", () => {
  it.each(MODES)(
    "a run that begins (back-test: %s) clears every report but that of the other mode",
    (backtest) => {
      const run: IRunStart = { ...RUN, backtest };
      collector.start(run);
      expect(namesOf()).toEqual([
        `${tradesOf(backtest)}.start`,
        "heat.start",
        "schedule.start",
        "partial.start",
        "risk.start",
        "performance.start",
      ]);
      expect(calls.every(({ values }) => values[0] === run)).toBe(true);
    },
  );

  it.each(MODES)("the first tick (back-test: %s): trades and heat map", (backtest) => {
    const pair = { ...PAIR, backtest };
    collector.frame(pair, at(3));
    expect(calls.map(({ name, values }) => [name, values])).toEqual([
      [`${tradesOf(backtest)}.frame`, [pair, at(3)]],
      ["heat.frame", [pair, at(3)]],
    ]);
  });

  it.each(MODES)(
    "the end of the frame (back-test: %s): trades, heat map, and orders whose fill is untold",
    (backtest) => {
      const pair = { ...PAIR, backtest };
      collector.finish(pair, at(9));
      expect(namesOf()).toEqual([`${tradesOf(backtest)}.finish`, "heat.finish", "schedule.bucket.finish"]);
      expect(calls[0]?.values).toEqual([pair, at(9)]);
      expect(calls[1]?.values).toEqual([pair, at(9)]);
      expect(calls[2]).toEqual({ name: "schedule.open", values: [pair] });
    },
  );

  it.each(["opened", "active", "scheduled", "cancelled"] as const)(
    "%s, of both modes: trades, heat map and orders",
    (action) => {
      for (const backtest of MODES) {
        calls = [];
        const result = resultOf(action, { backtest });
        collector.result(result, at(5));
        expect(namesOf()).toEqual([`${tradesOf(backtest)}.result`, "heat.result", "schedule.bucket.add"]);
        expect(calls.filter(({ name }) => !name.endsWith(".open")).map(({ values }) => values)).toEqual([
          [result, at(5)],
          [result, at(5)],
          [result],
        ]);
      }
    },
  );

  it("closed, of both modes: trades, heat map and orders", () => {
    for (const backtest of MODES) {
      calls = [];
      collector.result(closedTrade(1, 2, 3, { backtest }), at(3));
      expect(namesOf()).toEqual([`${tradesOf(backtest)}.result`, "heat.result", "schedule.bucket.add"]);
    }
  });

  it("idle: the live report alone; nobody in a back-test", () => {
    collector.result(resultOf("idle", { backtest: true }), at(5));
    expect(calls).toEqual([]);
    const result = resultOf("idle", { backtest: false });
    collector.result(result, at(5));
    expect(calls).toEqual([{ name: "live.result", values: [result, at(5)] }]);
  });

  it.each(MODES)("the worth of an open position (back-test: %s): trades and heat map", (backtest) => {
    const pair = { ...PAIR, backtest };
    const mark = { time: at(1440), price: 101, signal: longRow() };
    collector.mark(pair, mark);
    expect(calls).toEqual([
      { name: `${tradesOf(backtest)}.mark`, values: [pair, mark] },
      { name: "heat.mark", values: [pair, mark] },
    ]);
  });

  it.each(MODES)(
    "minutes, gaps, calls of getSignal and failed steps (back-test: %s): trades alone",
    (backtest) => {
      const pair = { ...PAIR, backtest };
      const candles = CandleSeries.of([candle(1, 100, 101, 99)]);
      const gap = { since: at(2), until: at(3) };
      const failure = { error: "no" };
      collector.minutes(pair, candles);
      collector.gap(pair, gap);
      collector.signalCall(pair, failure);
      collector.stepFailure(pair, "failed");
      expect(calls).toEqual([
        { name: `${tradesOf(backtest)}.minutes`, values: [pair, candles] },
        { name: `${tradesOf(backtest)}.gap`, values: [pair, gap] },
        { name: `${tradesOf(backtest)}.signalCall`, values: [pair, failure] },
        { name: `${tradesOf(backtest)}.stepFailure`, values: [pair, "failed"] },
      ]);
    },
  );

  it("a milestone: the report on milestones, under symbol and strategy of the signal", () => {
    const event: PartialProfitContract = {
      symbol: "event-symbol",
      strategyName: "event-strategy",
      exchangeName: "exchange",
      data: longRow(),
      currentPrice: 103,
      level: 30,
      backtest: false,
      timestamp: at(7),
    };
    collector.milestone("loss", event);
    expect(calls).toEqual([
      { name: "partial.open", values: [LIVE] },
      { name: "partial.bucket.add", values: ["loss", event] },
    ]);
  });

  it("a refusal: the report on risk profiles", async () => {
    const event: RiskContract = {
      ...LIVE,
      pendingSignal: { position: "long", priceTakeProfit: 110, priceStopLoss: 90, minuteEstimatedTime: 60 },
      exchangeName: "exchange",
      currentPrice: 100,
      activePositionCount: 0,
      comment: "no",
      timestamp: at(1),
    };
    collector.refusal(event);
    expect(namesOf()).toEqual(["risk.bucket.add"]);
    expect((await collector.riskMarkdownService.getData("BTCUSDT", "strategy", false)).eventList).toEqual([
      event,
    ]);
    expect((await collector.riskMarkdownService.getData("BTCUSDT", "strategy", true)).eventList).toEqual([]);
  });

  it("a timing: the report on performance", async () => {
    const event: PerformanceContract = {
      ...LIVE,
      timestamp: at(1),
      previousTimestamp: null,
      metricType: "live_tick",
      duration: 2,
      exchangeName: "exchange",
    };
    collector.timing(event);
    expect(namesOf()).toEqual(["performance.bucket.add"]);
    const { performanceMarkdownService } = collector;
    expect((await performanceMarkdownService.getData("BTCUSDT", "strategy", false)).events).toEqual([event]);
    expect((await performanceMarkdownService.getData("BTCUSDT", "strategy", true)).events).toEqual([]);
  });
});
