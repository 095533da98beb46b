import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BacktestStatisticsModel, WalkerMetric } from "../../../../../src/index";
import { WalkerRanking } from "../../../../../src/lib/services/logic/WalkerRanking";
import { statisticsOf } from "../report/report-fixtures";

const METRICS: readonly WalkerMetric[] = [
  "sharpeRatio",
  "annualizedSharpeRatio",
  "winRate",
  "totalPnl",
  "certaintyRatio",
  "avgPnl",
  "expectedYearlyReturns",
];

const EMPTY = statisticsOf([]);

const statsOf = (totalPnl: number | null): BacktestStatisticsModel => ({ ...EMPTY, totalPnl });

describe("the ranking of a walker", () => {
  it("before the first strategy there is no best", () => {
    expect(new WalkerRanking("totalPnl")).toMatchObject({
      metric: "totalPnl",
      testedCount: 0,
      bestStrategy: null,
      bestMetric: null,
      bestStats: null,
    });
  });

  it.each(METRICS)("%s is read from its own field", (metric) => {
    const ranking = new WalkerRanking(metric);
    const numbered = { ...EMPTY };
    METRICS.forEach((name, index) => Object.assign(numbered, { [name]: index + 1 }));
    expect(ranking.add("a", numbered)).toBe(METRICS.indexOf(metric) + 1);
  });

  it("larger is better, also below zero; the statistics are those of the best", () => {
    const ranking = new WalkerRanking("totalPnl");
    const best = statsOf(-1);
    ranking.add("a", statsOf(-5));
    ranking.add("b", best);
    ranking.add("c", statsOf(-3));
    expect([ranking.bestStrategy, ranking.bestMetric]).toEqual(["b", -1]);
    expect(ranking.bestStats).toBe(best);
  });

  it("the first of equal ones stays", () => {
    const ranking = new WalkerRanking("totalPnl");
    ranking.add("a", statsOf(2));
    ranking.add("b", statsOf(2));
    expect(ranking.bestStrategy).toBe("a");
  });

  it("0 is a value, null is none: it is counted and never the best", () => {
    const ranking = new WalkerRanking("totalPnl");
    expect(ranking.add("a", statsOf(null))).toBeNull();
    expect(ranking).toMatchObject({ testedCount: 1, bestStrategy: null, bestMetric: null, bestStats: null });
    ranking.add("b", statsOf(0));
    ranking.add("c", statsOf(null));
    expect(ranking).toMatchObject({ testedCount: 3, bestStrategy: "b", bestMetric: 0 });
  });

  it.each([NaN, Infinity, -Infinity])("%s is no value", (value) => {
    const ranking = new WalkerRanking("totalPnl");
    expect(ranking.add("a", statsOf(value))).toBeNull();
    ranking.add("b", statsOf(-1));
    expect(ranking.bestStrategy).toBe("b");
  });

  it("agrees with looking through all of them", () => {
    const values = fc.array(fc.option(fc.integer({ min: -4, max: 4 }), { nil: null }), { maxLength: 12 });
    fc.assert(
      fc.property(values, (list) => {
        const ranking = new WalkerRanking("totalPnl");
        list.forEach((value, index) => ranking.add(`s${index}`, statsOf(value)));
        const highest = Math.max(...list.filter((value) => value !== null));
        const index = list.indexOf(highest);
        expect(ranking.bestStrategy).toBe(index < 0 ? null : `s${index}`);
        expect(ranking.bestMetric).toBe(index < 0 ? null : highest);
        expect(ranking.testedCount).toBe(list.length);
      }),
    );
  });
});
