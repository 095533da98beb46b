import { ContextError } from "../../../errors/ContextError";
import type { Awaitable } from "../../../interfaces/Awaitable.interface";
import type { ICandleData, ICandleSeries } from "../../../interfaces/Exchange.interface";
import type { ISignalRow, StrategyName } from "../../../interfaces/Signal.interface";
import type {
  IStrategyBacktestResult,
  IStrategyOutlook,
  IStrategyTickResult,
} from "../../../interfaces/Strategy.interface";
import type { IStrategyLook } from "../../../interfaces/Look.interface";
import type { Later } from "../../../interfaces/Receiver.interface";
import { promiseLater } from "../../../utils/later";
import { runInCallersScope } from "../../../utils/async-scope";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import type { IStrategyPair, StrategyConnectionService } from "../connection/StrategyConnectionService";
import type { ExecutionContextService, OpenContext } from "../context/ExecutionContextService";
import type { MethodContextService } from "../context/MethodContextService";
import type { StrategyValidationService } from "../validation/StrategyValidationService";

/** The way in to strategies: checks names, enters the execution context, delegates to the connection service. */
export class StrategyGlobalService {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);
  public readonly executionContextService = inject<ExecutionContextService>(TYPES.executionContextService);
  public readonly methodContextService = inject<MethodContextService>(TYPES.methodContextService);
  public readonly strategyConnectionService = inject<StrategyConnectionService>(
    TYPES.strategyConnectionService,
  );
  public readonly strategyValidationService = inject<StrategyValidationService>(
    TYPES.strategyValidationService,
  );

  /**
   * Lets the strategy of the run look at the market once.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param when - the instant of the tick
   * @param backtest - `true` for back-tests, `false` for live
   * @returns what was found
   * @throws ContextError `CONTEXT_MISSING` outside of a run; NotFoundError `NAME_UNKNOWN` for a strategy, or a profile
   *   of it, that nobody has registered; else as `StrategyConnectionService.tick`
   */
  public async tick(symbol: string, when: Date, backtest: boolean): Promise<IStrategyTickResult> {
    const time = when.getTime();
    this.logTick(symbol, time, backtest);
    const strategyName = this.getStrategyName("tick");
    let close = (): void => undefined;
    try {
      return await promiseLater<IStrategyTickResult>((receiver) => {
        const look = this.open({ symbol, strategyName, backtest, isIdleSeen: true, receiver }, time);
        close = () => look.close();
        return look.value;
      });
    } finally {
      close();
    }
  }

  /**
   * As `tick`, but without a promise: the result comes at once where nothing has to be waited for, else to a receiver, and the
   * caller closes the context when he has it; for the loop of a run.
   * @param look - who looks
   * @param time - the instant of the tick, ms
   * @throws as `tick`, at once or to the receiver
   */
  public look(look: IStrategyLook, time: number): OpenContext<IStrategyTickResult | Later> {
    this.logTick(look.symbol, time, look.backtest);
    this.requireContext("tick");
    this.validate(look.strategyName, "tick");
    return this.open(look, time);
  }

  private open(look: IStrategyLook, time: number): OpenContext<IStrategyTickResult | Later> {
    const { symbol, backtest } = look;
    return this.executionContextService.runInOpenContext(this.lookInside, look, { symbol, time, backtest });
  }

  private logTick(symbol: string, time: number, backtest: boolean): void {
    if (this.loggerService.isHeard) {
      this.loggerService.log("strategyGlobalService tick", { symbol, when: new Date(time), backtest });
    }
  }

  /** Made once: a run ticks at every frame. */
  private readonly lookInside = (look: IStrategyLook): IStrategyTickResult | Later =>
    this.strategyConnectionService.look(look);

  /**
   * As `look` in a back-test, for a frame at which the strategy is not asked and holds nothing: what is heard of it, an idle result,
   * is told in a fraction of the time of a whole tick.
   * @param time - the instant of the tick, ms
   * @returns `null`, with nothing done, where it takes a whole tick
   * @throws as `look`
   */
  public lookQuietly(symbol: string, time: number): OpenContext<Awaitable<IStrategyTickResult>> | null {
    if (this.loggerService.isHeard) {
      return null;
    }
    // In each frame of a watched run: where it runs is asked once.
    return runInCallersScope(() => {
      const strategyName = this.getStrategyName("tick");
      return this.executionContextService.openAround(
        (tick) => this.strategyConnectionService.lookQuietly(symbol, strategyName, tick),
        { symbol, time, backtest: true },
      );
    });
  }

  /**
   * Follows what the strategy of the run holds through the candles to its end.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param candles - one-minute candles, from `CC_AVG_PRICE_CANDLES_COUNT - 1` minutes before the signal on
   * @param when - the instant of the frame the walk starts from
   * @param backtest - `true` for back-tests, `false` for live
   * @returns how the position or the waiting order ended
   * @throws ContextError `CONTEXT_MISSING` outside of a run; NotFoundError `NAME_UNKNOWN` for a strategy, or a profile
   *   of it, that nobody has registered; else as `StrategyConnectionService.backtest`
   */
  public async backtest(
    symbol: string,
    candles: readonly ICandleData[],
    when: Date,
    backtest: boolean,
  ): Promise<IStrategyBacktestResult> {
    return this.walkAt(symbol, when, backtest, (strategyName) =>
      this.strategyConnectionService.backtest(symbol, strategyName, candles),
    );
  }

  /**
   * As `backtest`, but the candles come as numbers, in order, and the result without a promise where nothing has to be waited
   * for; for the loop of a run.
   * @throws as `backtest`, at once or in the promise
   */
  public follow(
    symbol: string,
    candles: ICandleSeries,
    when: Date,
    backtest: boolean,
  ): Awaitable<IStrategyBacktestResult> {
    return this.walkAt(symbol, when, backtest, (strategyName) =>
      this.strategyConnectionService.follow(symbol, strategyName, candles),
    );
  }

  /**
   * Follows what the strategy of the run holds through the minutes that end by `until`.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param candles - as for `backtest`; may be empty
   * @param until - end of the last minute to walk, ms
   * @param when - the instant of the frame the walk starts from
   * @param backtest - `true` for back-tests, `false` for live
   * @returns how it ended; `null` while it is still held
   * @throws ContextError `CONTEXT_MISSING` outside of a run; NotFoundError `NAME_UNKNOWN` for a strategy, or a profile
   *   of it, that nobody has registered; else as `StrategyConnectionService.advance`
   */
  public async advance(
    symbol: string,
    candles: readonly ICandleData[],
    until: number,
    when: Date,
    backtest: boolean,
  ): Promise<IStrategyBacktestResult | null> {
    this.loggerService.log("strategyGlobalService advance", { symbol, until, when, backtest });
    const strategyName = this.getStrategyName("advance");
    return await this.executionContextService.runInContext(
      () => this.strategyConnectionService.advance(symbol, strategyName, candles, until),
      { symbol, when, backtest },
    );
  }

  /**
   * The open position. In live also one that was stored by an earlier process.
   * @param backtest - `true` for back-tests, `false` for live
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param strategyName - name of a registered strategy
   * @returns its row; `null` when nothing is open, also while an order waits
   * @throws ContextError `CONTEXT_MISSING` outside of a run; NotFoundError `NAME_UNKNOWN` for a strategy, or a profile
   *   of it, that nobody has registered; what the initialisation failed with
   */
  public async getPendingSignal(
    backtest: boolean,
    symbol: string,
    strategyName: StrategyName,
  ): Promise<ISignalRow | null> {
    this.loggerService.log("strategyGlobalService getPendingSignal", { symbol, strategyName, backtest });
    this.requireContext("getPendingSignal");
    this.validate(strategyName, "getPendingSignal");
    return await this.strategyConnectionService.getPendingSignal(backtest, symbol, strategyName);
  }

  /**
   * Whether the strategy was stopped.
   * @param backtest - `true` for back-tests, `false` for live
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param strategyName - name of a registered strategy
   * @throws ContextError `CONTEXT_MISSING` outside of a run; NotFoundError `NAME_UNKNOWN` for a strategy, or a profile
   *   of it, that nobody has registered
   */
  public async getStopped(backtest: boolean, symbol: string, strategyName: StrategyName): Promise<boolean> {
    this.loggerService.log("strategyGlobalService getStopped", { symbol, strategyName, backtest });
    this.requireContext("getStopped");
    this.validate(strategyName, "getStopped");
    return await this.strategyConnectionService.getStopped(backtest, symbol, strategyName);
  }

  /**
   * Where the strategy stands; for the loop that drives it. Not logged: it runs in every tick.
   * @param backtest - `true` for back-tests, `false` for live
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param strategyName - name of a registered strategy
   * @throws NotFoundError `NAME_UNKNOWN`
   */
  public getOutlook(backtest: boolean, symbol: string, strategyName: StrategyName): IStrategyOutlook {
    return this.strategyConnectionService.getOutlook(backtest, symbol, strategyName);
  }

  /**
   * No new signals from now on; what is open goes on to its end. Needs no context.
   * @param backtest - `true` for back-tests, `false` for live
   * @param pair - which strategy on which symbol
   * @throws NotFoundError `NAME_UNKNOWN`
   */
  public async stop(backtest: boolean, pair: IStrategyPair): Promise<void> {
    this.loggerService.log("strategyGlobalService stop", { ...pair, backtest });
    this.validate(pair.strategyName, "stop");
    await this.strategyConnectionService.stop(backtest, pair);
  }

  /**
   * Drops the client of a pair and mode, with what it holds in risk profiles and milestone trackers of a back-test.
   * @param backtest - the mode of the pair; without a pair the clients of both modes go
   * @param pair - which strategy on which symbol; without it all of them
   * @throws RiskError `RISK_REENTRANT` from a validation of a profile the strategy names
   */
  public async clear(backtest: boolean, pair?: IStrategyPair): Promise<void> {
    this.loggerService.log("strategyGlobalService clear", { ...pair, backtest });
    await this.strategyConnectionService.clear(backtest, pair);
  }

  private walkAt<T>(
    symbol: string,
    when: Date,
    backtest: boolean,
    walk: (strategyName: StrategyName) => T,
  ): T {
    this.loggerService.log("strategyGlobalService backtest", { symbol, when, backtest });
    const strategyName = this.getStrategyName("backtest");
    return this.executionContextService.runInContext(() => walk(strategyName), { symbol, when, backtest });
  }

  private getStrategyName(method: string): StrategyName {
    this.requireContext(method);
    const { strategyName } = this.methodContextService.context;
    this.validate(strategyName, method);
    return strategyName;
  }

  private requireContext(method: string): void {
    if (!this.methodContextService.isActive) {
      throw new ContextError("CONTEXT_MISSING", `strategyGlobalService ${method} requires a method context`);
    }
  }

  private validate(strategyName: StrategyName, method: string): void {
    this.strategyValidationService.validate(strategyName, `strategyGlobalService ${method}`);
  }
}
