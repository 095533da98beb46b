import { LoadError } from "../../../errors/LoadError";
import type { Subscription } from "rxjs";
import {
  errorEmitter,
  progressWalkerEmitter,
  walkerCompleteSubject,
  walkerEmitter,
  walkerStopSubject,
} from "../../../config/emitters";
import type { WalkerContract } from "../../../contract/Walker.contract";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import type { IWalkerCallbacks, IWalkerSchema } from "../../../interfaces/Walker.interface";
import type { BacktestStatisticsModel } from "../../../model/BacktestStatistics.model";
import { runCall } from "../../../utils/call-chain";
import { notify } from "../../../utils/notify";
import { settleOnce } from "../../../utils/settle-once";
import type { LoggerService } from "../base/LoggerService";
import type { SettingsContextService } from "../context/SettingsContextService";
import type { StrategyGlobalService } from "../global/StrategyGlobalService";
import type { BacktestMarkdownService } from "../report/BacktestMarkdownService";
import type { WalkerMarkdownService } from "../report/WalkerMarkdownService";
import type { BacktestLogicService, IBacktestBond } from "./BacktestLogicService";
import type { RunRegistryService } from "./RunRegistryService";
import { WalkerRanking } from "./WalkerRanking";

/** The services a run of a walker calls. */
export interface IWalkerRunServices {
  readonly loggerService: LoggerService;
  readonly runRegistryService: RunRegistryService;
  readonly settingsContextService: SettingsContextService;
  readonly strategyGlobalService: StrategyGlobalService;
  readonly backtestLogicService: BacktestLogicService;
  readonly backtestMarkdownService: BacktestMarkdownService;
  readonly walkerMarkdownService: WalkerMarkdownService;
}

/** How the back-test of a strategy ended. */
type Trial =
  | { readonly kind: "tested"; readonly stats: BacktestStatisticsModel }
  | { readonly kind: "failed"; readonly error: unknown }
  | { readonly kind: "skipped" };

/** One run of a walker on one symbol. */
export class WalkerRun {
  private readonly ranking: WalkerRanking;
  /** Candles and settings are the same for all its back-tests. */
  private readonly bond: IBacktestBond;
  /** Strategies that were stopped. */
  private readonly stopped = new Set<StrategyName>();
  /** Ends the waiting for the pair of a strategy that was stopped. */
  private endWaiting: (stopped: StrategyName) => void = () => undefined;
  private readonly stops: Subscription;
  /** The strategy whose back-test runs now. */
  private current: StrategyName | null = null;
  /** Lets the next run of the pair begin that was back-tested last. */
  private endReading = (): void => undefined;
  private processedCount = 0;

  public constructor(
    private readonly symbol: string,
    private readonly schema: IWalkerSchema,
    private readonly services: IWalkerRunServices,
  ) {
    this.bond = { settings: services.settingsContextService.getSettings() };
    this.ranking = new WalkerRanking(schema.metric ?? "sharpeRatio");
    this.stops = walkerStopSubject.subscribe((request) => {
      if (request.symbol === symbol && request.walkerName === schema.walkerName) {
        this.stopStrategy(request.strategyName);
      }
    });
  }

  /** Stops every strategy: the one that runs ends by itself, the others do not start. */
  public stop(): void {
    this.schema.strategies.forEach((strategyName) => this.stopStrategy(strategyName));
  }

  /** Lets go of everything. */
  public end(): void {
    this.stops.unsubscribe();
  }

  /** Yields the results of the strategies in order. */
  public async *walk(isCancelled: () => boolean): AsyncGenerator<WalkerContract, void, undefined> {
    for (const strategyName of this.schema.strategies) {
      const trial = await this.tryStrategy(strategyName);
      const event = await this.tellTrial(strategyName, trial).finally(this.endReading);
      if (event !== null) {
        yield event;
      }
      if (isCancelled()) {
        return;
      }
    }
    await this.complete();
  }

  private async tellTrial(strategyName: StrategyName, trial: Trial): Promise<WalkerContract | null> {
    switch (trial.kind) {
      case "tested":
        return await this.finishStrategy(strategyName, trial.stats);
      case "failed":
        await this.failStrategy(strategyName, trial.error);
        return null;
      case "skipped":
        return null;
    }
  }

  private stopStrategy(strategyName: StrategyName): void {
    const { symbol } = this;
    this.stopped.add(strategyName);
    if (this.current === strategyName) {
      this.services.strategyGlobalService
        .stop(true, { symbol, strategyName })
        .catch((error: unknown) => errorEmitter.next(error));
    }
    this.endWaiting(strategyName);
  }

  /** Back-tests a strategy, once nobody else works with its pair. */
  private async tryStrategy(strategyName: StrategyName): Promise<Trial> {
    const { symbol } = this;
    const { runRegistryService } = this.services;
    try {
      while (this.isBusy(strategyName)) {
        await this.waitForPair(strategyName);
      }
      if (this.stopped.has(strategyName)) {
        return { kind: "skipped" };
      }
      this.tell((callbacks) => callbacks.onStrategyStart?.(strategyName, symbol));
      // The callback may have started a run of the pair. Between the last look and the run that takes it nobody gets in.
      while (this.isBusy(strategyName)) {
        await this.waitForPair(strategyName);
      }
      if (this.stopped.has(strategyName) && runRegistryService.isTaken(symbol, strategyName, true)) {
        return { kind: "skipped" };
      }
      this.current = strategyName;
      await this.runBacktest(strategyName);
      return await this.judge(strategyName);
    } catch (error) {
      if (error instanceof LoadError) {
        // The library lacks a file: no strategy is to blame, and no other one would fare better.
        throw error;
      }
      await errorEmitter.next(error);
      return { kind: "failed", error };
    } finally {
      this.current = null;
    }
  }

  private isBusy(strategyName: StrategyName): boolean {
    const { runRegistryService } = this.services;
    return !this.stopped.has(strategyName) && runRegistryService.isBusy(this.symbol, strategyName, true);
  }

  private async waitForPair(strategyName: StrategyName): Promise<void> {
    const { runRegistryService } = this.services;
    const waiting = new AbortController();
    this.endWaiting = (stopped) => {
      if (stopped === strategyName) {
        waiting.abort();
      }
    };
    await runRegistryService.whenEnded(this.symbol, strategyName, true, waiting.signal);
  }

  private async runBacktest(strategyName: StrategyName): Promise<void> {
    const { exchangeName, frameName } = this.schema;
    const results = this.services.backtestLogicService.run(
      this.symbol,
      { strategyName, exchangeName, frameName },
      () => this.stopped.has(strategyName),
      this.bond,
    );
    try {
      for await (const { action } of results) {
        this.services.loggerService.debug("WalkerRun result", { symbol: this.symbol, strategyName, action });
      }
    } finally {
      this.beginReading(strategyName);
    }
  }

  /** Callbacks and listeners may read the report of the back-test; the next run of the pair waits for them. */
  private beginReading(strategyName: StrategyName): void {
    const reading = new Promise<void>((resolve) => {
      this.endReading = resolve;
    });
    this.services.runRegistryService.letRead(this.symbol, strategyName, true, reading, this);
  }

  /** A strategy of which not one look at the market succeeded has no result: an empty one would look like prudence. */
  private async judge(strategyName: StrategyName): Promise<Trial> {
    const { backtestMarkdownService } = this.services;
    const failure = backtestMarkdownService.findSteadyFailure(this.symbol, strategyName);
    if (failure !== null) {
      return { kind: "failed", error: failure.error };
    }
    return { kind: "tested", stats: await backtestMarkdownService.getData(this.symbol, strategyName, true) };
  }

  private async finishStrategy(
    strategyName: StrategyName,
    stats: BacktestStatisticsModel,
  ): Promise<WalkerContract> {
    const { walkerName, exchangeName, frameName, strategies } = this.schema;
    const metricValue = this.ranking.add(strategyName, stats);
    const { metric, bestMetric, bestStrategy, testedCount } = this.ranking;
    const event: WalkerContract = Object.freeze({
      walkerName,
      exchangeName,
      frameName,
      symbol: this.symbol,
      strategyName,
      stats,
      metricValue,
      metric,
      bestMetric,
      bestStrategy,
      strategiesTested: testedCount,
      totalStrategies: strategies.length,
    });
    this.services.walkerMarkdownService.addResult(event);
    await this.tellProgress();
    await this.tellComplete(strategyName, stats, metricValue);
    await walkerEmitter.next(event);
    return event;
  }

  private async failStrategy(strategyName: StrategyName, error: unknown): Promise<void> {
    const { walkerName, strategies } = this.schema;
    const { loggerService, walkerMarkdownService } = this.services;
    loggerService.warn("walkerLogicService strategy failed", { symbol: this.symbol, strategyName, error });
    walkerMarkdownService.addFailure(this.symbol, walkerName, strategyName, error, strategies.length);
    this.tell((callbacks) => callbacks.onStrategyError?.(strategyName, this.symbol, error));
    await this.tellProgress();
  }

  private async complete(): Promise<void> {
    const { walkerName, exchangeName, frameName, strategies } = this.schema;
    const { metric, bestMetric, bestStrategy, bestStats } = this.ranking;
    const results = Object.freeze({
      walkerName,
      symbol: this.symbol,
      exchangeName,
      frameName,
      metric,
      totalStrategies: strategies.length,
      bestStrategy,
      bestMetric,
      bestStats,
    });
    this.tell((callbacks) => callbacks.onComplete?.(results));
    await walkerCompleteSubject.next(results);
  }

  private async tellProgress(): Promise<void> {
    const { walkerName, exchangeName, frameName, strategies } = this.schema;
    this.processedCount += 1;
    const { symbol, processedCount: processedStrategies } = this;
    const totalStrategies = strategies.length;
    const progress = processedStrategies / totalStrategies;
    await progressWalkerEmitter.next(
      Object.freeze({
        walkerName,
        exchangeName,
        frameName,
        symbol,
        totalStrategies,
        processedStrategies,
        progress,
      }),
    );
  }

  /** The one callback the walker waits for. */
  private async tellComplete(
    strategyName: StrategyName,
    stats: BacktestStatisticsModel,
    metric: number | null,
  ): Promise<void> {
    const { callbacks } = this.schema;
    try {
      await runCall(this, "user", async () =>
        callbacks?.onStrategyComplete?.(strategyName, this.symbol, stats, metric),
      );
    } catch (error) {
      await errorEmitter.next(error);
    }
  }

  private tell(call: (callbacks: Partial<IWalkerCallbacks>) => unknown): void {
    const { callbacks } = this.schema;
    notify(
      () => runCall(this, "user", () => settleOnce(callbacks && call(callbacks))),
      (error) => errorEmitter.next(error),
    );
  }
}
