/** Why a position ended. */
export type StrategyCloseReason = "time_expired" | "take_profit" | "stop_loss";

/** Why a waiting order ended without a position. */
export type StrategyCancelReason =
  /** It waited `CC_SCHEDULE_AWAIT_MINUTES`. */
  | "timeout"
  /** The price gapped through the stop loss, or reached entry and stop in one candle under `"optimistic"`. */
  | "price"
  /** A risk profile refused the fill. */
  | "risk"
  /** The strategy was stopped. */
  | "stopped"
  /** The wall clock ended the data of a back-test. */
  | "end_of_data";

/** Result of a trade. */
export interface IStrategyPnL {
  /** Net of slippage and fees, percent of the entry. */
  readonly pnlPercentage: number;
  /** Booked entry without slippage, quote currency per unit of base. */
  readonly priceOpen: number;
  /** Booked exit without slippage, quote currency per unit of base. */
  readonly priceClose: number;
}
