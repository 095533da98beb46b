import { ContextError } from "../../../errors/ContextError";
import type { ICandleData } from "../../../interfaces/Exchange.interface";
import type { ISignalRow, StrategyName } from "../../../interfaces/Signal.interface";
import type {
  IStrategyBacktestResult,
  IStrategyOutlook,
  IStrategyTickResult,
} from "../../../interfaces/Strategy.interface";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import type { IStrategyPair, StrategyConnectionService } from "../connection/StrategyConnectionService";
import type { ExecutionContextService } from "../context/ExecutionContextService";
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
   * Looks at the market once.
   * @param when - the instant of the tick
   * @throws ContextError outside of a method context; NotFoundError for an unknown strategy
   */
  public async tick(symbol: string, when: Date, backtest: boolean): Promise<IStrategyTickResult> {
    this.loggerService.log("strategyGlobalService tick", { symbol, when, backtest });
    const strategyName = this.getStrategyName("tick");
    return await this.executionContextService.runInContext(
      () => this.strategyConnectionService.tick(symbol, strategyName),
      { symbol, when, backtest },
    );
  }

  /** Follows what is held through the candles to its end; see `StrategyConnectionService.backtest`. */
  public async backtest(
    symbol: string,
    candles: readonly ICandleData[],
    when: Date,
    backtest: boolean,
  ): Promise<IStrategyBacktestResult> {
    this.loggerService.log("strategyGlobalService backtest", { symbol, when, backtest });
    const strategyName = this.getStrategyName("backtest");
    return await this.executionContextService.runInContext(
      () => this.strategyConnectionService.backtest(symbol, strategyName, candles),
      { symbol, when, backtest },
    );
  }

  /** Follows what is held through the minutes that end by `until` (ms); see `StrategyConnectionService.advance`. */
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

  /** The open position, or `null`. */
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

  /** Whether the strategy was stopped. */
  public async getStopped(backtest: boolean, symbol: string, strategyName: StrategyName): Promise<boolean> {
    this.loggerService.log("strategyGlobalService getStopped", { symbol, strategyName, backtest });
    this.requireContext("getStopped");
    this.validate(strategyName, "getStopped");
    return await this.strategyConnectionService.getStopped(backtest, symbol, strategyName);
  }

  /** Where the strategy stands; for the loop that drives it. */
  public getOutlook(backtest: boolean, symbol: string, strategyName: StrategyName): IStrategyOutlook {
    return this.strategyConnectionService.getOutlook(backtest, symbol, strategyName);
  }

  /** No new signals from now on; what is open goes on to its end. */
  public async stop(backtest: boolean, pair: IStrategyPair): Promise<void> {
    this.loggerService.log("strategyGlobalService stop", { ...pair, backtest });
    this.validate(pair.strategyName, "stop");
    await this.strategyConnectionService.stop(backtest, pair);
  }

  /** Drops the client of a pair and mode; without a pair all clients of both modes. */
  public async clear(backtest: boolean, pair?: IStrategyPair): Promise<void> {
    this.loggerService.log("strategyGlobalService clear", { ...pair, backtest });
    await this.strategyConnectionService.clear(backtest, pair);
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
