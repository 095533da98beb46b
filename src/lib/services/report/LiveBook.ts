import type { IStrategyTickResult } from "../../../interfaces/Strategy.interface";
import type { TickEvent } from "../../../model/LiveStatistics.model";
import { LiveRows } from "./LiveRows";
import { TradeBook } from "./TradeBook";

/** A book of trades, and the rows a live report lists. */
export class LiveBook extends TradeBook {
  private readonly rows = new LiveRows();

  public override get isEmpty(): boolean {
    return super.isEmpty && this.rows.isEmpty;
  }

  public override addResult(result: IStrategyTickResult, now: number): void {
    super.addResult(result, now);
    this.rows.add(result, now);
  }

  /** How many rows there were. */
  public get rowCount(): number {
    return this.rows.count;
  }

  /** Newest first. */
  public listRows(): TickEvent[] {
    return this.rows.list();
  }
}
