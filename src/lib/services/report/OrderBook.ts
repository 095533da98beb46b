import type { StrategyCancelReason } from "../../../interfaces/Outcome.interface";
import type { IStrategyTickResult } from "../../../interfaces/Strategy.interface";
import type { ISignalRow } from "../../../interfaces/Signal.interface";
import type { ScheduledEvent, ScheduleStatisticsModel } from "../../../model/ScheduleStatistics.model";
import { CountedList } from "./CountedList";
import { describeDuration } from "./duration-field";

/** Rows a list of orders, milestones or refusals keeps; all of them are counted. */
export const EVENT_LIMIT = 10_000;

const describeOrder = (row: ISignalRow): Omit<ScheduledEvent, "timestamp" | "action" | "currentPrice"> => ({
  symbol: row.symbol,
  signalId: row.id,
  position: row.position,
  ...(row.note !== undefined && { note: row.note }),
  priceOpen: row.priceOpen,
  takeProfit: row.priceTakeProfit,
  stopLoss: row.priceStopLoss,
});

/** Percent; `null` of nothing. */
const share = (part: number, whole: number): number | null => (whole === 0 ? null : (100 * part) / whole);

/** How long orders have waited, minutes. */
class WaitingTimes {
  /** All orders, also those of which nobody knows how long. */
  public count = 0;
  private knownCount = 0;
  private total = 0;

  public add(minutes: number | undefined): void {
    this.count += 1;
    if (minutes !== undefined) {
      this.knownCount += 1;
      this.total += minutes;
    }
  }

  public get mean(): number | null {
    return this.knownCount === 0 ? null : this.total / this.knownCount;
  }
}

/** The limit orders of one run. */
export class OrderBook {
  private readonly events = new CountedList<ScheduledEvent>(EVENT_LIMIT);
  private scheduledCount = 0;
  private readonly opened = new WaitingTimes();
  private readonly cancelled = new WaitingTimes();
  private readonly byReason = new Map<string, number>();
  /** The fill of a position that is still open, in a back-test: told with its close. */
  private untoldFill: ScheduledEvent | null = null;

  public get isEmpty(): boolean {
    return this.events.count === 0;
  }

  public add(result: IStrategyTickResult): void {
    switch (result.action) {
      case "scheduled":
        this.scheduledCount += 1;
        this.events.add({
          timestamp: result.signal.scheduledAt,
          action: "scheduled",
          currentPrice: result.currentPrice,
          ...describeOrder(result.signal),
        });
        break;
      case "opened":
        if (result.signal.entry === "limit") {
          this.addFill(result.signal, result.currentPrice, result.backtest);
        }
        break;
      case "closed":
        this.tellFill();
        break;
      case "cancelled":
        this.addCancelled(result.signal, result.currentPrice, result.closeTimestamp, result.reason);
        break;
      case "idle":
      case "active":
        break;
    }
  }

  /** The run is over: a fill whose position never closed is told too. */
  public finish(): void {
    this.tellFill();
  }

  public summarize(): ScheduleStatisticsModel {
    const { scheduledCount, opened, cancelled } = this;
    const ended = opened.count + cancelled.count;
    return {
      eventList: this.events.listNewest(),
      totalEvents: this.events.count,
      totalScheduled: scheduledCount,
      totalOpened: opened.count,
      totalCancelled: cancelled.count,
      cancellationRate: share(cancelled.count, scheduledCount),
      activationRate: share(opened.count, scheduledCount),
      avgWaitTime: cancelled.mean,
      avgActivationTime: opened.mean,
      fillRate: share(opened.count, ended),
      totalWaiting: Math.max(0, scheduledCount - ended),
      byReason: Object.fromEntries(this.byReason),
    };
  }

  /**
   * In a back-test the fill follows with the close: whoever reads the report in `onOpen` finds the order on top, as users of
   * this report expect.
   */
  private addFill(row: ISignalRow, currentPrice: number, backtest: boolean): void {
    this.tellFill();
    this.untoldFill = {
      timestamp: row.pendingAt,
      action: "opened",
      currentPrice,
      ...describeOrder(row),
      ...describeDuration(row.scheduledAt, row.pendingAt),
    };
    if (!backtest) {
      this.tellFill();
    }
  }

  private tellFill(): void {
    if (this.untoldFill !== null) {
      this.opened.add(this.untoldFill.duration);
      this.events.add(this.untoldFill);
      this.untoldFill = null;
    }
  }

  private addCancelled(
    row: ISignalRow,
    currentPrice: number,
    closeTimestamp: number,
    reason: StrategyCancelReason,
  ): void {
    const waited = describeDuration(row.scheduledAt, closeTimestamp);
    this.cancelled.add(waited.duration);
    this.byReason.set(reason, (this.byReason.get(reason) ?? 0) + 1);
    this.events.add({
      timestamp: closeTimestamp,
      action: "cancelled",
      currentPrice,
      ...describeOrder(row),
      closeTimestamp,
      ...waited,
      reason,
    });
  }
}
