/** A background run has ended and its pair is free again. */
export interface DoneContract {
  /** Name of the exchange. */
  exchangeName: string;
  /** For a walker its name. */
  strategyName: string;
  /** `true` in a back-test, `false` in live. */
  backtest: boolean;
  /** Trading pair, such as `"BTCUSDT"`. */
  symbol: string;
}
