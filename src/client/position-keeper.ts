import { StrategyError } from "../errors/StrategyError";
import type { IRiskCheckArgs } from "../interfaces/Risk.interface";
import type { ISignalRow } from "../interfaces/Signal.interface";
import type {
  IStrategyParams,
  IStrategyTickResultCancelled,
  IStrategyTickResultClosed,
  IStrategyTickResultOpened,
  IStrategyTickResultScheduled,
} from "../interfaces/Strategy.interface";
import type { SignalApproval } from "./approved-signal";
import { ApprovedSignal } from "./approved-signal";
import { GivenIds } from "./given-ids";
import type { CancelledOutcome, ClosedOutcome, HeldState, PendingState } from "./signal-machine";
import { createPendingState, createScheduledState } from "./signal-machine";
import type { StrategyNotifier } from "./strategy-notifier";

/** A transition found in a fed minute. */
export type TransitionResult =
  IStrategyTickResultOpened | IStrategyTickResultClosed | IStrategyTickResultCancelled;

/**
 * Holds the one signal of a strategy and carries out its transitions, always in one order: decide (risk), store, change
 * memory, release what is no longer needed, and only then tell callbacks. What fails before the change leaves no trace;
 * what fails after it is reported and cannot make the transition happen twice.
 */
export class PositionKeeper {
  private current: HeldState | null = null;
  /** Whether the strategy was cleared: what is still under way must not open anything. */
  private isReleased = false;
  /** The ids the user gave, so that a repeat does not open again. */
  public readonly ids = new GivenIds();

  public constructor(
    private readonly params: IStrategyParams,
    private readonly notifier: StrategyNotifier,
  ) {}

  /** The waiting order or open position. */
  public get held(): HeldState | null {
    return this.current;
  }

  /** @throws StrategyError `STRATEGY_NOTHING_HELD` */
  public getHeld(): HeldState {
    if (this.current === null) {
      throw new StrategyError(
        "STRATEGY_NOTHING_HELD",
        `strategy ${this.params.strategyName} on ${this.params.symbol} holds no signal`,
      );
    }
    return this.current;
  }

  /** Another minute has passed without a transition. */
  public advanceTo(state: HeldState): void {
    this.current = state;
  }

  /** Takes up what was stored by an earlier process; a position wins over an order. */
  public async restore(): Promise<void> {
    const { persistence, symbol, strategyName } = this.params;
    const pending = await persistence.readPending(symbol, strategyName);
    const scheduled = pending === null ? await persistence.readScheduled(symbol, strategyName) : null;
    if (pending !== null) {
      this.current = createPendingState(pending);
    } else if (scheduled !== null) {
      this.current = createScheduledState(scheduled);
    }
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
    const approval = await this.requestApproval(row, row, row.pendingAt);
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
    const approval = await this.requestApproval(this.getHeld().row, state.row, openTime);
    if (approval.isApproved) {
      return await this.open(approval.signal);
    }
    const result = await this.cancel({ kind: "cancelled", reason: "risk", time: openTime, price: endPrice });
    this.ids.refuse(state.row.id);
    return result;
  }

  /** Ends the position. */
  public async close(outcome: ClosedOutcome): Promise<IStrategyTickResultClosed> {
    const { row } = this.getHeld();
    const { backtest, persistence, symbol, strategyName } = this.params;
    if (!backtest) {
      await persistence.writePending(null, symbol, strategyName);
    }
    this.current = null;
    await this.releasePosition(row, outcome.price);
    return this.notifier.tellClosed(row, outcome);
  }

  /** Ends the waiting order. */
  public async cancel(
    outcome: CancelledOutcome<IStrategyTickResultCancelled["reason"]>,
  ): Promise<IStrategyTickResultCancelled> {
    const { row } = this.getHeld();
    const { backtest, persistence, symbol, strategyName } = this.params;
    if (!backtest) {
      await persistence.writeScheduled(null, symbol, strategyName);
    }
    this.current = null;
    return this.notifier.tellCancelled(row, outcome);
  }

  /** Gives back what a back-test still holds at its end; nothing can be opened any more. */
  public async release(): Promise<void> {
    const { current } = this;
    this.isReleased = true;
    this.current = null;
    if (current?.kind === "pending") {
      await this.releasePosition(current.row, current.row.priceOpen);
    }
  }

  private async schedule(
    row: ISignalRow,
    averagePrice: number,
  ): Promise<IStrategyTickResultScheduled | null> {
    const { execution, risk, symbol, strategyName, backtest, persistence } = this.params;
    const context = { symbol, when: new Date(row.scheduledAt), backtest };
    const args = this.describeCheck(row, averagePrice, row.scheduledAt);
    if (!(await execution.runInContext(() => risk.checkSignal(args), context))) {
      return null;
    }
    this.requireUnreleased();
    if (!backtest) {
      await persistence.writeScheduled(row, symbol, strategyName);
    }
    this.current = createScheduledState(row);
    return this.notifier.tellScheduled(row, averagePrice);
  }

  /** Opens what risk has approved; a failure before the change gives the place back. */
  private async open(approved: ApprovedSignal): Promise<IStrategyTickResultOpened> {
    const { backtest, persistence, symbol, strategyName } = this.params;
    const { row } = approved;
    try {
      this.requireUnreleased();
      await approved.commit();
      this.requireUnreleased();
      if (!backtest) {
        await persistence.writePending(row, symbol, strategyName);
      }
    } catch (error) {
      approved.release();
      await this.leaveProfiles(symbol);
      throw error;
    }
    const wasScheduled = this.current !== null;
    this.current = createPendingState(row);
    if (!backtest && wasScheduled) {
      await this.attempt(() => persistence.writeScheduled(null, symbol, strategyName));
    }
    return this.notifier.tellOpened(row);
  }

  /**
   * @param judged - the row as it stands before it opens
   * @param row - the row that opens
   */
  private async requestApproval(judged: ISignalRow, row: ISignalRow, when: number): Promise<SignalApproval> {
    const { execution, risk, symbol, backtest } = this.params;
    const args = this.describeCheck(judged, row.priceOpen, when);
    return await execution.runInContext(() => ApprovedSignal.request(risk, args, row), {
      symbol,
      when: new Date(when),
      backtest,
    });
  }

  private requireUnreleased(): void {
    if (this.isReleased) {
      throw new StrategyError(
        "STRATEGY_CLEARED",
        `strategy ${this.params.strategyName} on ${this.params.symbol} was cleared while it was at work; its signal is dropped`,
      );
    }
  }

  private describeCheck(row: ISignalRow, currentPrice: number, timestamp: number): IRiskCheckArgs {
    const { symbol, strategyName, exchangeName } = row;
    return { symbol, pendingSignal: row, strategyName, exchangeName, currentPrice, timestamp };
  }

  /** Frees the place in risk and the milestone tracker. Neither may keep a closed position open. */
  private async releasePosition(row: ISignalRow, price: number): Promise<void> {
    const { partial, symbol, backtest } = this.params;
    await this.leaveProfiles(symbol);
    await this.attempt(() => partial.clear(symbol, row, price, backtest));
  }

  private async leaveProfiles(symbol: string): Promise<void> {
    const { risk, strategyName } = this.params;
    await this.attempt(() => risk.removeSignal(symbol, { strategyName }));
  }

  private async attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.params.logger.warn("PositionKeeper release failed", { symbol: this.params.symbol, error });
      await this.params.reportError(error);
    }
  }
}
