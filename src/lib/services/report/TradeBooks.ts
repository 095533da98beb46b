import type { IMissingMinutes, IReportPair } from "../../../interfaces/Report.interface";
import type { ICandleSeries } from "../../../interfaces/Exchange.interface";
import type { IPositionMark, IStrategyTickResult } from "../../../interfaces/Strategy.interface";
import { getClock } from "../../../utils/clock";
import { BucketStore } from "./BucketStore";
import type { TradeBook } from "./TradeBook";

/** The books of trades of a report; see `IRunCollector` for the methods. */
export class TradeBooks<Book extends TradeBook> extends BucketStore<Book> {
  public frame(pair: IReportPair, startTime: number): void {
    this.open(pair).beginFrame(startTime);
  }

  public finish(pair: IReportPair, endTime: number): void {
    this.open(pair).finish(endTime);
  }

  public result(result: IStrategyTickResult, when: number): void {
    this.open(result).addResult(result, result.backtest ? when : getClock().now());
  }

  public mark(pair: IReportPair, mark: IPositionMark): void {
    this.open(pair).addMark(mark);
  }

  public minutes(pair: IReportPair, candles: ICandleSeries): void {
    this.open(pair).addMinutes(candles);
  }

  public gap(pair: IReportPair, gap: IMissingMinutes): void {
    this.open(pair).addGap(gap);
  }

  public signalCall(pair: IReportPair, failure: { readonly error: unknown } | null): void {
    this.open(pair).addSignalCall(failure);
  }

  public stepFailure(pair: IReportPair, error: unknown): void {
    this.open(pair).addStepFailure(error);
  }
}
