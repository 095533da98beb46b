import { ClientExchange } from "../../../client/ClientExchange";
import { errorEmitter } from "../../../config/emitters";
import type { Awaitable } from "../../../interfaces/Awaitable.interface";
import type { IRunCollector } from "../../../interfaces/Collector.interface";
import type { IMethodContext } from "../../../interfaces/Context.interface";
import type {
  CandleInterval,
  ExchangeName,
  ICandleData,
  ICandleSeries,
  IEngineExchange,
  IMinuteSeries,
  IMinuteStretch,
} from "../../../interfaces/Exchange.interface";
import { createModeKey } from "../../../utils/keys";
import { memoizeClient } from "../../../utils/memoize-client";
import { shieldCallbacks } from "../../../utils/shield-callbacks";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import type { ExecutionContextService } from "../context/ExecutionContextService";
import type { MethodContextService } from "../context/MethodContextService";
import type { SettingsContextService } from "../context/SettingsContextService";
import { askExchangeCallbacks } from "./callbacks-at-call";
import type { ExchangeSchemaService } from "../schema/ExchangeSchemaService";

/**
 * Creates, caches and routes to one exchange client per (exchange, mode). The exchange is the one of the method context,
 * the mode that of the execution context.
 */
export class ExchangeConnectionService implements IEngineExchange {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);
  public readonly executionContextService = inject<ExecutionContextService>(TYPES.executionContextService);
  public readonly methodContextService = inject<MethodContextService>(TYPES.methodContextService);
  public readonly settingsContextService = inject<SettingsContextService>(TYPES.settingsContextService);
  public readonly runCollector = inject<IRunCollector>(TYPES.runCollector);
  public readonly exchangeSchemaService = inject<ExchangeSchemaService>(TYPES.exchangeSchemaService);

  /**
   * The client of an (exchange, mode); created on first use.
   * @param exchangeName - name of a registered exchange
   * @param backtest - `true` for back-tests, `false` for live
   * @throws NotFoundError `NAME_UNKNOWN`; then nothing is cached
   */
  public readonly getExchange = memoizeClient(
    createModeKey,
    (exchangeName: ExchangeName, _backtest: boolean) => {
      const schema = this.exchangeSchemaService.get(exchangeName);
      return new ClientExchange({
        exchangeName,
        // Called on the schema, whose methods may need their `this`.
        getCandles: schema.getCandles.bind(schema),
        timeoutMs: schema.timeoutMs,
        formatPrice: (symbol, price) => schema.formatPrice(symbol, price),
        formatQuantity: (symbol, quantity) => schema.formatQuantity(symbol, quantity),
        callbacks: shieldCallbacks(schema.callbacks, askExchangeCallbacks),
        logger: this.loggerService,
        execution: this.executionContextService,
        method: this.methodContextService,
        getSettings: () => this.settingsContextService.getSettings(),
        collector: this.runCollector,
        reportError: (error) => errorEmitter.next(error),
      });
    },
  );

  /**
   * The last `limit` closed candles at the context's `when`.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param interval - length of a candle
   * @param limit - number of candles, a positive integer
   * @returns ascending; fewer where the source has a hole
   * @throws ContextError outside of a run; ExchangeError as `ClientExchange.getCandles`
   */
  public async getCandles(symbol: string, interval: CandleInterval, limit: number): Promise<ICandleData[]> {
    return this.lookUpCandles(symbol, interval, limit);
  }

  /**
   * As `getCandles`, but the candles come without a promise where nothing has to be loaded.
   * @throws as `getCandles`, at once or in the promise
   */
  public lookUpCandles(symbol: string, interval: CandleInterval, limit: number): Awaitable<ICandleData[]> {
    if (this.loggerService.isHeard) {
      this.loggerService.log("exchangeConnectionService getCandles", { symbol, interval, limit });
    }
    return this.selectExchange().lookUpCandles(symbol, interval, limit);
  }

  /**
   * The next candles from the context's `when` on; for the engine of a back-test.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param interval - length of a candle
   * @param limit - number of candles, a positive integer
   * @returns ascending, without faulty ones; ends with the last closed one of the wall clock at the latest
   * @throws ContextError outside of a run, in live and in user code; ExchangeError as `ClientExchange.getNextCandles`
   */
  public async getNextCandles(
    symbol: string,
    interval: CandleInterval,
    limit: number,
  ): Promise<ICandleData[]> {
    return (await this.lookUpNextCandles(symbol, interval, limit)).toCandles();
  }

  /**
   * As `getNextCandles`, but the candles come as numbers, and without a promise where nothing has to be loaded.
   * @throws as `getNextCandles`, at once or in the promise
   */
  public lookUpNextCandles(
    symbol: string,
    interval: CandleInterval,
    limit: number,
  ): Awaitable<ICandleSeries> {
    this.loggerService.log("exchangeConnectionService getNextCandles", { symbol, interval, limit });
    return this.selectExchange().lookUpNextCandles(symbol, interval, limit);
  }

  /**
   * Tells what the last `getNextCandles` served, up to the context's `when`; for the engine of a back-test.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param interval - length of a candle
   * @throws ContextError outside of a run
   */
  public tellNextCandles(symbol: string, interval: CandleInterval): Awaitable<void> {
    return this.selectExchange().tellNextCandles(symbol, interval);
  }

  /**
   * Tells of the minutes before the context's `when` that a back-test has passed without reading them.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @throws ContextError outside of a run
   */
  public async tellPassedMinutes(symbol: string): Promise<void> {
    await this.selectExchange().tellPassedMinutes(symbol);
  }

  /**
   * VWAP of the last `CC_AVG_PRICE_CANDLES_COUNT` closed minutes.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @returns quote currency per unit of base
   * @throws ContextError outside of a run; ExchangeError as `ClientExchange.getAveragePrice`
   */
  public async getAveragePrice(symbol: string): Promise<number> {
    return this.lookUpAveragePrice(symbol);
  }

  /**
   * As `getAveragePrice`, but the price comes without a promise where nothing has to be loaded.
   * @throws as `getAveragePrice`, at once or in the promise
   */
  public lookUpAveragePrice(symbol: string): Awaitable<number> {
    this.loggerService.log("exchangeConnectionService getAveragePrice", { symbol });
    return this.selectExchange().lookUpAveragePrice(symbol);
  }

  /**
   * One-minute candles that open in `[since, until)`, for the engine. Not logged: it runs in every tick.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param since - open of the first minute, ms
   * @param until - end of the last one, ms; not after the context's `when`
   * @returns the candles without faulty ones, and how far the source has served
   * @throws ContextError outside of a run; ExchangeError as `ClientExchange.getClosedMinutes`
   */
  public getClosedMinutes(symbol: string, since: number, until: number): Awaitable<IMinuteSeries> {
    return this.selectExchange().getClosedMinutes(symbol, since, until);
  }

  /**
   * As `getClosedMinutes`, where every minute is at hand and nobody but the reports is told of it.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param since - open of the first minute, ms
   * @param until - end of the last one, ms; not after the context's `when`
   * @param kept - what came of an earlier call
   * @returns what is at hand, also behind `until`; `null`, with nothing done, where it takes `getClosedMinutes`
   * @throws ContextError outside of a run; ExchangeError `READ_INVALID`
   */
  public takeClosedMinutes(
    symbol: string,
    since: number,
    until: number,
    kept: IMinuteStretch | null,
  ): IMinuteStretch | null {
    return this.selectExchange().takeClosedMinutes(symbol, since, until, kept);
  }

  /**
   * Writes a price the way the exchange wants it.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param price - quote currency per unit of base
   * @throws ContextError outside of a run; ExchangeError `FORMAT_INVALID`
   */
  public async formatPrice(symbol: string, price: number): Promise<string> {
    this.loggerService.log("exchangeConnectionService formatPrice", { symbol, price });
    return await this.selectExchange().formatPrice(symbol, price);
  }

  /**
   * Writes a quantity the way the exchange wants it.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param quantity - units of base
   * @throws ContextError outside of a run; ExchangeError `FORMAT_INVALID`
   */
  public async formatQuantity(symbol: string, quantity: number): Promise<string> {
    this.loggerService.log("exchangeConnectionService formatQuantity", { symbol, quantity });
    return await this.selectExchange().formatQuantity(symbol, quantity);
  }

  /**
   * Makes a back-test share its candles with others.
   * @param context - the very object the run was started with
   * @param keeper - runs with the same one share; their candles live as long as it does
   * @throws NotFoundError `NAME_UNKNOWN`
   */
  public keepCandles(context: IMethodContext, keeper: object): void {
    this.getExchange(context.exchangeName, true).keepCandles(context, keeper);
  }

  /**
   * Forgets the candles a run has read. Call it when the run has ended.
   * @param context - the very object the run was started with
   */
  public release(context: IMethodContext): void {
    for (const backtest of [true, false]) {
      this.getExchange.get(createModeKey(context.exchangeName, backtest))?.release(context);
    }
  }

  /**
   * Drops the clients of an exchange, of both modes. The next use reads its schema again.
   * @param exchangeName - name of an exchange; without it all of them
   */
  public async clear(exchangeName?: ExchangeName): Promise<void> {
    this.loggerService.log("exchangeConnectionService clear", { exchangeName });
    if (exchangeName === undefined) {
      this.getExchange.clear();
      return;
    }
    for (const backtest of [true, false]) {
      this.getExchange.clear(createModeKey(exchangeName, backtest));
    }
  }

  private selectExchange(): ClientExchange {
    const { exchangeName } = this.methodContextService.context;
    return this.getExchange(exchangeName, this.executionContextService.backtest);
  }
}
