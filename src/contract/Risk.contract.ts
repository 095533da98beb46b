import type { ISignalDto } from "../interfaces/Signal.interface";

/** A risk profile has refused a signal. */
export interface RiskContract {
  /** Trading pair, such as `"BTCUSDT"`. */
  symbol: string;
  /** The refused signal. */
  pendingSignal: ISignalDto;
  /** Name of the strategy. */
  strategyName: string;
  /** Name of the exchange. */
  exchangeName: string;
  /** The price it would have been booked at; for a new waiting order the VWAP. */
  currentPrice: number;
  /** Open positions of the profile at the check. */
  activePositionCount: number;
  /** The note of the validation that refused, else the message of its error. */
  comment: string;
  /** Time of the check, ms: simulated in a back-test. */
  timestamp: number;
  /** `true` in a back-test, `false` in live. */
  backtest: boolean;
}
