import type { ITradeStatistics } from "../../../../model/TradeStatistics.model";
import type { HtmlNumberFormat, IHtmlStatistic, IHtmlStatisticGroup } from "./html-model";

const figure = (
  label: string,
  value: number | null,
  format: HtmlNumberFormat,
  hint: string,
  detail?: string,
): IHtmlStatistic => ({ label, value, format, hint, ...(detail === undefined ? {} : { detail }) });

const listOverview = (trades: number, s: ITradeStatistics): IHtmlStatistic[] => [
  figure("Trades", trades, "count", "Closed trades of the run."),
  figure(
    "Result",
    s.compoundedPnl,
    "signedPercent",
    "All trades one after the other, with compounding.",
    "compounded",
  ),
  figure("Max drawdown", s.maxDrawdown, "percent", "Deepest fall of the account from its highest value."),
  figure(
    "Sharpe",
    s.sharpePeriodicAnnualized,
    "ratio",
    "Of daily returns, times √365; needs 30 days.",
    "daily, annualized",
  ),
  figure("Win rate", s.winRate, "percent", "Trades above zero, of all."),
  figure("Profit factor", s.profitFactor, "ratio", "Sum of wins over sum of losses."),
  figure("CAGR", s.cagr, "signedPercent", "Compounded result a year; needs 30 days."),
  figure("Exposure", s.exposure, "percent", "Share of the time a position was open."),
];

const listTrades = (s: ITradeStatistics): IHtmlStatistic[] => [
  figure("Wins", s.winCount, "count", "Trades above zero."),
  figure("Losses", s.lossCount, "count", "Trades below zero."),
  figure("Win rate, low", s.winRateLow, "percent", "Lower end of its 95 % interval (Wilson 1927)."),
  figure("Win rate, high", s.winRateHigh, "percent", "Upper end of its 95 % interval."),
  figure("Average trade", s.avgPnl, "signedPercent", "Mean result per trade."),
  figure("Sum of results", s.totalPnl, "signedPercent", "Without compounding.", "Total PNL in Markdown"),
  figure("Deviation", s.sampleStdDev, "percent", "Sample deviation of the results."),
  figure("t statistic", s.tStat, "ratio", "Mean trade in units of its standard error."),
  figure("Payoff ratio", s.payoffRatio, "ratio", "Mean win over mean loss."),
  figure("Expectancy", s.expectancy, "signedPercent", "What a trade earns on average."),
  figure("Expectancy in R", s.expectancyR, "ratio", "In units of what the stop loss would cost."),
  figure("Winning streak", s.maxWinStreak, "count", "Most wins in a row."),
  figure("Losing streak", s.maxLossStreak, "count", "Most losses in a row."),
  figure("Trades a year", s.tradesPerYear, "ratio", "At the pace of the run."),
];

const listAccount = (s: ITradeStatistics): IHtmlStatistic[] => [
  figure("Days", s.dayCount, "count", "UTC days the account was watched."),
  figure("Daily Sharpe", s.sharpePeriodic, "ratio", "Mean daily return over its sample deviation."),
  figure("Sortino", s.sortino, "ratio", "Over the downside deviation, times √365; needs 30 days."),
  figure(
    "Probabilistic Sharpe",
    s.probabilisticSharpe,
    "probability",
    "Probability that the true ratio is above zero.",
  ),
  figure("Calmar", s.calmar, "ratio", "CAGR over the deepest drawdown."),
  figure("Recovery factor", s.recoveryFactor, "ratio", "Result over the deepest drawdown."),
  figure(
    "Drawdown from",
    s.maxDrawdownStart,
    "time",
    "When the account stood highest before its deepest fall.",
  ),
  figure("Drawdown bottom", s.maxDrawdownBottom, "time", "When it was deepest."),
  figure("Recovered", s.maxDrawdownRecovery, "time", "When the account stood as high again."),
  figure("Longest drawdown", s.maxDrawdownDuration, "duration", "Longest time below an earlier value."),
];

const listClassic = (s: ITradeStatistics): IHtmlStatistic[] => [
  figure(
    "Sharpe per trade",
    s.sharpeRatio,
    "ratio",
    "Mean over population deviation of the trades.",
    "Sharpe Ratio in Markdown",
  ),
  figure("… annualized", s.annualizedSharpeRatio, "ratio", "Times √365, as if there were one trade a day."),
  figure("Population deviation", s.stdDev, "percent", "Of the results."),
  figure("Certainty ratio", s.certaintyRatio, "ratio", "Mean win over mean loss; 0 without wins."),
  figure(
    "Expected yearly",
    s.expectedYearlyReturns,
    "signedPercent",
    "As if the strategy were always in the market: read it with care.",
  ),
];

/** All figures of a list of trades, in groups; the most important ones first. */
export const groupStatistics = (
  tradeCount: number,
  statistics: ITradeStatistics,
): readonly IHtmlStatisticGroup[] => [
  { title: "Overview", items: listOverview(tradeCount, statistics) },
  { title: "Trades", items: listTrades(statistics) },
  { title: "Account", items: listAccount(statistics) },
  { title: "Classic figures", items: listClassic(statistics) },
];
