import type { IExecutionContext } from "../interfaces/Context.interface";
import { floorTo, LONGEST_SIGNAL_INTERVAL_MS } from "../math/interval";
import { getDataEnd } from "../utils/horizon";
import { ExclusiveLock } from "../utils/exclusive-lock";
import { CandleBlock } from "./candle-block";
import { loadCandles, type IPrefetch } from "./candle-loader";
import type { ICandleRead } from "./candle-read";
import type { CandleSource } from "./candle-source";

/**
 * The candles of one symbol and interval that a back-test has in memory. It asks the adapter in chunks, keeps the
 * longest look-back asked for and one chunk more, and slides forward with the time of the run. One that is to be kept for
 * other runs grows instead, up to a limit.
 */
export class CandleWindow {
  private readonly block: CandleBlock;
  private readonly lock = new ExclusiveLock();
  private readonly prefetch: IPrefetch = { candles: Infinity };
  /** The latest time a read was made at, on the grid, ms. */
  private head = -Infinity;
  /** Longest way from the time of a read back to its first candle, ms; at first what a run may have passed. */
  private lookBack = 2 * LONGEST_SIGNAL_INTERVAL_MS;
  /** Whether nothing was dropped so far, and nothing need be. */
  private isGrowing: boolean;

  /**
   * @param step - length of the interval, ms
   * @param keepLimit - drops nothing as long as there are no more candles than that
   */
  public constructor(
    private readonly source: CandleSource,
    private readonly step: number,
    private readonly keepLimit = 0,
  ) {
    this.block = new CandleBlock(step);
    this.isGrowing = keepLimit > 0;
  }

  /** Whether it can serve another run over the same time. */
  public get isWhole(): boolean {
    return this.isGrowing;
  }

  /** Slots there is memory for. */
  public get capacity(): number {
    return this.block.capacity;
  }

  /** Whether a range (ms) can be served without asking the adapter. */
  public holds(since: number, until: number): boolean {
    return this.block.isKnown(since, until);
  }

  /** The candles, for a read that is held. */
  public get candles(): CandleBlock {
    return this.block;
  }

  /**
   * Loads what a read lacks and serves it before anybody else can move the window.
   * @param chunk - most candles one call asks for, at least 1
   * @returns what `use` makes of the candles; `null` when the read does not belong into the window: it lies too far
   * back, or is made by the adapter while it answers this very window
   */
  public async serve<T>(
    read: ICandleRead,
    context: IExecutionContext,
    chunk: number,
    use: (block: CandleBlock) => T,
  ): Promise<{ readonly result: T } | null> {
    if (this.lock.isHeldByCaller) {
      return null;
    }
    return this.lock.run(async () => {
      const keepFrom = this.moveTo(read, floorTo(context.when.getTime(), this.step), chunk);
      if (read.since < keepFrom) {
        return null;
      }
      await this.load(read, context, chunk, keepFrom);
      return { result: use(this.block) };
    });
  }

  private async load(
    read: ICandleRead,
    context: IExecutionContext,
    chunk: number,
    keepFrom: number,
  ): Promise<void> {
    const closedUntil = floorTo(getDataEnd(), this.step);
    await loadCandles(this.source, this.block, {
      read,
      context,
      closedUntil,
      chunk,
      prefetch: this.prefetch,
      keepFrom,
      hasNewest: null,
    });
  }

  /** Slides forward; returns where the window begins, ms. */
  private moveTo(read: ICandleRead, time: number, chunk: number): number {
    this.head = Math.max(this.head, time);
    this.lookBack = Math.max(this.lookBack, time - read.since);
    this.isGrowing &&= this.block.measureWith(read.since, read.until) + chunk <= this.keepLimit;
    if (this.isGrowing) {
      return Number.NEGATIVE_INFINITY;
    }
    return this.head - this.lookBack - chunk * this.step;
  }
}
