import type { Awaitable } from "../interfaces/Awaitable.interface";
import type { IReportPair } from "../interfaces/Report.interface";
import type { IStrategyParams, IStrategyTickResult } from "../interfaces/Strategy.interface";
import { floorToMinute, MINUTE_MS } from "../math/interval";
import { enterScope } from "../utils/async-scope";
import { andThen, orElse } from "../utils/awaitable";
import type { Later, Receiver } from "../interfaces/Receiver.interface";
import type { AnswerSteps } from "../utils/watchdog";
import { AnswerTaker } from "./answer-taker";
import type { MilestoneReporter } from "./milestone-reporter";
import type { MinuteFeeder, UnseenMinutes } from "./minute-feeder";
import type { MinuteTape } from "./minute-tape";
import type { PositionKeeper } from "./position-keeper";
import type { ProfileHold } from "./profile-hold";
import type { HeldState } from "./signal-machine";
import type { SignalProducer } from "./signal-producer";
import { UNSEEN_IDLE, type StrategyNotifier } from "./strategy-notifier";

/** What a tick works with. */
export interface StrategyTickerParts {
  readonly params: IStrategyParams;
  readonly keeper: PositionKeeper;
  readonly profileHold: ProfileHold;
  readonly notifier: StrategyNotifier;
  readonly milestones: MilestoneReporter;
  readonly producer: SignalProducer;
  readonly feeder: MinuteFeeder;
  /** Minute of the stop on the wall clock, ms; `null` while not stopped. */
  readonly getStopMinute: () => number | null;
}

/** What a strategy is asked: when, and of what candles. */
class Question implements AnswerSteps<unknown, IStrategyTickResult> {
  /**
   * @param now - instant of the tick, ms
   * @param minute - its minute, ms
   */
  public constructor(
    private readonly asker: Pick<StrategyTicker, "takeAnswer" | "takeFailure">,
    public readonly now: number,
    public readonly minute: number,
    public readonly tape: MinuteTape,
  ) {}

  public use(answer: unknown): Awaitable<IStrategyTickResult> {
    return this.asker.takeAnswer(this, answer);
  }

  public fail(error: unknown): Awaitable<IStrategyTickResult> {
    return this.asker.takeFailure(this, error);
  }
}

/** One look of a strategy at its market, at the instant of the execution context. */
export class StrategyTicker {
  /** Whether a signal was taken up from disk whose minutes have not been read yet. */
  private isReplay = false;
  /** Whether the callbacks know of the signal that was taken up. */
  private isRestoreTold = false;
  /** Whether the one who ticks looks at an idle result. */
  private isIdleSeen = true;

  private readonly answerTaker: AnswerTaker;

  /** Made once: each call of `getSignal` is told. */
  private readonly pair: IReportPair;

  public constructor(private readonly parts: StrategyTickerParts) {
    const { symbol, strategyName, backtest } = parts.params;
    this.pair = { symbol, strategyName, backtest };
    this.answerTaker = new AnswerTaker(parts);
  }

  /** A live start: what the keeper has taken up is told and replayed. */
  public startReplay(): void {
    this.isReplay = this.parts.keeper.held !== null;
    this.isRestoreTold = false;
  }

  /**
   * Looks at every minute that closed since the last look, or asks for a signal when nothing is held. What an earlier
   * process may not have told comes first, as a tick of its own.
   * @param isIdleSeen - whether an idle result is looked at; one that nobody hears of may be `UNSEEN_IDLE` then
   * @param receiver - gets the result when `getSignal` has to be waited for
   * @returns before anything that waits was started, it has entered its scope
   */
  public tick(
    isIdleSeen: boolean,
    receiver: Receiver<IStrategyTickResult>,
  ): Awaitable<IStrategyTickResult | Later> {
    const { params, keeper, feeder } = this.parts;
    this.isIdleSeen = isIdleSeen;
    const now = params.execution.time;
    const minute = floorToMinute(now);
    const atHand = params.backtest && keeper.held === null ? feeder.takeAtHand(minute) : null;
    return atHand === null
      ? enterScope(() => this.tickInSteps(now, minute, receiver))
      : this.tickOver(atHand, now, minute, receiver);
  }

  /** A tick that may have to wait before it knows what to do. */
  private tickInSteps(
    now: number,
    minute: number,
    receiver: Receiver<IStrategyTickResult>,
  ): Awaitable<IStrategyTickResult | Later> {
    const { params, keeper } = this.parts;
    if (!params.backtest) {
      return this.tickLive(now, minute, receiver);
    }
    const held = keeper.startFrom(minute - MINUTE_MS);
    return held === null ? this.tickFree(now, minute, receiver) : this.tickTaken(held, minute);
  }

  /** The same with the stores around it. */
  private async tickLive(
    now: number,
    minute: number,
    receiver: Receiver<IStrategyTickResult>,
  ): Promise<IStrategyTickResult | Later> {
    const { keeper } = this.parts;
    await keeper.hold();
    if (keeper.hasUntold) {
      this.isRestoreTold = true;
      return await keeper.repeatTransition();
    }
    await this.prepare();
    const held = keeper.startFrom(minute - MINUTE_MS);
    if (held !== null) {
      return await this.tickTaken(held, minute);
    }
    await keeper.requireSound();
    return await this.tickFree(now, minute, receiver);
  }

  private async tickTaken(held: HeldState, minute: number): Promise<IStrategyTickResult> {
    const stopMinute = this.parts.getStopMinute();
    return held.kind === "scheduled" && stopMinute !== null
      ? await this.tickStopped(held, minute, stopMinute)
      : await this.tickHeld(held, minute);
  }

  /**
   * What is held is watched whatever the stores say; nothing new is opened while another process has a profile, or before
   * the chores are done.
   */
  private async prepare(): Promise<void> {
    const { params, keeper } = this.parts;
    try {
      await this.showAndSettle();
    } catch (error) {
      if (keeper.held === null) {
        throw error;
      }
      await params.reportError(error);
    }
  }

  /** The chores are done also while a profile is another process's. */
  private async showAndSettle(): Promise<void> {
    const { keeper, profileHold } = this.parts;
    try {
      await profileHold.show();
    } finally {
      if (keeper.hasChores) {
        await keeper.settle();
      }
    }
  }

  private async tickHeld(held: HeldState, minute: number): Promise<IStrategyTickResult> {
    const { tape, feedUntil } = await this.readHeld(held, minute, minute);
    const result = await this.parts.feeder.feed(tape, feedUntil);
    if (result !== null) {
      return result;
    }
    const price = this.parts.feeder.takePrice(this.parts.feeder.observe(tape, minute - MINUTE_MS), minute);
    return this.parts.notifier.tellActive(held.row, price, this.parts.milestones.progress, minute);
  }

  /** The minutes before the stop still count; after them a waiting order is cancelled. */
  private async tickStopped(
    held: HeldState,
    minute: number,
    stoppedAt: number,
  ): Promise<IStrategyTickResult> {
    const stopMinute = this.parts.params.backtest
      ? minute
      : Math.max(held.nextMinute, Math.min(minute, stoppedAt));
    // A clock that was set back shows an earlier minute than the order has seen; nothing is read beyond it.
    const readUntil = Math.min(stopMinute, minute);
    const { tape } = await this.readHeld(held, readUntil, minute);
    const result = await this.parts.feeder.feed(tape, stopMinute);
    if (result !== null) {
      return result;
    }
    const price = this.parts.feeder.takePrice(
      this.parts.feeder.observe(tape, readUntil - MINUTE_MS),
      stopMinute,
    );
    return await this.parts.keeper.cancel({ kind: "cancelled", reason: "stopped", time: stopMinute, price });
  }

  /**
   * Reads what the held signal has not seen up to `until` (ms). After a live start it first tells what was found stored,
   * at the minute of the tick, and the replay that follows tells its progress for the newest minute only.
   */
  private async readHeld(held: HeldState, until: number, minute: number): Promise<UnseenMinutes> {
    const unseen = await this.parts.feeder.readUnseen(held.nextMinute, until);
    const price = this.isReplay ? this.parts.feeder.peekPrice(unseen.tape, until) : null;
    if (price !== null) {
      this.isReplay = false;
      this.parts.milestones.replayUntil(unseen.feedUntil);
      if (!this.isRestoreTold) {
        this.parts.notifier.tellRestored(held.row, price, minute);
      }
    }
    return unseen;
  }

  private tickFree(
    now: number,
    minute: number,
    receiver: Receiver<IStrategyTickResult>,
  ): Awaitable<IStrategyTickResult | Later> {
    return andThen(this.parts.feeder.readUnseen(minute, minute), ({ tape }) =>
      this.tickOver(tape, now, minute, receiver),
    );
  }

  private tickOver(
    tape: MinuteTape,
    now: number,
    minute: number,
    receiver: Receiver<IStrategyTickResult>,
  ): Awaitable<IStrategyTickResult> | Later {
    const { feeder, producer, getStopMinute } = this.parts;
    const { hasCandle } = feeder.observe(tape, minute - MINUTE_MS);
    return getStopMinute() === null && hasCandle && producer.isDue(minute)
      ? this.produce(now, minute, tape, receiver)
      : this.tellIdle(tape, now, minute);
  }

  private tellIdle(tape: MinuteTape, now: number, minute: number): IStrategyTickResult {
    const { feeder, notifier, params } = this.parts;
    const newest = feeder.observe(tape, minute - MINUTE_MS);
    // Without its candle there may be no price at all, and somebody has to be told.
    if (params.backtest && !this.isIdleSeen && newest.hasCandle && !notifier.hearsIdle) {
      return UNSEEN_IDLE;
    }
    const price = feeder.takePrice(newest, minute);
    return enterScope(() => notifier.tellIdle(price, now));
  }

  /** Asks for a signal and carries it out; idle when nothing came of it. A failure is reported, never thrown. */
  private produce(
    now: number,
    minute: number,
    tape: MinuteTape,
    receiver: Receiver<IStrategyTickResult>,
  ): Awaitable<IStrategyTickResult> | Later {
    return this.parts.producer.ask(minute, now, new Question(this, now, minute, tape), receiver);
  }

  /** What an answer comes to, inside of the scope it was asked in. */
  public takeAnswer(question: Question, answer: unknown): Awaitable<IStrategyTickResult> {
    if (Boolean(answer) && this.parts.getStopMinute() === null) {
      return enterScope(() => this.use(question, answer));
    }
    this.noteSignalCall(null);
    return this.tellIdle(question.tape, question.now, question.minute);
  }

  /** A failure is reported, never thrown. */
  public takeFailure({ now, minute, tape }: Question, error: unknown): Promise<IStrategyTickResult> {
    return enterScope(() => this.failSignalCall(error).then(() => this.tellIdle(tape, now, minute)));
  }

  private use({ now, minute, tape }: Question, answer: unknown): Awaitable<IStrategyTickResult> {
    const accept = (): Awaitable<IStrategyTickResult | null> =>
      andThen(this.answerTaker.take(answer, minute, tape), (result) => {
        this.noteSignalCall(null);
        return result;
      });
    const fail = (error: unknown): Promise<null> => this.failSignalCall(error).then(() => null);
    return andThen(orElse(accept, fail), (result) => result ?? this.tellIdle(tape, now, minute));
  }

  private async failSignalCall(error: unknown): Promise<void> {
    const { logger, symbol, reportError } = this.parts.params;
    this.noteSignalCall({ error });
    logger.warn("ClientStrategy getSignal failed", { symbol, error });
    await reportError(error);
  }

  private noteSignalCall(failure: { readonly error: unknown } | null): void {
    this.parts.params.collector.signalCall(this.pair, failure);
  }
}
