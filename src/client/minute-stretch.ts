import type { IMinuteStretch } from "../interfaces/Exchange.interface";
import { LONGEST_SIGNAL_INTERVAL_MS } from "../math/interval";
import type { CandleMarket } from "./candle-market";
import type { ICandleRead } from "./candle-read";
import type { CandleSeries } from "./candle-series";

/** Minutes without a gap or a fault that a run has in memory, from before the newest it has come to on. */
export class MinuteStretch implements IMinuteStretch {
  private readonly revision: number;

  /**
   * @param market - where the minutes were read
   * @param read - the read that found the first of them
   * @param candles - of every minute from the start of the read on
   * @param until - end of the last one, ms
   */
  public constructor(
    private readonly market: CandleMarket,
    public readonly read: ICandleRead,
    public readonly candles: CandleSeries,
    private readonly until: number,
  ) {
    this.revision = market.window.candles.revision;
  }

  public get since(): number {
    return this.read.since;
  }

  /**
   * Whether a read of a range (ms) would find the minutes as they are in here, and those before them that the engine has passed and
   * not told of, too; what was passed long ago is not told of.
   */
  public holds(market: CandleMarket | undefined, since: number, until: number): boolean {
    return (
      market === this.market &&
      market.window.candles.revision === this.revision &&
      since >= this.read.since &&
      until <= this.until &&
      market.toldUntil >= this.read.since &&
      since - market.toldUntil <= LONGEST_SIGNAL_INTERVAL_MS
    );
  }

  /** Minutes in here, from `since` up to `until` (ms). */
  public takeMinutes(since: number, until: number): CandleSeries {
    const { step } = this.read;
    return this.candles.takeFrom((since - this.read.since) / step, (until - since) / step);
  }
}
