import { Subject } from "rxjs";
import type { StrategyName } from "../interfaces/Signal.interface";

/** A strategy was told to stop, for the first time since its run began. */
export interface StopRequest {
  readonly symbol: string;
  readonly strategyName: StrategyName;
  readonly backtest: boolean;
}

/** Wakes the loops that wait for their next minute. Of no use outside of the library. */
export const stopRequestSubject = new Subject<StopRequest>();
