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
  public async take(
    row: ISignalRow,
    averagePrice: number,
  ): Promise<IStrategyTickResultScheduled | IStrategyTickResultOpened | null> {
    if (row._isScheduled) {
      return await this.schedule(row, averagePrice);
    }
    const approval = await this.profiles.requestPlace(row, row, row.pendingAt);
    return approval.isApproved ? await this.open(approval.signal) : null;
  }

  /**
   * A limit order was reached: risk is asked as of the candle's open, for a resting order is approved before it fills.
   * @param endPrice - price at the end of the candle, booked when risk refuses
   */
  public async fill(
    state: PendingState,
    endPrice: number,
  ): Promise<IStrategyTickResultOpened | IStrategyTickResultCancelled> {
    const openTime = state.row.pendingAt;
    const approval = await this.profiles.requestPlace(this.getHeld().row, state.row, openTime);
    if (approval.isApproved) {
      const result = await this.open(approval.signal);
      this.journal.eraseLater("order", null);
      return result;
    }
    const result = await this.cancel({ kind: "cancelled", reason: "risk", time: openTime, price: endPrice });
    this.ids.refuse(state.row.id);
    return result;
  }

  /** Ends the position. */
  public async close({ price, closeReason, time }: ClosedOutcome): Promise<IStrategyTickResultClosed> {
    const { row } = this.getHeld();
    const transition = {
      action: "closed",
      currentPrice: price,
      closeReason,
      closeTimestamp: time,
      pnl: toProfitLoss(row, price, this.params.getSettings()),
    } as const;
    await this.journal.write("position", row, transition);
    this.current = null;
    this.isUnchecked = !this.params.backtest;
    await this.releasePosition(row, price);
    this.journal.eraseLater("position", this.ids.keepFor(row.id));
    return this.notifier.tellClosed(row, transition);
  }

  /** Ends the waiting order. */
  public async cancel({
    price,
    reason,
    time,
  }: CancelledOutcome<IStrategyTickResultCancelled["reason"]>): Promise<IStrategyTickResultCancelled> {
    const { row } = this.getHeld();
    const transition = { action: "cancelled", currentPrice: price, reason, closeTimestamp: time } as const;
    // A fill that failed may have left its position on disk, and that would count.
    await this.journal.finish("position");
    await this.journal.write("order", row, transition);
    this.current = null;
    this.isUnchecked = !this.params.backtest;
    this.journal.eraseLater("order", reason === "risk" ? null : this.ids.keepFor(row.id));
    return this.notifier.tellCancelled(row, transition);
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

  private async schedule(
    row: ISignalRow,
    averagePrice: number,
  ): Promise<IStrategyTickResultScheduled | null> {
    if (!(await this.profiles.allowsOrder(row, averagePrice))) {
      return null;
    }
    this.requireUnreleased();
    await this.journal.write("order", row, { action: "scheduled", currentPrice: averagePrice });
    this.current = createScheduledState(row);
    this.journal.settleLater("order", row);
    return this.notifier.tellScheduled(row, averagePrice);
  }

  /** Opens what risk has approved; a failure before the change gives the place back. */
  private async open(approved: ApprovedSignal): Promise<IStrategyTickResultOpened> {
    const { row } = approved;
    try {
      this.requireUnreleased();
      await approved.commit();
      this.requireUnreleased();
      this.journal.drop("risk");
      await this.journal.write("position", row, null);
    } catch (error) {
      approved.release();
      await this.leaveProfiles();
      throw error;
    }
    this.current = createPendingState(row);
    return this.notifier.tellOpened(row);
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
  private async releasePosition(row: ISignalRow, price: number): Promise<void> {
    const { partial, symbol, backtest } = this.params;
    await this.leaveProfiles();
    try {
      await partial.clear(symbol, row, price, backtest);
    } catch (error) {
      await this.report(error);
    }
  }

  private leaveProfiles(): Promise<void> {
    return this.attempt("risk", () => this.profiles.leave());
  }

  /** What fails is reported; a live strategy tries it again before it opens anything. */
  private async attempt(name: "risk" | "leftovers", step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.journal.leave(name, step);
      await this.report(error);
    }
  }

  private async report(error: unknown): Promise<void> {
    const { logger, symbol, strategyName } = this.params;
    logger.warn("PositionKeeper release failed", { symbol, strategyName, error });
    await this.params.reportError(error);
  }
}
