import { toReturns } from "../../../math/daily-equity";
import { populationDeviation } from "../../../math/deviation";
import { maximumDrawdown } from "../../../math/drawdown";
import { expectancy } from "../../../math/expectancy";
import { DAY_MS } from "../../../math/interval";
import { mean } from "../../../math/mean";
import { averageLoss, averageWin } from "../../../math/mean-win-loss";
import { annualizeSharpe, periodicSharpe } from "../../../math/periodic-sharpe";
import { averageDaily } from "../../../math/portfolio-curve";
import { profitFactor } from "../../../math/profit-factor";
import { longestStreaks } from "../../../math/streaks";
import { sum } from "../../../math/sum";
import { tradeSharpe } from "../../../math/trade-sharpe";
import { countLosses, countWins, winRate } from "../../../math/win-rate";
import type { HeatmapStatisticsModel, IHeatmapRow } from "../../../model/HeatmapStatistics.model";
import { toEquityCurve, toEquityPath, toTradeResults } from "./trade-statistics";
import type { ITradeAccount } from "./TradeBook";

/** A deviation of one trade says nothing. */
const MINIMUM_TRADES = 2;

const describeSymbol = (symbol: string, account: ITradeAccount): IHeatmapRow => {
  const results = toTradeResults(account).map(({ pnlPercentage }) => pnlPercentage);
  const wins = countWins(results);
  const losses = countLosses(results);
  const streaks = longestStreaks(results);
  const hasDeviation = results.length >= MINIMUM_TRADES;
  const stdDev = hasDeviation ? populationDeviation(results) : null;
  return {
    symbol,
    totalPnl: sum(results),
    sharpeRatio: stdDev === null || stdDev === 0 ? null : tradeSharpe(results),
    maxDrawdown: maximumDrawdown(toEquityPath(account))?.depth ?? null,
    totalTrades: results.length,
    winCount: wins,
    lossCount: losses,
    winRate: winRate(results),
    avgPnl: mean(results),
    stdDev,
    profitFactor: wins > 0 && losses > 0 ? profitFactor(results) : null,
    avgWin: averageWin(results),
    avgLoss: averageLoss(results),
    maxWinStreak: streaks.wins,
    maxLossStreak: streaks.losses,
    expectancy: expectancy(results),
  };
};

/** By Sharpe ratio, best first, those without one last; equal ones stay in order. */
const bySharpe = (left: IHeatmapRow, right: IHeatmapRow): number =>
  (right.sharpeRatio ?? Number.NEGATIVE_INFINITY) - (left.sharpeRatio ?? Number.NEGATIVE_INFINITY) || 0;

const weighSharpe = (rows: readonly IHeatmapRow[], totalTrades: number): number | null => {
  const weighted = rows.flatMap(({ sharpeRatio, totalTrades: trades }) =>
    sharpeRatio === null ? [] : [sharpeRatio * trades],
  );
  const total = sum(weighted);
  return total === null || totalTrades === 0 ? null : total / totalTrades;
};

/**
 * A strategy over several symbols.
 * @param accounts - by symbol
 */
export const summarizeHeat = (accounts: ReadonlyMap<string, ITradeAccount>): HeatmapStatisticsModel => {
  const symbols = [...accounts].map(([symbol, account]) => describeSymbol(symbol, account)).sort(bySharpe);
  const portfolioTotalTrades = symbols.reduce((total, { totalTrades }) => total + totalTrades, 0);
  const equities = averageDaily([...accounts.values()].map(toEquityCurve));
  const daily = equities.map((equity, day) => ({ time: day * DAY_MS, equity }));
  return {
    symbols,
    totalSymbols: symbols.length,
    portfolioTotalPnl: sum(symbols.map(({ totalPnl }) => totalPnl ?? 0)),
    portfolioSharpeRatio: weighSharpe(symbols, portfolioTotalTrades),
    portfolioTotalTrades,
    portfolioSharpePeriodicAnnualized: annualizeSharpe(periodicSharpe(toReturns(equities))),
    portfolioMaxDrawdown: maximumDrawdown(daily)?.depth ?? null,
  };
};
