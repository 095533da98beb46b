import type { IStrategyParams, IStrategyTickResultIdle } from "../interfaces/Strategy.interface";
import { floorToMinute, MINUTE_MS } from "../math/interval";
import type { MinuteFeeder } from "./minute-feeder";
import type { PositionKeeper } from "./position-keeper";
import type { SignalProducer } from "./signal-producer";
import type { StrategyNotifier } from "./strategy-notifier";

/**
 * The ticks between two questions to a strategy that holds nothing, in a back-test whose idle results are heard of: most ticks of
 * such a run. What a whole tick does beyond these few steps would find nothing to do.
 */
export class QuietTicker {
  public constructor(
    private readonly params: IStrategyParams,
    private readonly keeper: PositionKeeper,
    private readonly notifier: StrategyNotifier,
    private readonly producer: SignalProducer,
    private readonly feeder: MinuteFeeder,
  ) {}

  /**
   * Looks at the newest minute, at the instant of the execution context. Starts nothing and runs no code of the user.
   * @returns `null`, with nothing done, where it takes a whole tick
   */
  public tick(): IStrategyTickResultIdle | null {
    const now = this.params.execution.time;
    const minute = floorToMinute(now);
    if (!this.isQuietAt(minute)) {
      return null;
    }
    const price = this.findPrice(minute);
    return price === null ? null : this.notifier.tellIdle(price, now);
  }

  private isQuietAt(minute: number): boolean {
    const { keeper, notifier, params, producer } = this;
    return params.backtest && keeper.held === null && !producer.isDue(minute) && !notifier.watchesIdle;
  }

  /** VWAP at the end of a minute; `null` unless every minute of its window is at hand. */
  private findPrice(minute: number): number | null {
    const tape = this.feeder.takeAtHand(minute);
    return tape === null ? null : this.feeder.observe(tape, minute - MINUTE_MS).averagePrice();
  }
}
