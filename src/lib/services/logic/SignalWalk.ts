import type { Awaitable } from "../../../interfaces/Awaitable.interface";
import type { GlobalConfig } from "../../../interfaces/Config.interface";
import type { ICandleSeries } from "../../../interfaces/Exchange.interface";
import type { ISignalRow } from "../../../interfaces/Signal.interface";
import type { IStrategyBacktestResult, IStrategyOutlook } from "../../../interfaces/Strategy.interface";
import { MINUTE_MS } from "../../../math/interval";
import { transitionTime } from "../../../math/transition-time";
import { andFinally, andThen, orElse } from "../../../utils/awaitable";
import { getDataEnd } from "../../../utils/horizon";
import type { IBacktestRunServices } from "./backtest-run-services";

/** When the candles of a signal end at the latest, ms. */
const findLatestEnd = (row: ISignalRow, settings: Readonly<GlobalConfig>): number => {
  const lifetime = row.minuteEstimatedTime * MINUTE_MS;
  return row._isScheduled
    ? row.scheduledAt + settings.CC_SCHEDULE_AWAIT_MINUTES * MINUTE_MS + lifetime
    : row.pendingAt + lifetime;
};

/** Follows the signal a strategy holds through the candles behind a frame. */
export class SignalWalk {
  /** How far it has come, ms. */
  private walkedUntil = 0;

  /**
   * @param symbol - trading pair
   * @param strategyName - the strategy of the run
   * @param when - the frame, ms
   */
  public constructor(
    private readonly services: Omit<IBacktestRunServices, "frameGlobalService">,
    private readonly symbol: string,
    private readonly strategyName: string,
    private readonly when: number,
  ) {}

  /**
   * Walks to the end of the signal.
   * @returns how it ended; `null` when nothing is held
   * @throws what the candle adapter throws, after everything that can be read has been walked; at once or in the promise
   */
  public run(): Awaitable<IStrategyBacktestResult | null> {
    const { held, nextMinute } = this.outlook;
    if (held === null || nextMinute === null) {
      return null;
    }
    const until = findLatestEnd(held, this.settings);
    this.walkedUntil = nextMinute;
    const walk = (): Awaitable<IStrategyBacktestResult | null> => this.step(nextMinute, until, true);
    const walkReadable = (error: unknown): Promise<IStrategyBacktestResult | null> => {
      if (this.outlook.held === null) {
        throw error;
      }
      // The adapter may only be unable to answer for a late part of the range, which an early end never needs.
      return this.runInPieces(until, error);
    };
    return andFinally(
      () => orElse(walk, walkReadable),
      () => this.tell(),
    );
  }

  /** The first minute alone, then ever larger pieces up to what cannot be read, found by halving. */
  private async runInPieces(latestEnd: number, cause: unknown): Promise<IStrategyBacktestResult | null> {
    let unreadable = latestEnd;
    let size = MINUTE_MS;
    for (;;) {
      const from = this.outlook.nextMinute;
      if (from === null || from >= unreadable) {
        throw cause;
      }
      const end = Math.min(from + size, unreadable);
      try {
        const result = await this.step(from, end, false);
        if (result !== null) {
          return result;
        }
        size *= 2;
      } catch (error) {
        if (end - from <= MINUTE_MS) {
          throw error;
        }
        unreadable = end;
        size = Math.max(MINUTE_MS, Math.floor((end - from) / 2 / MINUTE_MS) * MINUTE_MS);
      }
    }
  }

  /** Reads and walks the minutes in `[from, until)`. */
  private step(from: number, until: number, isWhole: boolean): Awaitable<IStrategyBacktestResult | null> {
    const { symbol } = this;
    const { strategyGlobalService } = this.services;
    const when = new Date(this.when);
    const walk = (candles: ICandleSeries): Awaitable<IStrategyBacktestResult | null> =>
      isWhole && candles.length > 0
        ? strategyGlobalService.follow(symbol, candles, when, true)
        : strategyGlobalService.advance(symbol, candles.toCandles(), until, when, true);
    return andThen(andThen(this.readMinutes(from, until), walk), (result) => {
      this.walkedUntil = result === null ? until : transitionTime(result, from);
      return result;
    });
  }

  /** Tells once what the walk has come to see, however many reads it took. */
  private tell(): Awaitable<void> {
    const seenUntil = new Date(Math.max(this.walkedUntil, this.outlook.nextMinute ?? 0));
    return this.services.exchangeGlobalService.tellNextCandles(this.symbol, "1m", seenUntil);
  }

  /** The minutes from `from` on, with as many before them as the VWAP needs. */
  private readMinutes(from: number, until: number): Awaitable<ICandleSeries> {
    const windowSize = this.settings.CC_AVG_PRICE_CANDLES_COUNT;
    // Where no minute has closed since, the signal ends at once, by the window before it.
    const hasNext = from + MINUTE_MS <= getDataEnd();
    const since = from - (hasNext ? windowSize - 1 : windowSize) * MINUTE_MS;
    const limit = (until - since) / MINUTE_MS;
    return this.services.exchangeGlobalService.lookUpNextCandles(
      this.symbol,
      "1m",
      limit,
      new Date(since),
      true,
    );
  }

  private get settings(): Readonly<GlobalConfig> {
    return this.services.settingsContextService.getSettings();
  }

  private get outlook(): IStrategyOutlook {
    return this.services.strategyGlobalService.getOutlook(true, this.symbol, this.strategyName);
  }
}
