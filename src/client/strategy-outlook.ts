import type { ISignalRow } from "../interfaces/Signal.interface";
import type { IStrategyOutlook } from "../interfaces/Strategy.interface";
import type { PositionKeeper } from "./position-keeper";
import type { SignalProducer } from "./signal-producer";
import type { StrategyNotifier } from "./strategy-notifier";

/** Where a strategy stands, at every time it is asked: it is asked at each frame, and a list of answers would only be thrown away. */
export class StrategyOutlook implements IStrategyOutlook {
  /** @param getStopMinute - minute of the stop on the wall clock, ms; `null` while not stopped */
  public constructor(
    private readonly keeper: PositionKeeper,
    private readonly producer: SignalProducer,
    private readonly notifier: StrategyNotifier,
    private readonly getStopMinute: () => number | null,
  ) {}

  public get held(): ISignalRow | null {
    return this.keeper.held?.row ?? null;
  }

  public get nextMinute(): number | null {
    return this.keeper.held?.nextMinute ?? null;
  }

  public get isStopped(): boolean {
    return this.getStopMinute() !== null;
  }

  public get quietUntil(): number {
    return this.keeper.held === null ? this.producer.dueFrom : Number.NEGATIVE_INFINITY;
  }

  public get hearsIdle(): boolean {
    return this.notifier.hearsIdle;
  }
}
