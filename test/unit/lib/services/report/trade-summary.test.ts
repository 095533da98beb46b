import { describe, expect, it } from "vitest";
import type { IRunFacts, ITradeStatistics } from "../../../../../src/index";
import { describeTrades } from "../../../../../src/lib/services/report/trade-summary";
import { at, SETTINGS } from "../../../client/signal-fixtures";
import { statisticsOf } from "./report-fixtures";

const STATISTICS: ITradeStatistics = {
  winCount: 7,
  lossCount: 5,
  winRate: 58.333,
  avgPnl: 0.5,
  totalPnl: 6,
  stdDev: 2.9861,
  sharpeRatio: 0.1675,
  annualizedSharpeRatio: 3.1994,
  certaintyRatio: 1.0256,
  expectedYearlyReturns: -175200,
  sampleStdDev: 3.2711,
  tStat: 0.3744,
  winRateLow: 18.762,
  winRateHigh: 81.238,
  profitFactor: 1.5004,
  payoffRatio: 1.2506,
  expectancy: -0.25,
  expectancyR: 0.0504,
  maxWinStreak: 4,
  maxLossStreak: 3,
  tradesPerYear: 123.46,
  exposure: 12.345,
  compoundedPnl: 2.7613,
  cagr: 33.4,
  dayCount: 61,
  sharpePeriodic: 0.0901,
  sharpePeriodicAnnualized: 1.7214,
  sortino: 2.5006,
  probabilisticSharpe: 0.9504,
  maxDrawdown: 5.004,
  maxDrawdownStart: at(1),
  maxDrawdownBottom: at(2),
  maxDrawdownRecovery: at(3),
  maxDrawdownDuration: 1234.4,
  calmar: 6.6746,
  recoveryFactor: 0.5518,
  equityCurve: [],
};

const RUN: IRunFacts = {
  exchangeName: "exchange",
  frameName: "frame",
  startTime: at(0),
  endTime: at(60),
  settings: { ...SETTINGS, CC_FILL_POLICY: "path", CC_PERCENT_SLIPPAGE: 0.3, CC_PERCENT_FEE: 0.2 },
  hasSettingsChanged: false,
  answeredSignalCalls: 12,
  failedSignalCalls: 3,
  minutesRead: 60,
  gapCount: 1,
  gaps: [{ since: at(5), until: at(7) }],
  priceOutline: [],
};

const lineOf = (label: string, changes: Partial<ITradeStatistics>): string | undefined =>
  describeTrades({ ...STATISTICS, ...changes }, null).find((line) => line.startsWith(`**${label}:**`));

describe("the summary of a report on trades", () => {
  it("has every figure on a line of its own, in this order and in these words", () => {
    expect(describeTrades(STATISTICS, RUN)).toEqual([
      "**Win rate:** 58.33% (7W / 5L) (higher is better)",
      "**Average PNL:** +0.50% (higher is better)",
      "**Total PNL:** +6.00% (higher is better)",
      "**Standard Deviation:** 2.986% (lower is better)",
      "**Sharpe Ratio:** 0.168 (higher is better)",
      "**Annualized Sharpe Ratio:** 3.199 (higher is better)",
      "**Certainty Ratio:** 1.026 (higher is better)",
      "**Expected Yearly Returns:** -175200.00% (higher is better)",
      "**Win rate, 95 % interval:** 18.76% to 81.24%",
      "**Sample deviation per trade:** 3.271% (lower is better)",
      "**t statistic of the mean trade:** 0.374 (higher is better)",
      "**Profit factor:** 1.500 (higher is better)",
      "**Payoff ratio:** 1.251 (higher is better)",
      "**Expectancy per trade:** -0.25% (higher is better)",
      "**Expectancy in R:** 0.050 (higher is better)",
      "**Longest winning streak:** 4",
      "**Longest losing streak:** 3",
      "**Trades per year:** 123.5",
      "**Exposure:** 12.35%",
      "**Compounded PNL:** +2.76% (higher is better)",
      "**CAGR:** +33.40% (higher is better)",
      "**Daily returns:** 61",
      "**Sharpe Ratio of daily returns, annualized (√365):** 1.721 (higher is better)",
      "**Sortino Ratio of daily returns, annualized (√365):** 2.501 (higher is better)",
      "**Probabilistic Sharpe Ratio:** 0.950 (higher is better)",
      "**Max drawdown:** 5.00% (from 2024-01-01T00:01:00.000Z, deepest 2024-01-01T00:02:00.000Z, recovered 2024-01-01T00:03:00.000Z) (lower is better)",
      "**Longest drawdown:** 1234 minutes",
      "**Calmar Ratio:** 6.675 (higher is better)",
      "**Recovery factor:** 0.552 (higher is better)",
      "**Period:** 2024-01-01T00:00:00.000Z to 2024-01-01T01:00:00.000Z",
      "**Fill policy:** path",
      "**Costs:** 0.3% slippage and 0.2% fee per transaction",
      "**Gaps in the candles:** 1",
      "**Calls of getSignal:** 12 answered, 3 failed",
    ]);
  });

  it("says how many gaps there were, and where that is more than the list has, how many it has", () => {
    expect(describeTrades(STATISTICS, { ...RUN, gapCount: 14_940 })).toContain(
      "**Gaps in the candles:** 14940 (the newest 1 are kept)",
    );
    expect(describeTrades(STATISTICS, { ...RUN, gapCount: 0, gaps: [] })).toContain(
      "**Gaps in the candles:** 0",
    );
  });

  it("ends with how little of its period a run read, where that is less than 90 %", () => {
    const lines = describeTrades(STATISTICS, { ...RUN, minutesRead: 3 });
    expect(lines.at(-1)).toBe(
      "**Note:** The run read 5 % of the minutes of its period: chart and gaps show those.",
    );
    expect(lines).toHaveLength(35);
  });

  it("without a run says nothing of one", () => {
    const lines = describeTrades(STATISTICS, null);
    expect(lines).toHaveLength(29);
    expect(lines.at(-1)).toBe("**Recovery factor:** 0.552 (higher is better)");
  });

  it("where there is no figure, the whole value is N/A: no unit, no hint", () => {
    const counts = ["Longest winning streak", "Longest losing streak", "Daily returns"];
    const nothing = describeTrades(
      { ...statisticsOf([]), exposure: null, maxDrawdown: null, maxDrawdownDuration: null },
      null,
    );
    expect(nothing.filter((line) => line.endsWith("** 0"))).toHaveLength(counts.length);
    const figures = nothing.filter((line) => !counts.some((label) => line.startsWith(`**${label}:**`)));
    expect(figures).toHaveLength(26);
    expect(figures.filter((line) => !/^\*\*[^*]+:\*\* N\/A$/.test(line))).toEqual([]);
  });

  it("a drawdown that was not recovered says so; where the account never fell there is nothing to date", () => {
    expect(lineOf("Max drawdown", { maxDrawdownRecovery: null })).toBe(
      "**Max drawdown:** 5.00% (from 2024-01-01T00:01:00.000Z, deepest 2024-01-01T00:02:00.000Z, not recovered) (lower is better)",
    );
    expect(
      lineOf("Max drawdown", {
        maxDrawdown: 0,
        maxDrawdownStart: null,
        maxDrawdownBottom: null,
        maxDrawdownRecovery: null,
      }),
    ).toBe("**Max drawdown:** 0.00% (lower is better)");
  });

  it("only what is above zero has a sign", () => {
    expect(lineOf("Total PNL", { totalPnl: 0 })).toBe("**Total PNL:** 0.00% (higher is better)");
    expect(lineOf("Total PNL", { totalPnl: -1 })).toBe("**Total PNL:** -1.00% (higher is better)");
  });

  it("an interval with one end is none", () => {
    const text = "**Win rate, 95 % interval:** N/A";
    expect(lineOf("Win rate, 95 % interval", { winRateLow: null })).toBe(text);
    expect(lineOf("Win rate, 95 % interval", { winRateHigh: null })).toBe(text);
  });

  it("a win rate of 0 is a figure", () => {
    expect(lineOf("Win rate", { winRate: 0, winCount: 0 })).toBe(
      "**Win rate:** 0.00% (0W / 5L) (higher is better)",
    );
  });
});
