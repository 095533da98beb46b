import type { IMinuteStretch } from "../interfaces/Exchange.interface";
import type { CandleMarket } from "./candle-market";
import type { ICandleRead } from "./candle-read";
import type { CandleSeries } from "./candle-series";

/** Minutes without a gap or a fault that a run has in memory, from before the newest it has come to on. */
export class MinuteStretch implements IMinuteStretch {
  private readonly revision: number;

  /**
   * @param market - where the minutes were read
   * @param candles - as many as there are steps in the range
   * @param since - open of the first one, ms
   * @param until - end of the last one, ms
   */
  public constructor(
    private readonly market: CandleMarket,
    public readonly candles: CandleSeries,
    private readonly since: number,
    private readonly until: number,
  ) {
    this.revision = market.window.candles.revision;
  }

  /** Whether a read would find the minutes as they are in here, with none before them that the engine has not told of. */
  public holds(market: CandleMarket, { since, until }: ICandleRead): boolean {
    return (
      market === this.market &&
      market.window.candles.revision === this.revision &&
      since >= this.since &&
      until <= this.until &&
      market.toldUntil >= since
    );
  }
}
