import type {
  ICandleData,
  ICandleSeries,
  IMinuteCursor,
  IQuietBand,
  IShownCandle,
} from "../interfaces/Exchange.interface";
import { createBlankCandle } from "../math/candle-numbers";
import { MINUTE_MS } from "../math/interval";
import type { MinuteObservation } from "./minute-outcome";

/**
 * Turns accepted one-minute candles into minute observations. A window is made of the candles that open in its minutes,
 * counted by time and never by index, so a hole shortens the window instead of reaching further back.
 *
 * The tape is its own observation, a cursor that moves: what `observe` returned before shows the minute asked last. Read it
 * before the next call and keep none. A candle after the observed minute is never shown.
 */
export class MinuteTape implements MinuteObservation {
  /** Made when a candle is first looked at: most ticks only ask whether there is one. */
  private shown: IShownCandle | null = null;
  private readonly cursor: IMinuteCursor = { openTime: Number.NEGATIVE_INFINITY, start: 0, end: 0 };

  /**
   * @param candles - accepted one-minute candles, ascending, without duplicates
   * @param windowMinutes - minutes in the VWAP window (`CC_AVG_PRICE_CANDLES_COUNT`)
   * @param closeBefore - the last close before the first candle; `null` when none is known
   */
  public constructor(
    private readonly candles: ICandleSeries,
    private readonly windowMinutes: number,
    private readonly closeBefore: number | null = null,
  ) {}

  /** Open of the observed minute, ms. */
  public get openTime(): number {
    return this.cursor.openTime;
  }

  /** Whether there is a candle of the observed minute. */
  public get hasCandle(): boolean {
    return this.candles.timeAt(this.cursor.end - 1) === this.cursor.openTime;
  }

  /** The candle of the observed minute; `null` for a gap. */
  public get candle(): ICandleData | null {
    if (!this.hasCandle) {
      return null;
    }
    const shown = (this.shown ??= createBlankCandle());
    this.candles.show(this.cursor.end - 1, shown);
    return shown;
  }

  /**
   * Moves to a minute. Ascending calls cost no more than the candles they pass.
   * @param openTime - open of the minute, ms; any order works
   * @returns the tape itself, valid as an observation until the next call
   */
  public observe(openTime: number): MinuteObservation {
    const { cursor } = this;
    if (openTime === cursor.openTime) {
      return this;
    }
    const windowStart = openTime - (this.windowMinutes - 1) * MINUTE_MS;
    cursor.openTime = openTime;
    cursor.start = this.candles.seek(cursor.start, windowStart);
    cursor.end = this.candles.seek(cursor.end, openTime + 1);
    return this;
  }

  /**
   * Moves on over minutes in which nothing happens; the last of them is observed then.
   * @param openTime - open of the first minute to look at, ms
   * @param band - within which nothing happens
   * @returns open of the first minute that has to be looked at, ms
   */
  public passQuiet(openTime: number, band: IQuietBand): number {
    this.observe(openTime - MINUTE_MS);
    this.candles.passQuiet(this.cursor, this.windowMinutes, band);
    return this.cursor.openTime + MINUTE_MS;
  }

  /** VWAP of the window that ends with the observed minute; `null` when the window is empty. */
  public averagePrice(): number | null {
    return this.candles.averagePrice(this.cursor.start, this.cursor.end);
  }

  /** The same over the candles of the window that open at or after `time` (ms). */
  public averagePriceSince(time: number): number | null {
    const { start, end } = this.cursor;
    // Most of the time the window begins behind that time, and nothing in front of the window is looked at.
    const isWhole = start === end || this.candles.timeAt(start) >= time;
    return this.candles.averagePrice(isWhole ? start : Math.min(this.candles.seek(start, time), end), end);
  }

  /** The last close up to the observed minute, also from before the window; `null` when nothing was seen yet. */
  public lastClose(): number | null {
    return this.cursor.end > 0 ? this.candles.closeAt(this.cursor.end - 1) : this.closeBefore;
  }
}
