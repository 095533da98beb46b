import { ExchangeError } from "../errors/ExchangeError";
import { MINUTE_MS } from "../math/interval";
import { formatInstant } from "../utils/format-instant";

/** Minutes without the newest candle that may pass as the delay of a source. */
const PATIENCE_MINUTES = 5;

/**
 * Notices that a live source answers, but without the newest minute, time and again: that is no failed read, so nobody would
 * hear that a strategy is not asked any more, and that an open position is watched only as far as there are candles.
 */
export class CandleOutage {
  /** The first minute at which the newest candle was not there, ms; `null` while it is. */
  private since: number | null = null;
  private isTold = false;

  /** @param place - names symbol, exchange and strategy in the message */
  public constructor(private readonly place: string) {}

  /**
   * Notes what a read at a minute has come to.
   * @param minute - the minute of the tick, ms
   * @param servedUntil - end of the newest candle, ms
   * @returns an error to report, once an outage
   */
  public note(minute: number, servedUntil: number): ExchangeError | null {
    if (servedUntil >= minute) {
      this.since = null;
      this.isTold = false;
      return null;
    }
    this.since ??= minute;
    if (this.isTold || minute - this.since < PATIENCE_MINUTES * MINUTE_MS) {
      return null;
    }
    this.isTold = true;
    return new ExchangeError(
      "CANDLES_LATE",
      `the newest candle has been missing since ${formatInstant(this.since)} (${this.place}): until it comes, getSignal is not asked, and what is open is watched only as far as there are candles; the adapter must answer with every closed minute as soon as it has closed`,
    );
  }
}
