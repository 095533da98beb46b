import { describe, expect, it } from "vitest";
import type { WalkerContract } from "../../../../../src/index";
import { WalkerRecord } from "../../../../../src/lib/services/report/WalkerRecord";
import { statisticsOf } from "./report-fixtures";

const eventOf = (strategyName: string, changes: Partial<WalkerContract> = {}): WalkerContract => ({
  walkerName: "walker",
  exchangeName: "exchange",
  frameName: "frame",
  symbol: "BTCUSDT",
  strategyName,
  stats: statisticsOf([1]),
  metricValue: 1,
  metric: "totalPnl",
  bestMetric: 1,
  bestStrategy: strategyName,
  strategiesTested: 1,
  totalStrategies: 5,
  ...changes,
});

describe("what a walker has come to", () => {
  it("nothing: no result, no best, no failure", () => {
    const record = new WalkerRecord();
    expect(record.takeResults()).toEqual([]);
    expect(record).toMatchObject({
      resultCount: 0,
      failures: [],
      bestStrategy: null,
      bestMetric: null,
      bestStats: null,
      totalStrategies: 0,
    });
  });

  it("lists results newest first, with statistics and metric of their own", () => {
    const record = new WalkerRecord();
    const first = eventOf("first", { metricValue: 3 });
    const second = eventOf("second", { metricValue: null });
    record.addResult(first);
    record.addResult(second);
    expect(record.resultCount).toBe(2);
    expect(record.takeResults()).toEqual([
      { strategyName: "second", stats: second.stats, metricValue: null },
      { strategyName: "first", stats: first.stats, metricValue: 3 },
    ]);
    expect(record.takeResults()[1]?.stats).toEqual(first.stats);
    // What a reader does to his changes nobody else's.
    record.takeResults()[1]?.stats.signalList.push(...first.stats.signalList);
    expect(record.takeResults()[1]?.stats).toEqual(first.stats);
  });

  it("the best is the one the newest event names, with the statistics it came with", () => {
    const record = new WalkerRecord();
    const good = eventOf("good", { bestMetric: 7 });
    record.addResult(eventOf("first", { bestMetric: 1 }));
    record.addResult(good);
    record.addResult(eventOf("worse", { bestStrategy: "good", bestMetric: 7, totalStrategies: 6 }));
    expect([record.bestStrategy, record.bestMetric, record.totalStrategies]).toEqual(["good", 7, 6]);
    expect(record.bestStats).toEqual(good.stats);
    expect(record.bestStats).not.toBe(record.bestStats);
  });

  it("as long as none has a value there is no best", () => {
    const record = new WalkerRecord();
    record.addResult(eventOf("first", { metricValue: null, bestStrategy: null, bestMetric: null }));
    expect([record.bestStrategy, record.bestMetric, record.bestStats]).toEqual([null, null, null]);
  });

  it("a failure is kept with its error, in order, and is no result", () => {
    const record = new WalkerRecord();
    const error = new Error("no candles");
    record.addFailure("first", error, 4);
    record.addFailure("second", "text", 4);
    expect(record.failures).toEqual([
      { strategyName: "first", error },
      { strategyName: "second", error: "text" },
    ]);
    expect([record.resultCount, record.totalStrategies]).toEqual([0, 4]);
  });
});
