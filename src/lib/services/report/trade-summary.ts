import type { IRunFacts } from "../../../model/RunFacts.model";
import type { ITradeStatistics } from "../../../model/TradeStatistics.model";
import {
  NOT_AVAILABLE,
  formatNumber,
  formatPercent,
  formatSignedPercent,
  formatTime,
} from "../../../utils/format-report";
import { warnOfShareRead } from "./read-share";

/** Which way is good, as the summary says it. */
const withHint = (text: string, better: "higher" | "lower"): string =>
  text === NOT_AVAILABLE ? text : `${text} (${better} is better)`;

const describeWinRate = ({ winRate, winCount, lossCount }: ITradeStatistics): string =>
  winRate === null
    ? NOT_AVAILABLE
    : `${winRate.toFixed(2)}% (${winCount}W / ${lossCount}L) (higher is better)`;

const describeInterval = ({ winRateLow, winRateHigh }: ITradeStatistics): string =>
  winRateLow === null || winRateHigh === null
    ? NOT_AVAILABLE
    : `${formatPercent(winRateLow, 2)} to ${formatPercent(winRateHigh, 2)}`;

const describeMinutes = (minutes: number | null): string =>
  minutes === null ? NOT_AVAILABLE : `${formatNumber(minutes, 0)} minutes`;

const describeDrawdown = (statistics: ITradeStatistics): string => {
  const { maxDrawdown, maxDrawdownStart, maxDrawdownBottom, maxDrawdownRecovery } = statistics;
  if (maxDrawdown === null || maxDrawdownStart === null) {
    return withHint(formatPercent(maxDrawdown, 2), "lower");
  }
  const recovery =
    maxDrawdownRecovery === null ? "not recovered" : `recovered ${formatTime(maxDrawdownRecovery)}`;
  return `${maxDrawdown.toFixed(2)}% (from ${formatTime(maxDrawdownStart)}, deepest ${formatTime(maxDrawdownBottom)}, ${recovery}) (lower is better)`;
};

/** The figures every report on trades ends with; their order and words are relied on. */
const listLegacy = (statistics: ITradeStatistics): string[] => [
  `**Win rate:** ${describeWinRate(statistics)}`,
  `**Average PNL:** ${withHint(formatSignedPercent(statistics.avgPnl), "higher")}`,
  `**Total PNL:** ${withHint(formatSignedPercent(statistics.totalPnl), "higher")}`,
  `**Standard Deviation:** ${withHint(formatPercent(statistics.stdDev, 3), "lower")}`,
  `**Sharpe Ratio:** ${withHint(formatNumber(statistics.sharpeRatio, 3), "higher")}`,
  `**Annualized Sharpe Ratio:** ${withHint(formatNumber(statistics.annualizedSharpeRatio, 3), "higher")}`,
  `**Certainty Ratio:** ${withHint(formatNumber(statistics.certaintyRatio, 3), "higher")}`,
  `**Expected Yearly Returns:** ${withHint(formatSignedPercent(statistics.expectedYearlyReturns), "higher")}`,
];

const listTradeFigures = (statistics: ITradeStatistics): string[] => [
  `**Win rate, 95 % interval:** ${describeInterval(statistics)}`,
  `**Sample deviation per trade:** ${withHint(formatPercent(statistics.sampleStdDev, 3), "lower")}`,
  `**t statistic of the mean trade:** ${withHint(formatNumber(statistics.tStat, 3), "higher")}`,
  `**Profit factor:** ${withHint(formatNumber(statistics.profitFactor, 3), "higher")}`,
  `**Payoff ratio:** ${withHint(formatNumber(statistics.payoffRatio, 3), "higher")}`,
  `**Expectancy per trade:** ${withHint(formatSignedPercent(statistics.expectancy), "higher")}`,
  `**Expectancy in R:** ${withHint(formatNumber(statistics.expectancyR, 3), "higher")}`,
  `**Longest winning streak:** ${statistics.maxWinStreak}`,
  `**Longest losing streak:** ${statistics.maxLossStreak}`,
  `**Trades per year:** ${formatNumber(statistics.tradesPerYear, 1)}`,
];

const listAccountFigures = (statistics: ITradeStatistics): string[] => [
  `**Exposure:** ${formatPercent(statistics.exposure, 2)}`,
  `**Compounded PNL:** ${withHint(formatSignedPercent(statistics.compoundedPnl), "higher")}`,
  `**CAGR:** ${withHint(formatSignedPercent(statistics.cagr), "higher")}`,
  `**Daily returns:** ${statistics.dayCount}`,
  `**Sharpe Ratio of daily returns, annualized (√365):** ${withHint(formatNumber(statistics.sharpePeriodicAnnualized, 3), "higher")}`,
  `**Sortino Ratio of daily returns, annualized (√365):** ${withHint(formatNumber(statistics.sortino, 3), "higher")}`,
  `**Probabilistic Sharpe Ratio:** ${withHint(formatNumber(statistics.probabilisticSharpe, 3), "higher")}`,
  `**Max drawdown:** ${describeDrawdown(statistics)}`,
  `**Longest drawdown:** ${describeMinutes(statistics.maxDrawdownDuration)}`,
  `**Calmar Ratio:** ${withHint(formatNumber(statistics.calmar, 3), "higher")}`,
  `**Recovery factor:** ${withHint(formatNumber(statistics.recoveryFactor, 3), "higher")}`,
];

const describeGaps = ({ gapCount, gaps }: IRunFacts): string =>
  gapCount > gaps.length ? `${gapCount} (the newest ${gaps.length} are kept)` : `${gapCount}`;

const noteShareRead = (run: IRunFacts): string[] => {
  const warning = warnOfShareRead(run);
  return warning === null ? [] : [`**Note:** ${warning}`];
};

const describeRun = (run: IRunFacts): string[] => [
  ...(run.hasSettingsChanged
    ? ["**Settings:** changed during the run; those named here are the newest"]
    : []),
  `**Period:** ${formatTime(run.startTime)} to ${formatTime(run.endTime)}`,
  `**Fill policy:** ${run.settings.CC_FILL_POLICY}`,
  `**Costs:** ${run.settings.CC_PERCENT_SLIPPAGE}% slippage and ${run.settings.CC_PERCENT_FEE}% fee per transaction`,
  `**Gaps in the candles:** ${describeGaps(run)}`,
  `**Calls of getSignal:** ${run.answeredSignalCalls} answered, ${run.failedSignalCalls} failed`,
  ...noteShareRead(run),
];

/** The lines of a report on trades, behind its counts. */
export const describeTrades = (statistics: ITradeStatistics, run: IRunFacts | null): string[] => [
  ...listLegacy(statistics),
  ...listTradeFigures(statistics),
  ...listAccountFigures(statistics),
  ...(run === null ? [] : describeRun(run)),
];
