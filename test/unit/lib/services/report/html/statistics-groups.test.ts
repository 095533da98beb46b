import { describe, expect, it } from "vitest";
import type { ITradeStatistics } from "../../../../../../src/index";
import { groupStatistics } from "../../../../../../src/lib/services/report/html/statistics-groups";
import { statisticsOf } from "../report-fixtures";

const { signalList: _signals, totalSignals: _total, run: _run, ...EMPTY } = statisticsOf([]);

/** The figures of a trade report; each has a value of its own. */
const KEYS = Object.keys(EMPTY).filter((key) => key !== "equityCurve");

const numberKeys = (): ITradeStatistics => {
  const numbered: ITradeStatistics = { ...EMPTY };
  KEYS.forEach((key, index) => Object.assign(numbered, { [key]: 1000 + index }));
  return numbered;
};

const listItems = (statistics: ITradeStatistics) =>
  groupStatistics(7, statistics).flatMap(({ items }) => items);

describe("the figures of a page", () => {
  it("every figure of the statistics is shown exactly once, and the number of trades", () => {
    expect(KEYS.length).toBeGreaterThan(30);
    const values = listItems(numberKeys()).map(({ value }) => value);
    expect([...values].sort((left, right) => Number(left) - Number(right))).toEqual([
      7,
      ...KEYS.map((_, index) => 1000 + index),
    ]);
  });

  it("each under its own label, in its own format", () => {
    const numbered = numberKeys();
    const keyOf = (value: unknown): string => KEYS[Number(value) - 1000] ?? "trades";
    expect(
      listItems(numbered).map(({ label, value, format }) => `${label} | ${keyOf(value)} | ${String(format)}`),
    ).toEqual([
      "Trades | trades | count",
      "Result | compoundedPnl | signedPercent",
      "Max drawdown | maxDrawdown | percent",
      "Sharpe | sharpePeriodicAnnualized | ratio",
      "Win rate | winRate | percent",
      "Profit factor | profitFactor | ratio",
      "CAGR | cagr | signedPercent",
      "Exposure | exposure | percent",
      "Wins | winCount | count",
      "Losses | lossCount | count",
      "Win rate, low | winRateLow | percent",
      "Win rate, high | winRateHigh | percent",
      "Average trade | avgPnl | signedPercent",
      "Sum of results | totalPnl | signedPercent",
      "Deviation | sampleStdDev | percent",
      "t statistic | tStat | ratio",
      "Payoff ratio | payoffRatio | ratio",
      "Expectancy | expectancy | signedPercent",
      "Expectancy in R | expectancyR | ratio",
      "Winning streak | maxWinStreak | count",
      "Losing streak | maxLossStreak | count",
      "Trades a year | tradesPerYear | ratio",
      "Days | dayCount | count",
      "Daily Sharpe | sharpePeriodic | ratio",
      "Sortino | sortino | ratio",
      "Probabilistic Sharpe | probabilisticSharpe | probability",
      "Calmar | calmar | ratio",
      "Recovery factor | recoveryFactor | ratio",
      "Drawdown from | maxDrawdownStart | time",
      "Drawdown bottom | maxDrawdownBottom | time",
      "Recovered | maxDrawdownRecovery | time",
      "Longest drawdown | maxDrawdownDuration | duration",
      "Sharpe per trade | sharpeRatio | ratio",
      "… annualized | annualizedSharpeRatio | ratio",
      "Population deviation | stdDev | percent",
      "Certainty ratio | certaintyRatio | ratio",
      "Expected yearly | expectedYearlyReturns | signedPercent",
    ]);
  });

  it("come in groups, the overview first; every figure says what it means", () => {
    const groups = groupStatistics(7, EMPTY);
    expect(groups.map(({ title, items }) => [title, items.length])).toEqual([
      ["Overview", 8],
      ["Trades", 14],
      ["Account", 10],
      ["Classic figures", 5],
    ]);
    const hints = groups.flatMap(({ items }) => items.map(({ hint }) => hint));
    expect(hints.filter((hint) => !/^.{5,}[.]$|^.{5,}: read it with care\.$/.test(hint))).toEqual([]);
    expect(new Set(hints).size).toBe(hints.length);
  });

  it("those that are called alike elsewhere say what they are", () => {
    const details = listItems(EMPTY).flatMap(({ label, detail }) =>
      detail === undefined ? [] : [`${label}: ${detail}`],
    );
    expect(details).toEqual([
      "Result: compounded",
      "Sharpe: daily, annualized",
      "Sum of results: Total PNL in Markdown",
      "Sharpe per trade: Sharpe Ratio in Markdown",
    ]);
  });

  it("what cannot be computed stays null", () => {
    const values = listItems(EMPTY).map(({ value }) => value);
    expect(values.filter((value) => value === null).length).toBeGreaterThan(25);
  });
});
