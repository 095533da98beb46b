import type { PartialProfitContract } from "../../../contract/Partial.contract";
import type { PartialEvent, PartialStatisticsModel } from "../../../model/PartialStatistics.model";
import { CountedList } from "./CountedList";
import { EVENT_LIMIT } from "./OrderBook";

/** The milestones of one run. */
export class Milestones {
  private readonly events = new CountedList<PartialEvent>(EVENT_LIMIT);
  private profitCount = 0;

  public get isEmpty(): boolean {
    return this.events.count === 0;
  }

  public add(action: PartialEvent["action"], event: PartialProfitContract): void {
    const { data, timestamp, currentPrice, level, backtest } = event;
    this.profitCount += action === "profit" ? 1 : 0;
    this.events.add({
      timestamp,
      action,
      symbol: data.symbol,
      strategyName: data.strategyName,
      signalId: data.id,
      position: data.position,
      currentPrice,
      level,
      backtest,
    });
  }

  public summarize(): PartialStatisticsModel {
    return {
      eventList: this.events.listNewest(),
      totalEvents: this.events.count,
      totalProfit: this.profitCount,
      totalLoss: this.events.count - this.profitCount,
    };
  }
}
