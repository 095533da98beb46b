import type { RiskEvent, RiskStatisticsModel } from "../../../model/RiskStatistics.model";
import { CountedList } from "./CountedList";
import { EVENT_LIMIT } from "./OrderBook";

/** Different reasons that are told apart; a rule that makes up new words each time must not fill the memory. */
const REASON_LIMIT = 1000;

/** What all further reasons are counted as. */
const OTHERS = "(other reasons)";

class Counts {
  private readonly byName = new Map<string, number>();

  public add(name: string): void {
    const isKept = this.byName.has(name) || this.byName.size < REASON_LIMIT;
    const key = isKept ? name : OTHERS;
    this.byName.set(key, (this.byName.get(key) ?? 0) + 1);
  }

  public toRecord(): Record<string, number> {
    return Object.fromEntries(this.byName);
  }
}

/** What the risk profiles of one run have refused. */
export class Refusals {
  private readonly events = new CountedList<RiskEvent>(EVENT_LIMIT);
  private readonly bySymbol = new Counts();
  private readonly byStrategy = new Counts();
  private readonly byComment = new Counts();

  public get isEmpty(): boolean {
    return this.events.count === 0;
  }

  public add(event: RiskEvent): void {
    this.events.add(event);
    this.bySymbol.add(event.symbol);
    this.byStrategy.add(event.strategyName);
    this.byComment.add(event.comment);
  }

  public summarize(): RiskStatisticsModel {
    return {
      eventList: this.events.listNewest(),
      totalRejections: this.events.count,
      bySymbol: this.bySymbol.toRecord(),
      byStrategy: this.byStrategy.toRecord(),
      byComment: this.byComment.toRecord(),
    };
  }
}
