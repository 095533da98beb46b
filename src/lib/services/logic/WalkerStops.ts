import { walkerStopSubject } from "../../../config/emitters";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import type { WalkerName } from "../../../interfaces/Walker.interface";

/** The strategies of one run of a walker that are to stop, from the moment the run begins. */
export class WalkerStops {
  private readonly early: StrategyName[] = [];
  private tell = (strategyName: StrategyName): void => void this.early.push(strategyName);
  private readonly subscription;

  public constructor(symbol: string, walkerName: WalkerName) {
    this.subscription = walkerStopSubject.subscribe((request) => {
      if (request.symbol === symbol && request.walkerName === walkerName) {
        this.tell(request.strategyName);
      }
    });
  }

  /** Those that have come already, and whatever comes. */
  public handTo(tell: (strategyName: StrategyName) => void): void {
    this.tell = tell;
    this.early.forEach(tell);
  }

  public end(): void {
    this.subscription.unsubscribe();
  }
}
