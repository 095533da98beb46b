import type { IMinuteStretch } from "../interfaces/Exchange.interface";
import type { IStrategyParams, IStrategyTickResultIdle } from "../interfaces/Strategy.interface";
import { floorToMinute, MINUTE_MS } from "../math/interval";
import type { MinuteFeeder } from "./minute-feeder";
import type { MinuteTape } from "./minute-tape";
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
  /** The tape of them, for what is handed on: it remembers how far it was. */
  private tape: MinuteTape | null = null;
  /** The newest minute it has looked at and whole ticks do not know of, ms. */
  private unsettled: number | null = null;

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

  /** A step that is none of these begins: what it may need of the minutes that were looked at is handed on. */
  public settle(): void {
    const { stretch, unsettled } = this;
    if (stretch !== null && unsettled !== null) {
      this.tape ??= this.feeder.createTape(stretch.candles);
      this.feeder.observe(this.tape, unsettled - MINUTE_MS);
      this.unsettled = null;
    }
  }

  private isQuietAt(minute: number): boolean {
    const { keeper, notifier, params, producer } = this;
    return params.backtest && keeper.held === null && !producer.isDue(minute) && !notifier.watchesIdle;
  }

  /** VWAP at the end of a minute; `null` unless every minute of its window is at hand. */
  private findPrice(minute: number): number | null {
    const { params } = this;
    const windowSize = params.getSettings().CC_AVG_PRICE_CANDLES_COUNT;
    const windowStart = minute - windowSize * MINUTE_MS;
    const stretch = params.exchange.takeClosedMinutes(params.symbol, windowStart, minute, this.stretch);
    if (stretch === null) {
      return null;
    }
    if (stretch !== this.stretch) {
      this.stretch = stretch;
      this.tape = null;
    }
    this.unsettled = minute;
    const start = (windowStart - stretch.since) / MINUTE_MS;
    return stretch.candles.averagePrice(start, start + windowSize);
  }
}
