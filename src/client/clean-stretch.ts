import type { CandleBlock } from "./candle-block";
import { TimeStretch } from "./time-stretch";

/**
 * The newest stretch of a block in which every candle is there and was accepted. A run looks at the same few candles minute
 * after minute; what lies in here need not be judged again.
 */
export class CleanStretch {
  private block: CandleBlock | null = null;
  private revision = 0;
  private readonly stretch = new TimeStretch();

  /** The first candle of a range that has to be judged, ms; `until` when there is none. */
  public reach(block: CandleBlock, since: number, until: number): number {
    return this.isAbout(block) ? this.stretch.reach(since, until) : since;
  }

  /** Notes that every candle of a range was accepted. */
  public extend(block: CandleBlock, since: number, until: number): void {
    if (!this.isAbout(block)) {
      this.block = block;
      this.revision = block.revision;
      this.stretch.clear();
    }
    this.stretch.extend(since, until);
  }

  private isAbout(block: CandleBlock): boolean {
    return this.block === block && this.revision === block.revision;
  }
}
