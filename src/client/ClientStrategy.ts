import { StrategyError } from "../errors/StrategyError";
import type { ICandleData } from "../interfaces/Exchange.interface";
import type { ISignalRow } from "../interfaces/Signal.interface";
import type {
  IStrategy,
  IStrategyBacktestResult,
  IStrategyOutlook,
  IStrategyParams,
  IStrategyTickResult,
} from "../interfaces/Strategy.interface";
import { floorToMinute, MINUTE_MS } from "../math/interval";
import { getClock } from "../utils/clock";
import { ExclusiveLock } from "../utils/exclusive-lock";
import { getDataEnd } from "../utils/horizon";
import { singleshotWithRetry } from "../utils/singleshot-retry";
import { readGivenId } from "./given-ids";
import { MilestoneReporter } from "./milestone-reporter";
import { MinuteFeeder } from "./minute-feeder";
import type { MinuteTape } from "./minute-tape";
import { PositionKeeper } from "./position-keeper";
import { prepareSignal } from "./signal-intake";
import type { HeldState } from "./signal-machine";
import { SignalProducer } from "./signal-producer";
import { StrategyNotifier } from "./strategy-notifier";

const isOrdered = (candles: readonly ICandleData[]): boolean =>
  candles.every((candle, index) => index === 0 || candle.timestamp > (candles[index - 1]?.timestamp ?? 0));

/**
 * One strategy on one symbol in one mode: asks for signals, feeds the signal machine with closed minutes, and carries
 * out what the machine finds. `tick` and `backtest` feed the same machine; they differ only in where minutes come from.
 */
export class ClientStrategy implements IStrategy {
  private readonly lock = new ExclusiveLock();
  private readonly notifier: StrategyNotifier;
  private readonly milestones: MilestoneReporter;
  private readonly keeper: PositionKeeper;
  private readonly producer: SignalProducer;
  private readonly feeder: MinuteFeeder;
  /** Exchange and frame the client works on; it holds one position and cannot serve another market. */
  private home: string | null = null;
  /** Minute of the stop on the wall clock, ms; `null` while not stopped. */
  private stoppedAt: number | null = null;

  public constructor(public readonly params: IStrategyParams) {
    this.notifier = new StrategyNotifier(params);
    this.milestones = new MilestoneReporter(params, this.notifier);
    this.keeper = new PositionKeeper(params, this.notifier);
    this.producer = new SignalProducer(params);
    this.feeder = new MinuteFeeder(params, this.keeper, this.milestones);
  }

  public readonly waitForInit = singleshotWithRetry(async (): Promise<void> => {
    this.params.logger.debug("ClientStrategy waitForInit", { symbol: this.params.symbol });
    if (!this.params.backtest) {
      await this.keeper.restore();
    }
  });

  /**
   * Looks at every minute that closed since the last look, or asks for a signal when nothing is held.
   * @throws StrategyError `STRATEGY_REENTRANT` from inside of the client's own callbacks, `STRATEGY_CONTEXT_CHANGED`
   *   under another exchange or frame; ExchangeError when candles cannot be read
   */
  public async tick(_symbol: string, _strategyName: string): Promise<IStrategyTickResult> {
    return await this.runStep("tick", () => this.runTick());
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
    return await this.runStep("backtest", async () => {
      this.requireWalk();
      this.requireCandles(candles);
      return await this.runWalk(candles);
    });
  }

  /** {@inheritDoc IStrategy.advance} */
  public async advance(
    _symbol: string,
    _strategyName: string,
    candles: readonly ICandleData[],
    until: number,
  ): Promise<IStrategyBacktestResult | null> {
    return await this.runStep("advance", async () => {
      this.requireWalk();
      const isWhole = until >= floorToMinute(getDataEnd());
      return isWhole ? await this.runWalk(candles) : await this.walkUntil(candles, until);
    });
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
    const { held } = this.keeper;
    return {
      held: held?.row ?? null,
      nextMinute: held?.nextMinute ?? null,
      isStopped: this.stoppedAt !== null,
      quietUntil: held === null ? this.producer.dueFrom : Number.NEGATIVE_INFINITY,
      watchesIdle: this.notifier.watchesIdle,
    };
  }

  /** {@inheritDoc IStrategy.release} */
  public async release(): Promise<void> {
    await this.keeper.release();
  }

  private async runStep<T>(name: string, step: () => Promise<T>): Promise<T> {
    const { strategyName, symbol } = this.params;
    if (this.lock.isHeldByCaller) {
      throw new StrategyError(
        "STRATEGY_REENTRANT",
        `ClientStrategy ${name}: a callback of strategy ${strategyName} on ${symbol} called back into it; let the callback return first`,
      );
    }
    return await this.lock.run(() => {
      this.checkHome(name);
      return step();
    });
  }

  private checkHome(name: string): void {
    const { exchangeName, frameName } = this.params.method.context;
    const home = JSON.stringify([exchangeName, frameName]);
    this.home ??= home;
    if (this.home !== home) {
      throw new StrategyError(
        "STRATEGY_CONTEXT_CHANGED",
        `ClientStrategy ${name}: strategy ${this.params.strategyName} on ${this.params.symbol} works on ${this.home} and was called under ${home}; clear it first`,
      );
    }
  }

  private async runTick(): Promise<IStrategyTickResult> {
    const now = this.params.execution.context.when.getTime();
    const minute = floorToMinute(now);
    const { held } = this.keeper;
    if (held === null) {
      return await this.tickFree(now, minute);
    }
    if (held.kind === "scheduled" && this.stoppedAt !== null) {
      return await this.tickStopped(held, minute, this.stoppedAt);
    }
    return await this.tickHeld(held, minute);
  }

  private async tickHeld(held: HeldState, minute: number): Promise<IStrategyTickResult> {
    const { tape, feedUntil } = await this.feeder.readUnseen(held.nextMinute, minute);
    const result = await this.feeder.feed(tape, feedUntil);
    if (result !== null) {
      return result;
    }
    const price = this.feeder.takePrice(this.feeder.observe(tape, minute - MINUTE_MS), minute);
    return this.notifier.tellActive(held.row, price, this.milestones.progress, minute);
  }

  /** The minutes before the stop still count; after them a waiting order is cancelled. */
  private async tickStopped(
    held: HeldState,
    minute: number,
    stoppedAt: number,
  ): Promise<IStrategyTickResult> {
    const stopMinute = this.params.backtest ? minute : Math.max(held.nextMinute, Math.min(minute, stoppedAt));
    const { tape } = await this.feeder.readUnseen(held.nextMinute, stopMinute);
    const result = await this.feeder.feed(tape, stopMinute);
    if (result !== null) {
      return result;
    }
    const price = this.feeder.takePrice(this.feeder.observe(tape, stopMinute - MINUTE_MS), stopMinute);
    return await this.keeper.cancel({ kind: "cancelled", reason: "stopped", time: stopMinute, price });
  }

  private async tickFree(now: number, minute: number): Promise<IStrategyTickResult> {
    const { tape } = await this.feeder.readUnseen(minute, minute);
    const isNewestHere = this.feeder.observe(tape, minute - MINUTE_MS).candle !== null;
    if (this.stoppedAt === null && isNewestHere && this.producer.isDue(minute)) {
      const result = await this.produce(now, minute, tape);
      if (result !== null) {
        return result;
      }
    }
    return this.notifier.tellIdle(
      this.feeder.takePrice(this.feeder.observe(tape, minute - MINUTE_MS), minute),
      now,
    );
  }

  /** Asks for a signal and carries it out; `null` when nothing came of it. A failure is reported, never thrown. */
  private async produce(now: number, minute: number, tape: MinuteTape): Promise<IStrategyTickResult | null> {
    try {
      const answer = await this.producer.ask(minute, now);
      if (!answer || this.stoppedAt !== null) {
        return null;
      }
      return await this.accept(answer, minute, tape);
    } catch (error) {
      this.params.logger.warn("ClientStrategy getSignal failed", { symbol: this.params.symbol, error });
      await this.params.reportError(error);
      return null;
    }
  }

  /** An answer that arrives after its minute counts in the minute of arrival. */
  private async accept(
    answer: unknown,
    asked: number,
    askedTape: MinuteTape,
  ): Promise<IStrategyTickResult | null> {
    const { symbol, strategyName, backtest, method } = this.params;
    const minute = backtest ? asked : Math.max(asked, floorToMinute(getClock().now()));
    const tape = minute === asked ? askedTape : await this.feeder.readLater(minute);
    const newest = this.feeder.observe(tape, minute - MINUTE_MS);
    const averagePrice = newest.averagePrice();
    const { ids } = this.keeper;
    if (newest.candle === null || averagePrice === null || ids.isRepeated(readGivenId(answer))) {
      return null;
    }
    const { exchangeName } = method.context;
    let isIdGiven = true;
    const booking = {
      symbol,
      strategyName,
      exchangeName,
      minute,
      averagePrice,
      lastClose: newest.candle.close,
      createId: () => {
        isIdGiven = false;
        return getClock().randomId();
      },
    };
    const row = prepareSignal(answer, booking, this.params.getSettings());
    const result = await this.keeper.take(row, averagePrice);
    if (result !== null) {
      this.milestones.reset();
      if (isIdGiven) {
        ids.accept(row.id);
      }
    }
    return result;
  }

  /** Walks to the end of what is held; the wall clock ends the data. */
  private async runWalk(candles: readonly ICandleData[]): Promise<IStrategyBacktestResult> {
    const dataEnd = floorToMinute(getDataEnd());
    const result = await this.walkUntil(candles, dataEnd);
    return result ?? (await this.feeder.endData(this.createOrderedTape(candles), dataEnd));
  }

  /** Walks through the minutes that end by `until` (ms); `null` when the signal is still held then. */
  private async walkUntil(
    candles: readonly ICandleData[],
    until: number,
  ): Promise<IStrategyBacktestResult | null> {
    const tape = this.createOrderedTape(candles);
    for (;;) {
      const result = await this.feeder.feed(tape, until);
      if (result?.action !== "opened") {
        return result;
      }
      await this.params.onTransition(result);
    }
  }

  private createOrderedTape(candles: readonly ICandleData[]): MinuteTape {
    return this.feeder.createTape(
      isOrdered(candles) ? candles : candles.toSorted((a, b) => a.timestamp - b.timestamp),
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

  private requireCandles(candles: readonly ICandleData[]): void {
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
