/** A background run has ended and its pair is free again. */
export interface DoneContract {
  exchangeName: string;
  /** For a walker its name. */
  strategyName: string;
  backtest: boolean;
  symbol: string;
}
