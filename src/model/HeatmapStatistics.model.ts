/** One symbol of the heat map. */
export interface IHeatmapRow {
  /** Trading pair. */
  symbol: string;
  /** Percent. */
  totalPnl: number | null;
  /** Mean result over its population deviation, per trade. */
  sharpeRatio: number | null;
  /** Deepest fall of the account, percent, positive. */
  maxDrawdown: number | null;
  /** Closed trades. */
  totalTrades: number;
  /** Trades above zero. */
  winCount: number;
  /** Trades below zero. */
  lossCount: number;
  /** Percent. */
  winRate: number | null;
  /** Percent. */
  avgPnl: number | null;
  /** Percent. */
  stdDev: number | null;
  /** Sum of wins over sum of losses; `null` without either. */
  profitFactor: number | null;
  /** Percent. */
  avgWin: number | null;
  /** Percent, negative. */
  avgLoss: number | null;
  /** Longest run of wins. */
  maxWinStreak: number;
  /** Longest run of losses. */
  maxLossStreak: number;
  /** Percent. */
  expectancy: number | null;
}

/** One strategy on all its symbols, each with an equal share of the capital. */
export interface HeatmapStatisticsModel {
  /** By Sharpe ratio, best first, those without one last. */
  symbols: IHeatmapRow[];
  /** Number of rows. */
  totalSymbols: number;
  /** Sum over the symbols, percent. */
  portfolioTotalPnl: number | null;
  /** Mean of the Sharpe ratios, weighted by trades; trades of symbols without one count in the divisor. */
  portfolioSharpeRatio: number | null;
  /** Sharpe ratio of the daily returns of the whole portfolio, times the root of 365; `null` with too few days. */
  portfolioSharpePeriodicAnnualized: number | null;
  /** Deepest fall of the whole portfolio at UTC midnights, percent, positive. */
  portfolioMaxDrawdown: number | null;
  /** Closed trades of all symbols. */
  portfolioTotalTrades: number;
}
