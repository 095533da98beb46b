import { errorEmitter } from "../../../config/emitters";
import type { IRunCollector } from "../../../interfaces/Collector.interface";
import type { GlobalConfig } from "../../../interfaces/Config.interface";
import type { IMethodContext } from "../../../interfaces/Context.interface";
import type { IStrategyBacktestResult } from "../../../interfaces/Strategy.interface";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import type { IStrategyPair } from "../connection/StrategyConnectionService";
import type { SettingsContextService } from "../context/SettingsContextService";
import type { ExchangeGlobalService } from "../global/ExchangeGlobalService";
import type { FrameGlobalService } from "../global/FrameGlobalService";
import type { StrategyGlobalService } from "../global/StrategyGlobalService";
import { BacktestRun } from "./BacktestRun";
import { runDetached } from "./detached-run";
import type { RunRegistryService } from "./RunRegistryService";
import type { StopRequestQuery } from "./stop-request-query";

/** What back-tests that are to be compared have in common. They read their candles once, and keep them as long as it lives. */
export interface IBacktestBond {
  readonly settings: Readonly<GlobalConfig>;
}

/** The loop of a back-test: walks the frame, ticks, follows what was opened to its end, and goes on behind it. */
export class BacktestLogicService {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);
  public readonly settingsContextService = inject<SettingsContextService>(TYPES.settingsContextService);
  public readonly runCollector = inject<IRunCollector>(TYPES.runCollector);
  public readonly runRegistryService = inject<RunRegistryService>(TYPES.runRegistryService);
  public readonly frameGlobalService = inject<FrameGlobalService>(TYPES.frameGlobalService);
  public readonly exchangeGlobalService = inject<ExchangeGlobalService>(TYPES.exchangeGlobalService);
  public readonly strategyGlobalService = inject<StrategyGlobalService>(TYPES.strategyGlobalService);

  /**
   * Yields closed and cancelled results as they happen. Nothing is done before the first `next()`; leaving early frees
   * everything.
   * @param isStopRequested - a stop that was asked for before the run began
   * @param bond - what it shares with other runs
   * @throws RunError `RUN_ALREADY_ACTIVE` from the first `next()`; what the frame throws
   */
  public run(
    symbol: string,
    context: IMethodContext,
    isStopRequested: StopRequestQuery,
    bond?: IBacktestBond,
  ): AsyncGenerator<IStrategyBacktestResult, void, undefined> {
    const { strategyName, exchangeName, frameName } = context;
    const ownContext: IMethodContext = Object.freeze({ strategyName, exchangeName, frameName });
    const pair = { symbol, strategyName };
    const steps = new BacktestRun(symbol, ownContext, this).walkFrame({
      take: () => this.runRegistryService.take(symbol, strategyName, true, ownContext),
      prepare: () => this.prepare(pair, ownContext, isStopRequested, bond),
      cleanUp: () => this.cleanUp(pair, ownContext),
    });
    return runDetached(steps, ownContext);
  }

  private async prepare(
    pair: IStrategyPair,
    context: IMethodContext,
    isStopRequested: StopRequestQuery,
    bond: IBacktestBond | undefined,
  ): Promise<void> {
    const { symbol } = pair;
    this.loggerService.info("backtestLogicService run", { symbol, ...context });
    this.settingsContextService.pin(context, bond?.settings);
    if (bond !== undefined) {
      this.exchangeGlobalService.keepCandles(context, bond);
    }
    const settings = this.settingsContextService.getSettings();
    this.runCollector.start({ symbol, ...context, backtest: true, settings, startTime: null });
    await this.strategyGlobalService.clear(true, pair);
    if (isStopRequested()) {
      await this.strategyGlobalService.stop(true, pair);
    }
  }

  /** Whatever fails here is reported: the pair must become free, and the result of the run must not be hidden. */
  private async cleanUp(pair: IStrategyPair, context: IMethodContext): Promise<void> {
    this.exchangeGlobalService.release(context);
    try {
      await this.strategyGlobalService.clear(true, pair);
    } catch (error) {
      this.loggerService.warn("backtestLogicService clean-up failed", { ...pair, error });
      await errorEmitter.next(error);
    }
  }
}
