import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IStrategyResult } from "../../../../../src/index";
import {
  judgeResults,
  listSignals,
  rankResults,
} from "../../../../../src/lib/services/report/walker-results";
import { at } from "../../../client/signal-fixtures";
import { closedTrade, statisticsOf } from "./report-fixtures";

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
  const tested = lists.map((results, index) => ({
    strategyName: `s${index}`,
    stats: statisticsOf(results, idleDays),
    metricValue: 1,
  }));
  const found = judgeResults(tested.toReversed()).map(({ deflatedSharpe }) => deflatedSharpe);
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
