import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IStrategyResult, WalkerContract } from "../../../../../src/index";
import { listSignals, rankResults, WalkerRecord } from "../../../../../src/lib/services/report/WalkerRecord";
import { at } from "../../../client/signal-fixtures";
import { closedTrade, statisticsOf } from "./report-fixtures";

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

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const meanOf = (values: readonly number[]): number => total(values) / values.length;
const momentOf = (values: readonly number[], power: number): number =>
  meanOf(values.map((value) => (value - meanOf(values)) ** power));
const sampleDeviationOf = (values: readonly number[]): number =>
  Math.sqrt((momentOf(values, 2) * values.length) / (values.length - 1));

/** Standard normal distribution function by numerical integration (Simpson) from the mean. */
const normal = (x: number): number => {
  const parts = 2000;
  const width = Math.max(-9, Math.min(9, x)) / parts;
  let area = 0;
  for (let index = 0; index <= parts; index += 1) {
    const weight = index === 0 || index === parts ? 1 : index % 2 === 1 ? 4 : 2;
    area += weight * Math.exp(-((index * width) ** 2) / 2);
  }
  return 0.5 + (area * width) / 3 / Math.sqrt(2 * Math.PI);
};

/** Its inverse by bisection. */
const quantile = (probability: number): number => {
  let [low, high] = [-9, 9];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    [low, high] = normal(middle) < probability ? [middle, high] : [low, middle];
  }
  return (low + high) / 2;
};

/** Results of trades that close one a day: the daily returns are theirs, with flat days behind. */
const deflateNaively = (
  all: readonly (readonly number[])[],
  judged: readonly number[],
  idleDays: number,
): number | null => {
  const toDaily = (results: readonly number[]): number[] => [
    ...results.map((result) => result / 100),
    ...Array.from({ length: idleDays }, () => 0),
  ];
  const sharpeOf = (daily: readonly number[]): number | null =>
    daily.length < 30 || sampleDeviationOf(daily) < 1e-12 ? null : meanOf(daily) / sampleDeviationOf(daily);
  const sharpes = all
    .map(toDaily)
    .map(sharpeOf)
    .filter((sharpe) => sharpe !== null);
  const count = sharpes.length;
  const daily = toDaily(judged);
  const sharpe = sharpeOf(daily);
  if (count < 2 || sharpe === null) {
    return null;
  }
  const luck =
    sampleDeviationOf(sharpes) *
    ((1 - 0.5772156649015329) * quantile(1 - 1 / count) +
      0.5772156649015329 * quantile(1 - 1 / (count * Math.E)));
  const skewness = momentOf(daily, 3) / momentOf(daily, 2) ** 1.5;
  const kurtosis = momentOf(daily, 4) / momentOf(daily, 2) ** 2;
  const variance = 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2;
  return normal(((sharpe - luck) * Math.sqrt(daily.length - 1)) / Math.sqrt(variance));
};

const expectDeflated = (lists: readonly (readonly number[])[], idleDays: number): (number | null)[] => {
  const record = new WalkerRecord();
  lists.forEach((results, index) =>
    record.addResult(eventOf(`s${index}`, { stats: statisticsOf(results, idleDays) })),
  );
  const found = record.listResults().map(({ deflatedSharpe }) => deflatedSharpe);
  const expected = lists.map((results) => deflateNaively(lists, results, idleDays)).reverse();
  found.forEach((value, index) => {
    const other = expected[index] ?? null;
    if (value === null || other === null) {
      expect(value).toBe(other);
    } else {
      expect(Math.abs(value - other), `${value} ${other}`).toBeLessThan(1e-9);
    }
  });
  return found;
};

describe("the deflated Sharpe ratio of each strategy agrees with a second implementation to 1e-9", () => {
  it("on random strategies, also where some have no Sharpe ratio", () => {
    const results = fc.array(
      fc.oneof(
        fc.constant(0),
        fc.integer({ min: -5e6, max: 6e6 }).map((millionths) => millionths / 1e6),
      ),
      { minLength: 20, maxLength: 60 },
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(results, fc.constant([1, 2])), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 15 }),
        (lists, idleDays) => {
          expectDeflated(lists, idleDays);
        },
      ),
      { numRuns: 40, seed: 3 },
    );
  });

  it("one strategy alone was not chosen from several, and one of a few days cannot be judged: null", () => {
    const long = Array.from({ length: 50 }, (_, day) => Math.sin(day) + 0.3);
    const other = Array.from({ length: 50 }, (_, day) => Math.cos(3 * day) - 0.2);
    expect(expectDeflated([long], 0)).toEqual([null]);
    expect(expectDeflated([long, [1, 2]], 0)).toEqual([null, null]);
    const [short, second, first] = expectDeflated([long, other, [1, 2]], 0);
    expect(short).toBeNull();
    expect(first).toBeGreaterThan(second ?? NaN);
  });
});

describe("what a walker has come to", () => {
  it("nothing: no result, no best, no failure", () => {
    const record = new WalkerRecord();
    expect(record.listResults()).toEqual([]);
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
    expect(record.listResults()).toEqual([
      { strategyName: "second", stats: second.stats, metricValue: null, deflatedSharpe: null },
      { strategyName: "first", stats: first.stats, metricValue: 3, deflatedSharpe: null },
    ]);
    expect(record.listResults()[1]?.stats).toEqual(first.stats);
    // What a reader does to his changes nobody else's.
    record.listResults()[1]?.stats.signalList.push(...first.stats.signalList);
    expect(record.listResults()[1]?.stats).toEqual(first.stats);
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

const resultOf = (strategyName: string, metricValue: number | null): IStrategyResult => ({
  strategyName,
  stats: statisticsOf([]),
  metricValue,
  deflatedSharpe: null,
});

describe("ranking", () => {
  it("the largest value first, those without one last, equal ones in the order given; the list is another one", () => {
    const results = [
      resultOf("none-a", null),
      resultOf("low", -3),
      resultOf("tie-a", 2),
      resultOf("zero", 0),
      resultOf("none-b", null),
      resultOf("tie-b", 2),
      resultOf("top", 9),
    ];
    const before = [...results];
    expect(rankResults(results).map(({ strategyName }) => strategyName)).toEqual([
      "top",
      "tie-a",
      "tie-b",
      "zero",
      "low",
      "none-a",
      "none-b",
    ]);
    expect(results).toEqual(before);
  });
});

describe("the trades of a walker", () => {
  it("strategies in the order given, in each the trades newest first, every field of its own source", () => {
    const trade = closedTrade(-2.5, 5, 9, {
      id: "signal",
      symbol: "ETHUSDT",
      position: "short",
      pendingAt: at(6),
    });
    const stats = { ...statisticsOf([1, 2]), signalList: [trade] };
    const rows = listSignals([
      { ...resultOf("second", 1), stats },
      { ...resultOf("first", 2), stats: statisticsOf([1, 2]) },
    ]);
    expect(rows[0]).toEqual({
      strategyName: "second",
      signalId: "signal",
      symbol: "ETHUSDT",
      position: "short",
      pnl: -2.5,
      closeReason: "stop_loss",
      openTime: at(6),
      closeTime: at(9),
    });
    expect(rows.map(({ strategyName, pnl }) => [strategyName, pnl])).toEqual([
      ["second", -2.5],
      ["first", 2],
      ["first", 1],
    ]);
  });
});
