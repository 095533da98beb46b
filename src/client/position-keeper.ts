import type { Awaitable } from "../interfaces/Awaitable.interface";
import type { ISignalRow } from "../interfaces/Signal.interface";
import type {
  IStrategyParams,
  IStrategyTickResult,
  IStrategyTickResultCancelled,
  IStrategyTickResultClosed,
  IStrategyTickResultOpened,
  IStrategyTickResultScheduled,
} from "../interfaces/Strategy.interface";
import { toProfitLoss } from "../math/profit-and-loss";
import { andThen, orElse } from "../utils/awaitable";
import type { ApprovedSignal } from "./approved-signal";
import { GivenIds } from "./given-ids";
import { RiskProfiles } from "./risk-profiles";
import { SignalJournal } from "./signal-journal";
import type { CancelledOutcome, ClosedOutcome, HeldState, PendingState } from "./signal-machine";
import { createPendingState, createScheduledState } from "./signal-machine";
import { SignalRestorer } from "./signal-restorer";
import { createClearedError, createNothingHeldError } from "./strategy-errors";
import type { StrategyNotifier } from "./strategy-notifier";
import type { UntoldTransition } from "./untold-transition";
import { isRefusal } from "./untold-transition";

/** A transition found in a fed minute. */
export type TransitionResult =
  IStrategyTickResultOpened | IStrategyTickResultClosed | IStrategyTickResultCancelled;

/**
 * Holds the one signal of a strategy and carries out its transitions in the order that {@link SignalJournal} lays down.
 * What fails before the change leaves no trace; what fails after it is reported and cannot make the transition happen
 * twice.
 */
export class PositionKeeper {
  private current: HeldState | null = null;
  private untold: UntoldTransition | null = null;
  private readonly journal: SignalJournal;
  private readonly profiles: RiskProfiles;
  /** Whether the documents have to be looked at before something new is opened: one may have broken meanwhile. */
  private isUnchecked = false;
  /** Whether the strategy was cleared: what is still under way must not open anything. */
  private isReleased = false;
  /** The ids the user gave, so that a repeat does not open again. */
  public readonly ids = new GivenIds();

  public constructor(
    private readonly params: IStrategyParams,
    private readonly notifier: StrategyNotifier,
  ) {
    this.journal = new SignalJournal(params, this.ids);
    this.profiles = new RiskProfiles(params);
  }

  /** The waiting order or open position. */
  public get held(): HeldState | null {
    return this.current;
  }

  /** @throws StrategyError `STRATEGY_NOTHING_HELD` */
  public getHeld(): HeldState {
    return this.current ?? this.failEmpty();
  }

  /** Another minute has passed without a transition. */
  public advanceTo(state: HeldState): void {
    this.current = state;
  }

  /**
   * What is held, ready to be fed. A row that was stored without times does not know where to begin.
   * @param firstMinute - where such a row begins, ms
   */
  public startFrom(firstMinute: number): HeldState | null {
    if (this.current !== null && !Number.isFinite(this.current.nextMinute)) {
      this.current = { ...this.current, nextMinute: firstMinute };
    }
    return this.current;
  }

  /** Takes up what was stored by an earlier process; the risk profiles are told what is really open. */
  public async restore(): Promise<void> {
    const restorer = new SignalRestorer(this.journal, this.ids);
    const { held, untold } = await restorer.takeUp((step) => this.attempt("leftovers", step));
    this.current = held;
    this.untold = untold;
    this.isUnchecked = true;
    await this.attempt("risk", () => this.profiles.reconcile(this.current));
  }

  /** Whether an earlier process may not have told everybody of its last transition. */
  public get hasUntold(): boolean {
    return this.untold !== null;
  }

  /**
   * Tells again of that transition.
   * @throws StrategyError `STRATEGY_NOTHING_HELD` when there is none
   */
  public async repeatTransition(): Promise<IStrategyTickResult> {
    const { place, row, transition } = this.untold ?? this.failEmpty();
    this.untold = null;
    switch (transition.action) {
      case "scheduled":
        this.journal.settleLater(place, row);
        return this.notifier.tellScheduled(row, transition.currentPrice);
      case "closed":
        await this.releasePosition(row, transition.currentPrice);
        this.journal.eraseLater(place, this.ids.keepFor(row.id));
        return this.notifier.tellClosed(row, transition);
      case "cancelled":
        this.journal.eraseLater(place, isRefusal(transition) ? null : this.ids.keepFor(row.id));
        return this.notifier.tellCancelled(row, transition);
    }
  }

  /** A live tick works only while no other process does. @throws PersistError `PERSIST_LOCKED` */
  public async hold(): Promise<void> {
    await this.journal.hold();
  }

  /**
   * Nothing is held, and something may be opened: every document must be sound, after each end of a signal anew.
   * @throws PersistError `PERSIST_DOCUMENT_BROKEN`
   */
  public async requireSound(): Promise<void> {
    if (this.isUnchecked) {
      await this.journal.requireSound();
      this.isUnchecked = false;
    }
  }

  /** Whether something is still to be erased or given back. */
  public get hasChores(): boolean {
    return this.journal.hasChores;
  }

  /** Everybody has heard of the last transition: erases what was kept for telling it again. */
  public async settle(): Promise<void> {
    await this.journal.settle();
  }

  /**
   * Schedules or opens a new signal; `null` when risk refused it.
   * @param averagePrice - VWAP of the minute
   */
  public take(
    row: ISignalRow,
    averagePrice: number,
  ): Awaitable<IStrategyTickResultScheduled | IStrategyTickResultOpened | null> {
    if (row._isScheduled) {
      return this.schedule(row, averagePrice);
    }
    return andThen(this.profiles.requestPlace(row, row, row.pendingAt), (approval) =>
      approval.isApproved ? this.open(approval.signal) : null,
    );
  }

  /**
   * A limit order was reached: risk is asked as of the candle's open, for a resting order is approved before it fills.
   * @param endPrice - price at the end of the candle, booked when risk refuses
   */
  public fill(
    state: PendingState,
    endPrice: number,
  ): Awaitable<IStrategyTickResultOpened | IStrategyTickResultCancelled> {
    const time = state.row.pendingAt;
    return andThen(this.profiles.requestPlace(this.getHeld().row, state.row, time), (approval) =>
      approval.isApproved
        ? this.openFilled(approval.signal)
        : this.refuseFill(state, { kind: "cancelled", reason: "risk", time, price: endPrice }),
    );
  }

  /** Ends the position. */
  public close({ price, closeReason, time }: ClosedOutcome): Awaitable<IStrategyTickResultClosed> {
    const { row } = this.getHeld();
    const transition = {
      action: "closed",
      currentPrice: price,
      closeReason,
      closeTimestamp: time,
      pnl: toProfitLoss(row, price, this.params.getSettings()),
    } as const;
    const release = (): Awaitable<void> => {
      this.current = null;
      this.isUnchecked = !this.params.backtest;
      return this.releasePosition(row, price);
    };
    const tell = (): IStrategyTickResultClosed => {
      this.journal.eraseLater("position", this.ids.keepFor(row.id));
      return this.notifier.tellClosed(row, transition);
    };
    return andThen(andThen(this.journal.write("position", row, transition), release), tell);
  }

  /** Ends the waiting order. */
  public cancel({
    price,
    reason,
    time,
  }: CancelledOutcome<IStrategyTickResultCancelled["reason"]>): Awaitable<IStrategyTickResultCancelled> {
    const { row } = this.getHeld();
    const transition = { action: "cancelled", currentPrice: price, reason, closeTimestamp: time } as const;
    // A fill that failed may have left its position on disk, and that would count.
    const written = andThen(this.journal.finish("position"), () =>
      this.journal.write("order", row, transition),
    );
    return andThen(written, () => {
      this.current = null;
      this.isUnchecked = !this.params.backtest;
      this.journal.eraseLater("order", reason === "risk" ? null : this.ids.keepFor(row.id));
      return this.notifier.tellCancelled(row, transition);
    });
  }

  /**
   * The strategy is cleared: nothing can be opened any more. A back-test gives back what it holds; what a live strategy holds
   * stays stored, and what is left to be erased is tried once more.
   */
  public async release(): Promise<void> {
    const { current } = this;
    this.isReleased = true;
    this.current = null;
    if (!this.params.backtest) {
      await this.journal.close();
    } else if (current?.kind === "pending") {
      await this.releasePosition(current.row, current.row.priceOpen);
    }
  }

  private schedule(row: ISignalRow, averagePrice: number): Awaitable<IStrategyTickResultScheduled | null> {
    return andThen(this.profiles.allowsOrder(row, averagePrice), (isAllowed) =>
      isAllowed ? this.scheduleAllowed(row, averagePrice) : null,
    );
  }

  private scheduleAllowed(row: ISignalRow, currentPrice: number): Awaitable<IStrategyTickResultScheduled> {
    this.requireUnreleased();
    return andThen(this.journal.write("order", row, { action: "scheduled", currentPrice }), () => {
      this.current = createScheduledState(row);
      this.journal.settleLater("order", row);
      return this.notifier.tellScheduled(row, currentPrice);
    });
  }

  /** Opens what risk has approved; a failure before the change gives the place back. */
  private open(approved: ApprovedSignal): Awaitable<IStrategyTickResultOpened> {
    const { row } = approved;
    const book = (): Awaitable<void> => {
      this.requireUnreleased();
      return andThen(approved.commit(), () => {
        this.requireUnreleased();
        this.journal.drop("risk");
        return this.journal.write("position", row, null);
      });
    };
    const giveBack = (error: unknown): Awaitable<never> => {
      approved.release();
      return andThen(this.leaveProfiles(), () => {
        throw error;
      });
    };
    return andThen(orElse(book, giveBack), () => {
      this.current = createPendingState(row);
      return this.notifier.tellOpened(row);
    });
  }

  private openFilled(approved: ApprovedSignal): Awaitable<IStrategyTickResultOpened> {
    return andThen(this.open(approved), (result) => {
      this.journal.eraseLater("order", null);
      return result;
    });
  }

  private refuseFill(
    { row }: PendingState,
    outcome: CancelledOutcome<"risk">,
  ): Awaitable<IStrategyTickResultCancelled> {
    return andThen(this.cancel(outcome), (result) => {
      this.ids.refuse(row.id);
      return result;
    });
  }

  private requireUnreleased(): void {
    if (this.isReleased) {
      throw createClearedError(this.params);
    }
  }

  private failEmpty(): never {
    throw createNothingHeldError(this.params);
  }

  /** Frees the place in risk and the milestone tracker. Neither may keep a closed position open. */
  private releasePosition(row: ISignalRow, price: number): Awaitable<void> {
    const { partial, symbol, backtest } = this.params;
    const forget = (): Awaitable<void> => partial.forget(symbol, row, price, backtest);
    return andThen(this.leaveProfiles(), () => orElse(forget, (error) => this.report(error)));
  }

  private leaveProfiles(): Awaitable<void> {
    return this.attempt("risk", () => this.profiles.leave());
  }

  /** What fails is reported; a live strategy tries it again before it opens anything. */
  private attempt(name: "risk" | "leftovers", step: () => Awaitable<void>): Awaitable<void> {
    return orElse(step, (error) => {
      this.journal.leave(name, step);
      return this.report(error);
    });
  }

  private async report(error: unknown): Promise<void> {
    const { logger, symbol, strategyName } = this.params;
    logger.warn("PositionKeeper release failed", { symbol, strategyName, error });
    await this.params.reportError(error);
  }
}
