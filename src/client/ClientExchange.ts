import { ContextError } from "../errors/ContextError";
import { ExchangeError } from "../errors/ExchangeError";
import type { Awaitable } from "../interfaces/Awaitable.interface";
import type { IMethodContext } from "../interfaces/Context.interface";
import type {
  CandleInterval,
  ICandleData,
  ICandleSeries,
  IEngineExchange,
  IExchangeParams,
  IMinuteSeries,
  IMinuteStretch,
} from "../interfaces/Exchange.interface";
import { ceilTo, floorTo, floorToMinute, MINUTE_MS } from "../math/interval";
import { andThen } from "../utils/awaitable";
import { isInsideUserCode } from "../utils/call-chain";
import { getDataEnd } from "../utils/horizon";
import { describeValue } from "../utils/describe-value";
import { checkRange, checkRead, checkSymbol, type ICandleRead } from "./candle-read";
import { CandleReader } from "./candle-reader";
import { CandleSeries } from "./candle-series";
import { MinuteStretch } from "./minute-stretch";

/**
 * Market data of one exchange in one mode. Only candles that are closed at the context's `when` are ever shown, and
 * what the adapter answers is not trusted.
 */
export class ClientExchange implements IEngineExchange {
  private readonly reader: CandleReader;

  public constructor(public readonly params: IExchangeParams) {
    this.reader = new CandleReader(params);
  }

  /**
   * The last closed candles: those that open in `[floor(when/S)·S − limit·S, floor(when/S)·S)`.
   * @param limit - candles, a positive integer
   * @returns ascending; fewer than asked where the source has a hole, which is logged once per hole
   * @throws ExchangeError `READ_INVALID`, `CANDLE_INVALID`, `CANDLES_FAILED`, `CANDLES_ANSWER_INVALID`
   */
  public async getCandles(symbol: string, interval: CandleInterval, limit: number): Promise<ICandleData[]> {
    return this.lookUpCandles(symbol, interval, limit);
  }

  /** {@inheritDoc IEngineExchange.lookUpCandles} */
  public lookUpCandles(symbol: string, interval: CandleInterval, limit: number): Awaitable<ICandleData[]> {
    this.params.logger.debug("ClientExchange getCandles", { symbol, interval, limit });
    const step = checkRead("getCandles", symbol, interval, limit);
    return this.readClosed(symbol, interval, step, limit);
  }

  /**
   * The next candles: those that open in `[ceil(when/S)·S, +limit·S)` and are closed on the wall clock. For the engine
   * of a back-test alone. Faulty candles are left out, and reported by {@link ClientExchange.tellNextCandles}.
   * @throws ContextError `ENGINE_ONLY` in live and in user code
   * @throws ExchangeError `READ_INVALID`, `CANDLES_FAILED`, `CANDLES_ANSWER_INVALID`
   */
  public async getNextCandles(
    symbol: string,
    interval: CandleInterval,
    limit: number,
  ): Promise<ICandleData[]> {
    return (await this.lookUpNextCandles(symbol, interval, limit)).toCandles();
  }

  /** As `getNextCandles`, but as numbers, and without a promise where nothing has to be loaded. */
  public lookUpNextCandles(
    symbol: string,
    interval: CandleInterval,
    limit: number,
  ): Awaitable<ICandleSeries> {
    this.params.logger.debug("ClientExchange getNextCandles", { symbol, interval, limit });
    const { time, backtest } = this.params.execution;
    this.refuseOutsideOfEngine(backtest);
    const step = checkRead("getNextCandles", symbol, interval, limit);
    const since = ceilTo(time, step);
    const until = Math.min(since + limit * step, floorTo(getDataEnd(), step));
    if (until <= since) {
      return CandleSeries.EMPTY;
    }
    return this.reader.readAhead(this.createRead(symbol, interval, step, since, until, limit));
  }

  /**
   * Tells the callback and the error channel what the last `getNextCandles` served, up to the context's `when`: nobody
   * is shown a candle before the engine has come that far.
   */
  public tellNextCandles(symbol: string, interval: CandleInterval): Awaitable<void> {
    return this.reader.tellAhead(symbol, interval);
  }

  /**
   * Tells of the minutes before the context's `when` that the engine has passed without reading them: faults and gaps reach
   * whoever hears of those that were read. Reads nothing when there are none, and a failed read changes nothing.
   */
  public async tellPassedMinutes(symbol: string): Promise<void> {
    const end = floorToMinute(this.params.execution.time);
    await this.reader.tellPassed(this.createRead(symbol, "1m", MINUTE_MS, end, end, 0));
  }

  /**
   * VWAP of the last `CC_AVG_PRICE_CANDLES_COUNT` closed minutes.
   * @returns quote currency per unit of base
   * @throws ExchangeError `CANDLES_MISSING` when there is no candle; else as {@link ClientExchange.getCandles}
   */
  public async getAveragePrice(symbol: string): Promise<number> {
    return this.lookUpAveragePrice(symbol);
  }

  /** As `getAveragePrice`, but without a promise where nothing has to be loaded. @throws as it, at once or in the promise */
  public lookUpAveragePrice(symbol: string): Awaitable<number> {
    this.params.logger.debug("ClientExchange getAveragePrice", { symbol });
    checkSymbol("getAveragePrice", symbol);
    const limit = this.params.getSettings().CC_AVG_PRICE_CANDLES_COUNT;
    return andThen(this.readClosed(symbol, "1m", MINUTE_MS, limit), (candles) =>
      this.averageClosed(candles, symbol, limit),
    );
  }

  /**
   * One-minute candles for the engine. Faulty ones are left out and reported once per run. In live an answer without
   * its newest minute is a failed try; after the last try that minute simply is not there.
   * @param since - open of the first minute, ms
   * @param until - open of the first minute no longer asked for, ms; not after the minute of `when`
   * @throws ExchangeError `READ_INVALID`, `CANDLES_FAILED`, `CANDLES_ANSWER_INVALID`
   */
  public getClosedMinutes(symbol: string, since: number, until: number): Awaitable<IMinuteSeries> {
    const read = this.createMinuteRead("getClosedMinutes", symbol, since, until);
    if (since === until) {
      return { candles: CandleSeries.EMPTY, servedUntil: since };
    }
    return andThen(this.reader.readLeniently(read), (candles) => {
      const isEmpty = candles.length === 0;
      return { candles, servedUntil: isEmpty ? since : candles.newestTime + MINUTE_MS };
    });
  }

  /** {@inheritDoc IEngineExchange.takeClosedMinutes} */
  public takeClosedMinutes(
    symbol: string,
    since: number,
    until: number,
    kept: IMinuteStretch | null,
  ): IMinuteStretch | null {
    return kept instanceof MinuteStretch &&
      kept.read.symbol === symbol &&
      this.reader.reach(kept, since, until)
      ? kept
      : this.reader.takeStretch(this.createMinuteRead("takeClosedMinutes", symbol, since, until));
  }

  /**
   * Writes a price the way the exchange wants it.
   * @throws ExchangeError `FORMAT_INVALID` for a number that is not finite or an answer that is no text
   */
  public async formatPrice(symbol: string, price: number): Promise<string> {
    this.params.logger.debug("ClientExchange formatPrice", { symbol, price });
    return await this.format("formatPrice", symbol, price);
  }

  /**
   * Writes a quantity the way the exchange wants it.
   * @throws ExchangeError `FORMAT_INVALID` for a number that is not finite or an answer that is no text
   */
  public async formatQuantity(symbol: string, quantity: number): Promise<string> {
    this.params.logger.debug("ClientExchange formatQuantity", { symbol, quantity });
    return await this.format("formatQuantity", symbol, quantity);
  }

  /**
   * Makes a back-test share its candles with others.
   * @param keeper - runs with the same one share; their candles live as long as it does
   */
  public keepCandles(run: IMethodContext, keeper: object): void {
    this.reader.keepCandles(run, keeper);
  }

  /** Forgets the candles a run has read. */
  public release(run: IMethodContext): void {
    this.reader.release(run);
  }

  private readClosed(
    symbol: string,
    interval: CandleInterval,
    step: number,
    limit: number,
  ): Awaitable<ICandleData[]> {
    const until = floorTo(this.params.execution.time, step);
    const read = this.createRead(symbol, interval, step, until - limit * step, until, limit);
    return this.reader.readStrictly(read);
  }

  private averageClosed(candles: readonly ICandleData[], symbol: string, limit: number): number {
    const price = CandleSeries.of(candles).averagePrice();
    if (price === null) {
      throw new ExchangeError(
        "CANDLES_MISSING",
        `ClientExchange getAveragePrice: no candles data for symbol=${symbol} exchange=${this.params.exchangeName} in the ${limit} minutes before ${this.params.execution.context.when.toISOString()}`,
      );
    }
    return price;
  }

  private createMinuteRead(method: string, symbol: string, since: number, until: number): ICandleRead {
    checkSymbol(method, symbol);
    checkRange(method, since, until, MINUTE_MS, floorToMinute(this.params.execution.time));
    return this.createRead(symbol, "1m", MINUTE_MS, since, until, (until - since) / MINUTE_MS);
  }

  private createRead(
    symbol: string,
    interval: CandleInterval,
    step: number,
    since: number,
    until: number,
    limit: number,
  ): ICandleRead {
    return { exchangeName: this.params.exchangeName, symbol, interval, step, since, until, limit };
  }

  private refuseOutsideOfEngine(backtest: boolean): void {
    const place = isInsideUserCode() ? "user code" : backtest ? null : "live";
    if (place !== null) {
      throw new ContextError(
        "ENGINE_ONLY",
        `ClientExchange getNextCandles: serves the engine of a back-test alone and was called in ${place}; read closed candles with getCandles`,
      );
    }
  }

  private async format(
    method: "formatPrice" | "formatQuantity",
    symbol: string,
    value: number,
  ): Promise<string> {
    const place = `ClientExchange ${method}: exchange=${this.params.exchangeName} symbol=${symbol}`;
    if (!Number.isFinite(value)) {
      throw new ExchangeError(
        "FORMAT_INVALID",
        `${place}: the number must be finite, got ${describeValue(value)}`,
      );
    }
    const { execution } = this.params;
    const text: unknown = await execution.runUserCode(
      () => this.params[method](symbol, value),
      execution.context,
    );
    if (typeof text !== "string" || text === "") {
      throw new ExchangeError(
        "FORMAT_INVALID",
        `${place}: the adapter must return a non-empty text, got ${text === "" ? "an empty one" : describeValue(text)}`,
      );
    }
    return text;
  }
}
