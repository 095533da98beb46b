/** One symbol of the heat map. */
export interface IHeatmapRow {
  symbol: string;
  /** Percent. */
  totalPnl: number | null;
  /** Mean result over its population deviation, per trade. */
  sharpeRatio: number | null;
  /** Deepest fall of the account, percent, positive. */
  maxDrawdown: number | null;
  totalTrades: number;
  winCount: number;
  lossCount: number;
  /** Percent. */
  winRate: number | null;
  /** Percent. */
  avgPnl: number | null;
  /** Percent. */
  stdDev: number | null;
  profitFactor: number | null;
  /** Percent. */
  avgWin: number | null;
  /** Percent, negative. */
  avgLoss: number | null;
  maxWinStreak: number;
  maxLossStreak: number;
  /** Percent. */
  expectancy: number | null;
}

/** One strategy on all its symbols, each with an equal share of the capital. */
export interface HeatmapStatisticsModel {
  /** By Sharpe ratio, best first, those without one last. */
  symbols: IHeatmapRow[];
  totalSymbols: number;
  /** Sum over the symbols, percent. */
  portfolioTotalPnl: number | null;
  /** Sharpe ratio of the daily returns of the whole portfolio, a year; `null` with too few days. */
  portfolioSharpeRatio: number | null;
  portfolioTotalTrades: number;
}
