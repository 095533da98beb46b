/** Whose report something belongs into. */
export interface IReportPair {
  readonly symbol: string;
  readonly strategyName: string;
  readonly backtest: boolean;
}

/** Minutes without a candle, ms. */
export interface IMissingMinutes {
  readonly since: number;
  readonly until: number;
}
