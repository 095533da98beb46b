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
  /** Mean of the Sharpe ratios, weighted by trades; trades of symbols without one count in the divisor. */
  portfolioSharpeRatio: number | null;
  /** Sharpe ratio of the daily returns of the whole portfolio, times the root of 365; `null` with too few days. */
  portfolioSharpePeriodicAnnualized: number | null;
  /** Deepest fall of the whole portfolio at UTC midnights, percent, positive. */
  portfolioMaxDrawdown: number | null;
  portfolioTotalTrades: number;
}
