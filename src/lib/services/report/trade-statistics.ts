import { cagr } from "../../../math/cagr";
import { calmar } from "../../../math/calmar";
import { certaintyRatio } from "../../../math/certainty-ratio";
import { compoundedReturn } from "../../../math/compounded-return";
import { dailyReturns } from "../../../math/daily-equity";
import { populationDeviation, sampleDeviation } from "../../../math/deviation";
import { maximumDrawdown } from "../../../math/drawdown";
import type { IEquityPoint } from "../../../math/equity-curve";
import { mergeInstants, traceEquity } from "../../../math/equity-curve";
import { expectancy } from "../../../math/expectancy";
import { expectancyR } from "../../../math/expectancy-r";
import { expectedYearlyReturns } from "../../../math/expected-yearly-returns";
import { exposure } from "../../../math/exposure";
import { MINUTE_MS } from "../../../math/interval";
import { mean } from "../../../math/mean";
import { payoffRatio } from "../../../math/payoff-ratio";
import { annualizeSharpe, periodicSharpe } from "../../../math/periodic-sharpe";
import { probabilisticSharpe } from "../../../math/probabilistic-sharpe";
import { profitFactor } from "../../../math/profit-factor";
import { recoveryFactor } from "../../../math/recovery-factor";
import { sortino } from "../../../math/sortino";
import { longestStreaks } from "../../../math/streaks";
import { sum } from "../../../math/sum";
import { tStatistic } from "../../../math/t-statistic";
import type { TradeResult } from "../../../math/trade-result";
import { annualizedTradeSharpe, tradeSharpe } from "../../../math/trade-sharpe";
import { tradesPerYear } from "../../../math/trades-per-year";
import { countLosses, countWins, winRate } from "../../../math/win-rate";
import { winRateInterval } from "../../../math/win-rate-interval";
import type { ITradeStatistics } from "../../../model/TradeStatistics.model";
import type { ITradeAccount } from "./TradeBook";

/** Figures of the trades alone, in whatever time they came. */
type TradeFigures = Pick<
  ITradeStatistics,
  | "winCount"
  | "lossCount"
  | "winRate"
  | "avgPnl"
  | "totalPnl"
  | "stdDev"
  | "sharpeRatio"
  | "annualizedSharpeRatio"
  | "certaintyRatio"
  | "expectedYearlyReturns"
  | "sampleStdDev"
  | "tStat"
  | "winRateLow"
  | "winRateHigh"
  | "profitFactor"
  | "payoffRatio"
  | "expectancy"
  | "expectancyR"
  | "maxWinStreak"
  | "maxLossStreak"
  | "compoundedPnl"
>;

/** The trades of an account as statistics see them, in the order of their closes. */
export const toTradeResults = (account: ITradeAccount): TradeResult[] =>
  account.trades.map(({ signal, closeTimestamp, pnl }) => ({
    // A restored position need not know when it opened.
    openTime: Number.isFinite(signal.pendingAt) ? signal.pendingAt : closeTimestamp,
    closeTime: closeTimestamp,
    pnlPercentage: pnl.pnlPercentage,
    priceOpen: signal.priceOpen,
    priceStopLoss: signal.priceStopLoss,
  }));

/** Every value the account had; none when nothing ever ran. */
export const toEquityPath = (account: ITradeAccount): readonly IEquityPoint[] => {
  const { start, end, open } = account;
  if (start === null || end === null) {
    return [];
  }
  const marks = open === null ? account.marks : [...account.marks, open.mark];
  return traceEquity(toTradeResults(account), marks, start, end);
};

/** The account, one point an instant. */
export const toEquityCurve = (account: ITradeAccount): readonly IEquityPoint[] =>
  mergeInstants(toEquityPath(account));

const computeTradeFigures = (trades: readonly TradeResult[]): TradeFigures => {
  const results = trades.map(({ pnlPercentage }) => pnlPercentage);
  const wins = countWins(results);
  const interval = winRateInterval(wins, results.length);
  const streaks = longestStreaks(results);
  return {
    winCount: wins,
    lossCount: countLosses(results),
    winRate: winRate(results),
    avgPnl: mean(results),
    totalPnl: sum(results),
    stdDev: populationDeviation(results),
    sharpeRatio: tradeSharpe(results),
    annualizedSharpeRatio: annualizedTradeSharpe(results),
    certaintyRatio: certaintyRatio(results),
    expectedYearlyReturns: expectedYearlyReturns(trades),
    sampleStdDev: sampleDeviation(results),
    tStat: tStatistic(results),
    winRateLow: interval?.low ?? null,
    winRateHigh: interval?.high ?? null,
    profitFactor: profitFactor(results),
    payoffRatio: payoffRatio(results),
    expectancy: expectancy(results),
    expectancyR: expectancyR(trades),
    maxWinStreak: streaks.wins,
    maxLossStreak: streaks.losses,
    compoundedPnl: compoundedReturn(results.map((result) => result / 100)),
  };
};

/** Everything that can be said of the trades of a run. */
export const summarizeTrades = (account: ITradeAccount): ITradeStatistics => {
  const trades = toTradeResults(account);
  const figures = computeTradeFigures(trades);
  const path = toEquityPath(account);
  const equityCurve = mergeInstants(path);
  const days = dailyReturns(equityCurve);
  const drawdown = maximumDrawdown(path);
  const { start, end } = account;
  const span = start === null || end === null ? 0 : end - start;
  const yearly = cagr(1, equityCurve.at(-1)?.equity ?? 1, span);
  const sharpe = periodicSharpe(days);
  const maxDrawdown = drawdown?.depth ?? null;
  return {
    ...figures,
    tradesPerYear: tradesPerYear(trades.length, span),
    exposure: exposure(listSpans(account, trades), start ?? 0, end ?? 0),
    cagr: yearly,
    dayCount: days.length,
    sharpePeriodic: sharpe,
    sharpePeriodicAnnualized: annualizeSharpe(sharpe),
    sortino: sortino(days),
    probabilisticSharpe: probabilisticSharpe(days),
    maxDrawdown,
    maxDrawdownStart: drawdown?.startTime ?? null,
    maxDrawdownBottom: drawdown?.bottomTime ?? null,
    maxDrawdownRecovery: drawdown?.recoveryTime ?? null,
    maxDrawdownDuration: drawdown === null ? null : drawdown.longestDuration / MINUTE_MS,
    calmar: calmar(yearly, maxDrawdown),
    recoveryFactor: recoveryFactor(figures.compoundedPnl, maxDrawdown),
    equityCurve,
  };
};

/** When a position was open, the one that still is included. */
const listSpans = (account: ITradeAccount, trades: readonly TradeResult[]): readonly TradeResult[] => {
  if (account.open === null) {
    return trades;
  }
  const { signal, mark } = account.open;
  const { priceOpen, priceStopLoss } = signal;
  const openTime = Number.isFinite(signal.pendingAt) ? signal.pendingAt : mark.time;
  return [
    ...trades,
    { openTime, closeTime: mark.time, pnlPercentage: mark.pnlPercentage, priceOpen, priceStopLoss },
  ];
};
