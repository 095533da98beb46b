/** Value of an account that started with 1, at one instant. */
export interface IEquityPoint {
  /** UTC, ms. */
  readonly time: number;
  /** What the account is worth, the open position included, as a multiple of its start. */
  readonly equity: number;
}

/**
 * How good a list of closed trades was. Each trade stakes the whole account. `null` where a figure cannot be computed, also
 * where there are too few trades or days to say anything.
 */
export interface ITradeStatistics {
  /** Trades with a result above zero. */
  winCount: number;
  /** Trades with a result below zero. */
  lossCount: number;
  /** Percent of all trades. */
  winRate: number | null;
  /** Percent per trade. */
  avgPnl: number | null;
  /** Sum of percents, without compounding. */
  totalPnl: number | null;
  /** Population deviation of the results, percent. */
  stdDev: number | null;
  /** Mean result over its population deviation, per trade; 0 without deviation. */
  sharpeRatio: number | null;
  /** `sharpeRatio` times the root of 365: as if there were one trade a day. */
  annualizedSharpeRatio: number | null;
  /** Mean win over mean loss; 0 without wins, `null` without losses. */
  certaintyRatio: number | null;
  /** Percent a year, as if the strategy were always in the market at this pace. */
  expectedYearlyReturns: number | null;

  /** Sample deviation of the results, percent. */
  sampleStdDev: number | null;
  /** Mean result in units of its standard error. */
  tStat: number | null;
  /** Lower end of the 95 % interval of the win rate, percent. */
  winRateLow: number | null;
  /** Upper end of the 95 % interval of the win rate, percent. */
  winRateHigh: number | null;
  /** Sum of wins over sum of losses; 0 without wins, `null` without losses. */
  profitFactor: number | null;
  /** Mean win over mean loss. */
  payoffRatio: number | null;
  /** What a trade earns on average, percent. */
  expectancy: number | null;
  /** What a trade earns on average, in units of what its stop loss would cost. */
  expectancyR: number | null;
  /** Longest run of wins; a trade of zero neither extends nor ends it. */
  maxWinStreak: number;
  /** Longest run of losses; a trade of zero neither extends nor ends it. */
  maxLossStreak: number;
  /** Trades a year at the pace of the run. */
  tradesPerYear: number | null;
  /** Share of the time a position was open, percent. */
  exposure: number | null;

  /** Result with compounding, percent. */
  compoundedPnl: number | null;
  /** Compounded result a year, percent; `null` under 30 days. */
  cagr: number | null;
  /** UTC days the account was watched: the number of daily returns. */
  dayCount: number;
  /** Mean daily return over its sample deviation. */
  sharpePeriodic: number | null;
  /** The same a year: times the root of 365. */
  sharpePeriodicAnnualized: number | null;
  /** Mean daily return over its downside deviation, times the root of 365. */
  sortino: number | null;
  /** Probability that the true daily Sharpe ratio is above zero, 0–1. */
  probabilisticSharpe: number | null;
  /** Deepest fall of the account from its highest value before, percent, positive. */
  maxDrawdown: number | null;
  /** When the account stood highest before it, ms; `null` when it never fell. */
  maxDrawdownStart: number | null;
  /** When it was deepest, ms. */
  maxDrawdownBottom: number | null;
  /** When the account stood as high again, ms; `null` when it never did. */
  maxDrawdownRecovery: number | null;
  /** Longest time the account stood below a value it had before, minutes. */
  maxDrawdownDuration: number | null;
  /** CAGR over the deepest drawdown; `null` under 30 days. */
  calmar: number | null;
  /** Compounded result over the deepest drawdown. */
  recoveryFactor: number | null;
  /** The account from the start of the run to its end: at each close, each UTC midnight with an open position, and both ends. */
  equityCurve: readonly IEquityPoint[];
}
