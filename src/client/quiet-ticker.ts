import type { IMinuteStretch } from "../interfaces/Exchange.interface";
import type { IStrategyParams, IStrategyTickResultIdle } from "../interfaces/Strategy.interface";
import { floorToMinute, MINUTE_MS } from "../math/interval";
import type { MinuteTape } from "./minute-tape";
import type { MinuteFeeder } from "./minute-feeder";
import type { PositionKeeper } from "./position-keeper";
import type { SignalProducer } from "./signal-producer";
import type { StrategyNotifier } from "./strategy-notifier";

/**
 * The ticks between two questions to a strategy that holds nothing, in a back-test whose idle results are heard of: most ticks of
 * such a run. What a whole tick does beyond these few steps would find nothing to do.
 */
export class QuietTicker {
  /** Minutes that are at hand. */
  private stretch: IMinuteStretch | null = null;
  /** The tape of them. */
  private tape: MinuteTape | null = null;

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
    const { feeder, notifier, params } = this;
    const now = params.execution.time;
    const minute = floorToMinute(now);
    if (!this.isQuietAt(minute)) {
      return null;
    }
    const tape = this.readAt(minute);
    return tape === null
      ? null
      : notifier.tellIdle(feeder.takePrice(feeder.observe(tape, minute - MINUTE_MS), minute), now);
  }

  /** The window of a minute; every minute of it has its candle. */
  private readAt(minute: number): MinuteTape | null {
    const { feeder, params } = this;
    const windowStart = minute - params.getSettings().CC_AVG_PRICE_CANDLES_COUNT * MINUTE_MS;
    const stretch = params.exchange.takeClosedMinutes(params.symbol, windowStart, minute, this.stretch);
    if (stretch !== this.stretch) {
      this.stretch = stretch;
      this.tape = stretch === null ? null : feeder.createTape(stretch.candles);
    }
    return this.tape;
  }

  private isQuietAt(minute: number): boolean {
    const { keeper, notifier, params, producer } = this;
    return params.backtest && keeper.held === null && !producer.isDue(minute) && !notifier.watchesIdle;
  }
}
