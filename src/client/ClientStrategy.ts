import { StrategyError } from "../errors/StrategyError";
import type { Awaitable } from "../interfaces/Awaitable.interface";
import type { ICandleData, ICandleSeries } from "../interfaces/Exchange.interface";
import type { ISignalRow } from "../interfaces/Signal.interface";
import type {
  IStrategy,
  IStrategyBacktestResult,
  IStrategyOutlook,
  IStrategyParams,
  IStrategyTickResult,
  IStrategyTickResultIdle,
} from "../interfaces/Strategy.interface";
import { floorToMinute } from "../math/interval";
import { andThen } from "../utils/awaitable";
import { getClock } from "../utils/clock";
import { ExclusiveLock } from "../utils/exclusive-lock";
import { getDataEnd } from "../utils/horizon";
import type { Later, Receiver } from "../interfaces/Receiver.interface";
import { promiseLater } from "../utils/later";
import { singleshotWithRetry } from "../utils/singleshot-retry";
import { toOrderedSeries } from "./candle-series";
import { MilestoneReporter } from "./milestone-reporter";
import { MinuteFeeder } from "./minute-feeder";
import type { MinuteTape } from "./minute-tape";
import { PositionKeeper } from "./position-keeper";
import { ProfileHold } from "./profile-hold";
import { QuietTicker } from "./quiet-ticker";
import { SignalProducer } from "./signal-producer";
import { StrategyNotifier } from "./strategy-notifier";
import { StrategyOutlook } from "./strategy-outlook";
import { StrategyTicker } from "./strategy-ticker";

/**
 * One strategy on one symbol in one mode: asks for signals, feeds the signal machine with closed minutes, and carries
 * out what the machine finds. `tick` and `backtest` feed the same machine; they differ only in where minutes come from.
 */
export class ClientStrategy implements IStrategy {
  private readonly lock = new ExclusiveLock();
  private readonly notifier: StrategyNotifier;
  private readonly keeper: PositionKeeper;
  private readonly profileHold: ProfileHold;
  private readonly producer: SignalProducer;
  private readonly feeder: MinuteFeeder;
  private readonly ticker: StrategyTicker;
  private readonly quietTicker: QuietTicker;
  private readonly outlook: StrategyOutlook;
  /** Exchange and frame the client works on; it holds one position and cannot serve another market. */
  private home: { readonly exchangeName: string; readonly frameName: string } | null = null;
  private isInitialised = false;
  /** Minute of the stop on the wall clock, ms; `null` while not stopped. */
  private stoppedAt: number | null = null;

  public constructor(public readonly params: IStrategyParams) {
    const getStopMinute = (): number | null => this.stoppedAt;
    this.notifier = new StrategyNotifier(params);
    const milestones = new MilestoneReporter(params, this.notifier);
    this.keeper = new PositionKeeper(params, this.notifier);
    this.profileHold = new ProfileHold(params);
    this.producer = new SignalProducer(params);
    this.feeder = new MinuteFeeder(params, this.keeper, milestones);
    this.ticker = new StrategyTicker({
      params,
      keeper: this.keeper,
      profileHold: this.profileHold,
      notifier: this.notifier,
      milestones,
      producer: this.producer,
      feeder: this.feeder,
      getStopMinute,
    });
    this.quietTicker = new QuietTicker(params, this.keeper, this.notifier, this.producer, this.feeder);
    this.outlook = new StrategyOutlook(this.keeper, this.producer, this.notifier, getStopMinute);
  }

  /** {@inheritDoc IStrategy.isReady} */
  public get isReady(): boolean {
    return this.isInitialised;
  }

  public readonly waitForInit = singleshotWithRetry(async (): Promise<void> => {
    this.params.logger.debug("ClientStrategy waitForInit", { symbol: this.params.symbol });
    if (!this.params.backtest) {
      // A profile somebody else has keeps nothing from being taken up; the tick that follows tells of it.
      await this.profileHold.show().catch(() => undefined);
      await this.keeper.restore();
      this.ticker.startReplay();
    }
    this.isInitialised = true;
  });

  /** Made once: a run ticks at every frame. */
  private readonly tickSeen = this.createTick(true);
  private readonly tickUnseen = this.createTick(false);

  /**
   * Looks at every minute that closed since the last look, or asks for a signal when nothing is held.
   * @throws StrategyError `STRATEGY_REENTRANT` from inside of the client's own callbacks, `STRATEGY_CONTEXT_CHANGED`
   *   under another exchange or frame; ExchangeError when candles cannot be read
   */
  public async tick(_symbol: string, _strategyName: string): Promise<IStrategyTickResult> {
    return promiseLater<IStrategyTickResult>((receiver) => this.look((result) => result, true, receiver));
  }

  /** {@inheritDoc IStrategy.look} */
  public look<Result>(
    next: (result: IStrategyTickResult) => Awaitable<Result>,
    isIdleSeen: boolean,
    receiver: Receiver<Result>,
  ): Awaitable<Result | Later> {
    this.requireOutside("tick");
    return this.lock.runFor(isIdleSeen ? this.tickSeen : this.tickUnseen, next, receiver);
  }

  /** {@inheritDoc IStrategy.lookQuietly} */
  public lookQuietly(): IStrategyTickResultIdle | null {
    const { exchangeName, frameName } = this.params.method.context;
    const isHome = this.home?.exchangeName === exchangeName && this.home.frameName === frameName;
    return isHome && this.lock.isFree ? this.quietTicker.tick() : null;
  }

  /**
   * Follows what is held through the given candles to its end. A minute without a candle is a gap; only the wall clock
   * ends the data.
   * @param candles - one-minute candles, ascending, from `CC_AVG_PRICE_CANDLES_COUNT - 1` minutes before the signal on
   * @throws StrategyError `STRATEGY_MODE` in live, `STRATEGY_NOTHING_HELD`, `STRATEGY_NO_CANDLES`, and as `tick`
   */
  public async backtest(
    _symbol: string,
    _strategyName: string,
    candles: readonly ICandleData[],
  ): Promise<IStrategyBacktestResult> {
    return this.follow(toOrderedSeries(candles), (result) => result);
  }

  /** {@inheritDoc IStrategy.follow} */
  public follow<Result>(
    candles: ICandleSeries,
    next: (result: IStrategyBacktestResult) => Awaitable<Result>,
  ): Awaitable<Result> {
    const walk = (): Awaitable<IStrategyBacktestResult> => {
      this.requireWalk();
      this.requireCandles(candles);
      return this.runWalk(candles);
    };
    return this.runStep("backtest", walk, next);
  }

  /** {@inheritDoc IStrategy.advance} */
  public async advance(
    _symbol: string,
    _strategyName: string,
    candles: readonly ICandleData[],
    until: number,
  ): Promise<IStrategyBacktestResult | null> {
    const walk = (): Awaitable<IStrategyBacktestResult | null> => {
      this.requireWalk();
      const isWhole = until >= floorToMinute(getDataEnd());
      const series = toOrderedSeries(candles);
      return isWhole ? this.runWalk(series) : this.walkUntil(series, until);
    };
    return await this.runStep("advance", walk, (result) => result);
  }

  /** The open position, or `null`. */
  public getPendingSignal(_symbol: string, _strategyName: string): Promise<ISignalRow | null> {
    const { held } = this.keeper;
    return Promise.resolve(held?.kind === "pending" ? held.row : null);
  }

  /** Whether it was stopped. */
  public getStopped(_symbol: string, _strategyName: string): Promise<boolean> {
    return Promise.resolve(this.stoppedAt !== null);
  }

  /** Takes effect when the step that is running ends; never waits for it. */
  public stop(_symbol: string, _strategyName: string, _backtest: boolean): Promise<void> {
    this.stoppedAt ??= floorToMinute(getClock().now());
    return Promise.resolve();
  }

  /** {@inheritDoc IStrategy.getOutlook} */
  public getOutlook(): IStrategyOutlook {
    return this.outlook;
  }

  /** {@inheritDoc IStrategy.confirm} */
  public async confirm(): Promise<void> {
    await this.keeper.settle();
  }

  /** {@inheritDoc IStrategy.release} */
  public async release(): Promise<void> {
    this.producer.rest();
    await this.keeper.release().finally(() => this.profileHold.letGo());
  }

  private createTick(
    isIdleSeen: boolean,
  ): (receiver: Receiver<IStrategyTickResult>) => Awaitable<IStrategyTickResult | Later> {
    return (receiver) => {
      this.checkHome("tick");
      return this.ticker.tick(isIdleSeen, receiver);
    };
  }

  private runStep<T, R>(
    name: string,
    step: () => Awaitable<T>,
    next: (value: T) => Awaitable<R>,
  ): Awaitable<R> {
    this.requireOutside(name);
    return this.lock.runThen(() => {
      this.checkHome(name);
      return step();
    }, next);
  }

  private requireOutside(name: string): void {
    if (this.lock.isHeldByCaller) {
      const { strategyName, symbol } = this.params;
      throw new StrategyError(
        "STRATEGY_REENTRANT",
        `ClientStrategy ${name}: a callback of strategy ${strategyName} on ${symbol} called back into it; let the callback return first`,
      );
    }
  }

  private checkHome(name: string): void {
    const { exchangeName, frameName } = this.params.method.context;
    this.home ??= { exchangeName, frameName };
    if (this.home.exchangeName !== exchangeName || this.home.frameName !== frameName) {
      const place = (names: typeof this.home): string =>
        JSON.stringify([names.exchangeName, names.frameName]);
      throw new StrategyError(
        "STRATEGY_CONTEXT_CHANGED",
        `ClientStrategy ${name}: strategy ${this.params.strategyName} on ${this.params.symbol} works on ${place(this.home)} and was called under ${place({ exchangeName, frameName })}; clear it first`,
      );
    }
  }

  /** Walks to the end of what is held; the wall clock ends the data. */
  private runWalk(candles: ICandleSeries): Awaitable<IStrategyBacktestResult> {
    const dataEnd = floorToMinute(getDataEnd());
    return andThen(
      this.walkUntil(candles, dataEnd),
      (result) => result ?? this.feeder.endData(this.feeder.createTape(candles), dataEnd),
    );
  }

  /** Walks through the minutes that end by `until` (ms); `null` when the signal is still held then. */
  private walkUntil(candles: ICandleSeries, until: number): Awaitable<IStrategyBacktestResult | null> {
    return this.walkOn(this.feeder.createTape(candles), until);
  }

  /** A waiting order opens at most once, and then there is another stretch to walk. */
  private walkOn(tape: MinuteTape, until: number): Awaitable<IStrategyBacktestResult | null> {
    return andThen(this.feeder.feed(tape, until), (result) =>
      result?.action === "opened"
        ? andThen(this.params.onTransition(result), () => this.walkOn(tape, until))
        : result,
    );
  }

  private requireWalk(): void {
    const { backtest } = this.params;
    if (!backtest) {
      throw new StrategyError(
        "STRATEGY_MODE",
        `ClientStrategy backtest: ${this.describe()} is running in live context`,
      );
    }
    if (this.keeper.held === null) {
      throw new StrategyError(
        "STRATEGY_NOTHING_HELD",
        `ClientStrategy backtest: no pending or scheduled signal of ${this.describe()}`,
      );
    }
  }

  private requireCandles(candles: ICandleSeries): void {
    if (candles.length === 0) {
      throw new StrategyError(
        "STRATEGY_NO_CANDLES",
        `ClientStrategy backtest: no candles for ${this.describe()}; give those that follow its signal`,
      );
    }
  }

  private describe(): string {
    return `strategy ${this.params.strategyName} on ${this.params.symbol}`;
  }
}
