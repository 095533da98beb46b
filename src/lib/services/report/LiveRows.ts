import type { IStrategyTickResult, IStrategyTickResultClosed } from "../../../interfaces/Strategy.interface";
import type { ISignalRow } from "../../../interfaces/Signal.interface";
import type { TickEvent } from "../../../model/LiveStatistics.model";
import { describeDuration } from "./duration-field";

/** Rows other than closed trades that are kept. */
const ROW_LIMIT = 1000;

interface NumberedRow {
  /** Place among all rows. */
  readonly order: number;
  row: TickEvent;
}

const describeSignal = (
  signal: ISignalRow,
): Pick<
  TickEvent,
  "symbol" | "signalId" | "position" | "note" | "openPrice" | "takeProfit" | "stopLoss"
> => ({
  symbol: signal.symbol,
  signalId: signal.id,
  position: signal.position,
  ...(signal.note !== undefined && { note: signal.note }),
  openPrice: signal.priceOpen,
  takeProfit: signal.priceTakeProfit,
  stopLoss: signal.priceStopLoss,
});

const toClosedRow = ({ signal, ...end }: IStrategyTickResultClosed): TickEvent => ({
  timestamp: end.closeTimestamp,
  action: "closed",
  currentPrice: end.currentPrice,
  ...describeSignal(signal),
  pnl: end.pnl.pnlPercentage,
  closeReason: end.closeReason,
  ...describeDuration(signal.pendingAt, end.closeTimestamp),
});

/**
 * What a live report lists: every closed trade, and the newest of the other rows. An idle row takes the place of an idle row
 * right before it, an active one that of the newest row of its signal, unless that says that the position was opened.
 */
export class LiveRows {
  private order = 0;
  private readonly closed: NumberedRow[] = [];
  private others: NumberedRow[] = [];

  /** @param now - of the tick, ms */
  public add(result: IStrategyTickResult, now: number): void {
    switch (result.action) {
      case "idle":
        this.addIdle({ timestamp: now, action: "idle", currentPrice: result.currentPrice });
        break;
      case "opened":
        this.push({
          timestamp: result.signal.pendingAt,
          action: "opened",
          currentPrice: result.signal.priceOpen,
          ...describeSignal(result.signal),
        });
        break;
      case "active":
        this.addActive({
          timestamp: now,
          action: "active",
          currentPrice: result.currentPrice,
          ...describeSignal(result.signal),
          percentTp: result.percentTp,
          percentSl: result.percentSl,
        });
        break;
      case "closed":
        this.closed.push({ order: (this.order += 1), row: toClosedRow(result) });
        break;
      case "scheduled":
      case "cancelled":
        break;
    }
  }

  public get isEmpty(): boolean {
    return this.order === 0;
  }

  /** How many rows there were, also of those no longer listed. */
  public get count(): number {
    return this.order;
  }

  /** Newest first; a list of the caller's own. */
  public list(): TickEvent[] {
    const rows = [...this.closed, ...this.others.slice(-ROW_LIMIT)];
    return rows.sort((left, right) => right.order - left.order).map(({ row }) => row);
  }

  private addIdle(row: TickEvent): void {
    const newest = this.others.at(-1);
    if (newest?.order === this.order && newest.row.action === "idle") {
      newest.row = row;
    } else {
      this.push(row);
    }
  }

  private addActive(row: TickEvent): void {
    const newest = this.others.findLast((other) => other.row.signalId === row.signalId);
    if (newest?.row.action === "active") {
      newest.row = row;
    } else {
      this.push(row);
    }
  }

  private push(row: TickEvent): void {
    this.others.push({ order: (this.order += 1), row });
    if (this.others.length >= 2 * ROW_LIMIT) {
      this.others = this.others.slice(-ROW_LIMIT);
    }
  }
}
