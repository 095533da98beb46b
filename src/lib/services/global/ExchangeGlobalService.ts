import { ContextError } from "../../../errors/ContextError";
import type { IMethodContext } from "../../../interfaces/Context.interface";
import type { CandleInterval, ExchangeName, ICandleData } from "../../../interfaces/Exchange.interface";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import type { ExchangeConnectionService } from "../connection/ExchangeConnectionService";
import type { ExecutionContextService } from "../context/ExecutionContextService";
import type { MethodContextService } from "../context/MethodContextService";
import type { ExchangeValidationService } from "../validation/ExchangeValidationService";

/** The way in to exchanges: checks the name, enters the execution context, delegates to the connection service. */
export class ExchangeGlobalService {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);
  public readonly executionContextService = inject<ExecutionContextService>(TYPES.executionContextService);
  public readonly methodContextService = inject<MethodContextService>(TYPES.methodContextService);
  public readonly exchangeConnectionService = inject<ExchangeConnectionService>(
    TYPES.exchangeConnectionService,
  );
  public readonly exchangeValidationService = inject<ExchangeValidationService>(
    TYPES.exchangeValidationService,
  );

  /**
   * The last closed candles at an instant.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param interval - length of a candle
   * @param limit - number of candles, a positive integer
   * @param when - the instant to look at
   * @param backtest - `true` for back-tests, `false` for live
   * @returns ascending; fewer where the source has a hole
   * @throws ContextError `CONTEXT_MISSING` outside of a run; NotFoundError `NAME_UNKNOWN`; ExchangeError as
   *   `ClientExchange.getCandles`
   */
  public async getCandles(
    symbol: string,
    interval: CandleInterval,
    limit: number,
    when: Date,
    backtest: boolean,
  ): Promise<ICandleData[]> {
    this.loggerService.log("exchangeGlobalService getCandles", { symbol, interval, limit, when, backtest });
    return await this.runAt("getCandles", symbol, when, backtest, () =>
      this.exchangeConnectionService.getCandles(symbol, interval, limit),
    );
  }

  /**
   * The next candles from an instant on; back-test and engine only.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param interval - length of a candle
   * @param limit - number of candles, a positive integer
   * @param when - the instant to look at
   * @param backtest - `true` for back-tests, `false` for live
   * @returns ascending, without faulty ones
   * @throws ContextError `CONTEXT_MISSING` outside of a run; NotFoundError `NAME_UNKNOWN`; ContextError `ENGINE_ONLY`
   *   in live and in user code; ExchangeError as `ClientExchange.getNextCandles`
   */
  public async getNextCandles(
    symbol: string,
    interval: CandleInterval,
    limit: number,
    when: Date,
    backtest: boolean,
  ): Promise<ICandleData[]> {
    this.loggerService.log("exchangeGlobalService getNextCandles", {
      symbol,
      interval,
      limit,
      when,
      backtest,
    });
    return await this.runAt("getNextCandles", symbol, when, backtest, () =>
      this.exchangeConnectionService.getNextCandles(symbol, interval, limit),
    );
  }

  /**
   * Tells `onCandleData` and the error channel what the last `getNextCandles` served.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param interval - length of a candle
   * @param when - how far the engine has come; nothing behind it is told
   * @throws ContextError `CONTEXT_MISSING` outside of a run; NotFoundError `NAME_UNKNOWN`
   */
  public async tellNextCandles(symbol: string, interval: CandleInterval, when: Date): Promise<void> {
    await this.runAt("tellNextCandles", symbol, when, true, () =>
      this.exchangeConnectionService.tellNextCandles(symbol, interval),
    );
  }

  /**
   * Tells reports, log and the error channel of the minutes a back-test has passed without reading them.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param when - how far the run has come; nothing behind it is told
   * @throws ContextError `CONTEXT_MISSING` outside of a run; NotFoundError `NAME_UNKNOWN`
   */
  public async tellPassedMinutes(symbol: string, when: Date): Promise<void> {
    await this.runAt("tellPassedMinutes", symbol, when, true, () =>
      this.exchangeConnectionService.tellPassedMinutes(symbol),
    );
  }

  /**
   * VWAP of the last `CC_AVG_PRICE_CANDLES_COUNT` minutes closed at an instant.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param when - the instant to look at
   * @param backtest - `true` for back-tests, `false` for live
   * @returns quote currency per unit of base
   * @throws ContextError `CONTEXT_MISSING` outside of a run; NotFoundError `NAME_UNKNOWN`; ExchangeError as
   *   `ClientExchange.getAveragePrice`
   */
  public async getAveragePrice(symbol: string, when: Date, backtest: boolean): Promise<number> {
    this.loggerService.log("exchangeGlobalService getAveragePrice", { symbol, when, backtest });
    return await this.runAt("getAveragePrice", symbol, when, backtest, () =>
      this.exchangeConnectionService.getAveragePrice(symbol),
    );
  }

  /**
   * Writes a price the way the exchange wants it.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param price - quote currency per unit of base
   * @param when - the instant of the context the adapter is called in
   * @param backtest - `true` for back-tests, `false` for live
   * @throws ContextError `CONTEXT_MISSING` outside of a run; NotFoundError `NAME_UNKNOWN`; ExchangeError
   *   `FORMAT_INVALID`
   */
  public async formatPrice(symbol: string, price: number, when: Date, backtest: boolean): Promise<string> {
    this.loggerService.log("exchangeGlobalService formatPrice", { symbol, price, when, backtest });
    return await this.runAt("formatPrice", symbol, when, backtest, () =>
      this.exchangeConnectionService.formatPrice(symbol, price),
    );
  }

  /**
   * Writes a quantity the way the exchange wants it.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param quantity - units of base
   * @param when - the instant of the context the adapter is called in
   * @param backtest - `true` for back-tests, `false` for live
   * @throws ContextError `CONTEXT_MISSING` outside of a run; NotFoundError `NAME_UNKNOWN`; ExchangeError
   *   `FORMAT_INVALID`
   */
  public async formatQuantity(
    symbol: string,
    quantity: number,
    when: Date,
    backtest: boolean,
  ): Promise<string> {
    this.loggerService.log("exchangeGlobalService formatQuantity", { symbol, quantity, when, backtest });
    return await this.runAt("formatQuantity", symbol, when, backtest, () =>
      this.exchangeConnectionService.formatQuantity(symbol, quantity),
    );
  }

  /**
   * Makes a back-test share its candles with others.
   * @param context - the very object the run was started with
   * @param keeper - runs with the same one share; their candles live as long as it does
   * @throws NotFoundError `NAME_UNKNOWN`
   */
  public keepCandles(context: IMethodContext, keeper: object): void {
    this.loggerService.log("exchangeGlobalService keepCandles", { ...context });
    this.exchangeConnectionService.keepCandles(context, keeper);
  }

  /**
   * Forgets the candles a run has read.
   * @param context - the very object the run was started with
   */
  public release(context: IMethodContext): void {
    this.loggerService.log("exchangeGlobalService release", { ...context });
    this.exchangeConnectionService.release(context);
  }

  /**
   * Drops the clients of an exchange, of both modes.
   * @param exchangeName - name of an exchange; without it all of them
   */
  public async clear(exchangeName?: ExchangeName): Promise<void> {
    this.loggerService.log("exchangeGlobalService clear", { exchangeName });
    await this.exchangeConnectionService.clear(exchangeName);
  }

  private async runAt<T>(
    method: string,
    symbol: string,
    when: Date,
    backtest: boolean,
    call: () => Promise<T>,
  ): Promise<T> {
    if (!this.methodContextService.isActive) {
      throw new ContextError("CONTEXT_MISSING", `exchangeGlobalService ${method} requires a method context`);
    }
    const { exchangeName } = this.methodContextService.context;
    this.exchangeValidationService.validate(exchangeName, `exchangeGlobalService ${method}`);
    return await this.executionContextService.runInContext(call, { symbol, when, backtest });
  }
}
