import type { ICandleData, IExchangeParams } from "../interfaces/Exchange.interface";
import type { IMissingMinutes, IReportPair } from "../interfaces/Report.interface";
import { formatInstant } from "../utils/format-instant";
import { notify } from "../utils/notify";
import type { CandleBlock } from "./candle-block";
import type { CandleMarket } from "./candle-market";
import type { ICandleRead } from "./candle-read";
import type { CandleSeries } from "./candle-series";
import { createCandleError } from "./candle-validation";
import type { IJudgedRange } from "./candle-verdicts";

/** Tells whoever wants to know what reads of candles came to: the log, the reports, the error channel, the user. */
export class CandleTeller {
  public constructor(private readonly params: IExchangeParams) {}

  /**
   * Warns of gaps the run has not been told of; those between minutes go to the reports too, and what they grow by.
   * @param found - candles of the range that are there, faulty ones included
   */
  public warnOfGaps(block: CandleBlock, read: ICandleRead, market: CandleMarket, found: number): void {
    if (found === (read.until - read.since) / read.step) {
      return;
    }
    for (const { isNew, ...gap } of market.gaps.findNew(block, read.since, read.until)) {
      if (read.interval === "1m") {
        this.params.collector.gap(this.describePair(read), gap);
      }
      if (isNew) {
        this.warnOfGap(gap, read, found);
      }
    }
  }

  /** Reports draw the price from what the engine has come to. */
  public collectMinutes(read: ICandleRead, candles: CandleSeries): void {
    if (read.interval === "1m") {
      this.params.collector.minutes(this.describePair(read), candles);
    }
  }

  /** Reports faulty candles, each once a run. */
  public async reportFaults(range: IJudgedRange, read: ICandleRead, market: CandleMarket): Promise<void> {
    const { execution, reportError } = this.params;
    const newest = read.until - read.step;
    for (const { timestamp, fault } of range.faulty) {
      // In live the newest minute may still be corrected: it is not there yet.
      const isSettled = execution.backtest || timestamp < newest;
      if (isSettled && market.verdicts.markReported(timestamp)) {
        await reportError(createCandleError(read, timestamp, fault));
      }
    }
  }

  /** Whether the user's callback sees what reads serve. */
  public get hearsServed(): boolean {
    return this.params.callbacks?.onCandleData !== undefined;
  }

  /** Shows the user's callback what a read served. @param list - makes a list for the callback */
  public tellServed(read: ICandleRead, list: () => ICandleData[]): void {
    const { callbacks, execution, reportError } = this.params;
    if (callbacks?.onCandleData === undefined) {
      return;
    }
    notify(
      () =>
        execution.runUserCode(
          () =>
            callbacks.onCandleData?.(read.symbol, read.interval, new Date(read.since), read.limit, list()),
          execution.context,
        ),
      reportError,
    );
  }

  private warnOfGap({ since, until }: IMissingMinutes, read: ICandleRead, found: number): void {
    this.params.logger.warn("ClientExchange candles: fewer than asked for", {
      exchangeName: read.exchangeName,
      symbol: read.symbol,
      interval: read.interval,
      since: formatInstant(read.since),
      limit: read.limit,
      found,
      missingSince: formatInstant(since),
      missingUntil: formatInstant(until),
    });
  }

  private describePair({ symbol }: ICandleRead): IReportPair {
    const { execution, method } = this.params;
    const { strategyName } = method.context;
    return { symbol, strategyName, backtest: execution.backtest };
  }
}
