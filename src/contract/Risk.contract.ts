import type { ISignalDto } from "../interfaces/Signal.interface";

/** A risk profile has refused a signal. */
export interface RiskContract {
  symbol: string;
  pendingSignal: ISignalDto;
  strategyName: string;
  exchangeName: string;
  currentPrice: number;
  /** Open positions of the profile at the check. */
  activePositionCount: number;
  /** The note of the validation that refused, else the message of its error. */
  comment: string;
  /** Time of the check, ms: simulated in a back-test. */
  timestamp: number;
  backtest: boolean;
}
