import type { ICandleData } from "../interfaces/Exchange.interface";
import type { CandleBlock } from "./candle-block";

/**
 * The newest stretch of a block in which every candle is there and was accepted. A run looks at the same few candles minute
 * after minute; what lies in here need not be judged again.
 */
export class CleanStretch {
  private block: CandleBlock | null = null;
  private revision = 0;
  private since = 0;
  private until = 0;

  /** @param step - length of the interval, ms */
  public constructor(private readonly step: number) {}

  /**
   * Collects candles from the beginning of a range on.
   * @param found - takes them
   * @returns open of the first candle that has to be judged, ms
   */
  public collect(block: CandleBlock, since: number, until: number, found: ICandleData[]): number {
    if (this.block !== block || this.revision !== block.revision || since < this.since) {
      return since;
    }
    const end = Math.min(until, this.until);
    let time = since;
    for (; time < end; time += this.step) {
      const candle = block.viewAt(time);
      if (candle === undefined) {
        break;
      }
      found.push(candle);
    }
    return time;
  }

  /** Notes that every candle of a range was accepted. */
  public extend(block: CandleBlock, since: number, until: number): void {
    const isNext =
      this.block === block && this.revision === block.revision && since >= this.since && since <= this.until;
    if (!isNext) {
      this.block = block;
      this.revision = block.revision;
      this.since = since;
      this.until = until;
    } else if (until > this.until) {
      this.until = until;
    }
  }
}
