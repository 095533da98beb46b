import { toOrderedSeries } from "../../../client/candle-series";
import { ClientStrategy } from "../../../client/ClientStrategy";
import { UNSEEN_IDLE } from "../../../client/strategy-notifier";
import { errorEmitter, signalBacktestEmitter, signalEmitter } from "../../../config/emitters";
import { stopRequestSubject } from "../../../config/stop-requests";
import type { Awaitable } from "../../../interfaces/Awaitable.interface";
import type { IRunCollector } from "../../../interfaces/Collector.interface";
import type { ICandleData, ICandleSeries } from "../../../interfaces/Exchange.interface";
import type { IStrategyPersistence } from "../../../interfaces/Persist.interface";
import type { IRisk } from "../../../interfaces/Risk.interface";
import type { ISignalRow, StrategyName } from "../../../interfaces/Signal.interface";
import type {
  IStrategyBacktestResult,
  IStrategyOutlook,
  IStrategySchema,
  IStrategyTickResult,
} from "../../../interfaces/Strategy.interface";
import { enterScope, lookInsideTick, type TickScope } from "../../../utils/async-scope";
import { andThen } from "../../../utils/awaitable";
import { createStrategyKey } from "../../../utils/keys";
import type { IStrategyLook } from "../../../interfaces/Look.interface";
import type { Later } from "../../../interfaces/Receiver.interface";
import { deliver, promiseLater } from "../../../utils/later";
import { memoizeClient } from "../../../utils/memoize-client";
import { shieldCallbacks } from "../../../utils/shield-callbacks";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import type { ExecutionContextService } from "../context/ExecutionContextService";
import type { MethodContextService } from "../context/MethodContextService";
import type { SettingsContextService } from "../context/SettingsContextService";
import type { StrategySchemaService } from "../schema/StrategySchemaService";
import { askStrategyCallbacks } from "./callbacks-at-call";
import type { ExchangeConnectionService } from "./ExchangeConnectionService";
import type { PartialConnectionService } from "./PartialConnectionService";
import type { RiskConnectionService } from "./RiskConnectionService";
import { SelectedRisk, selectRisk } from "./selected-risk";
import { tellIdleInside, tellSignal } from "./signal-events";

/** Which strategy on which symbol. */
export interface IStrategyPair {
  symbol: string;
  strategyName: StrategyName;
}

/** Creates, caches and routes to one strategy client per (symbol, strategy, mode), and emits what the clients find. */
export class StrategyConnectionService {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);
  public readonly executionContextService = inject<ExecutionContextService>(TYPES.executionContextService);
  public readonly methodContextService = inject<MethodContextService>(TYPES.methodContextService);
  public readonly settingsContextService = inject<SettingsContextService>(TYPES.settingsContextService);
  public readonly strategySchemaService = inject<StrategySchemaService>(TYPES.strategySchemaService);
  public readonly exchangeConnectionService = inject<ExchangeConnectionService>(
    TYPES.exchangeConnectionService,
  );
  public readonly riskConnectionService = inject<RiskConnectionService>(TYPES.riskConnectionService);
  public readonly partialConnectionService = inject<PartialConnectionService>(TYPES.partialConnectionService);
  public readonly runCollector = inject<IRunCollector>(TYPES.runCollector);
  public readonly strategyPersistence = inject<IStrategyPersistence>(TYPES.strategyPersistence);

  /**
   * The client of a (symbol, strategy, mode); created on first use.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param strategyName - name of a registered strategy
   * @param backtest - `true` for back-tests, `false` for live
   * @throws NotFoundError `NAME_UNKNOWN`; then nothing is cached
   */
  public readonly getStrategy = memoizeClient(
    createStrategyKey,
    (symbol: string, strategyName: StrategyName, backtest: boolean) => {
      const schema = this.strategySchemaService.get(strategyName);
      const risk = new SelectedRisk(() => this.selectRisk(schema, backtest));
      const params = Object.assign(risk, {
        symbol,
        strategyName,
        backtest,
        interval: schema.interval,
        // Called on the schema, whose methods may need their `this`; the number of its parameters stays.
        getSignal: schema.getSignal.bind(schema),
        callbacks: shieldCallbacks(schema.callbacks, askStrategyCallbacks),
        execution: this.executionContextService,
        method: this.methodContextService,
        logger: this.loggerService,
        exchange: this.exchangeConnectionService,
        partial: this.partialConnectionService,
        persistence: this.strategyPersistence,
        getSettings: () => this.settingsContextService.getSettings(),
        collector: this.runCollector,
        hearsIdle: () => signalBacktestEmitter.isWatched || signalEmitter.isWatched,
        onTransition: (result: IStrategyTickResult) => tellSignal(result, this.executionContextService),
        reportError: (error: unknown) => errorEmitter.next(error),
      });
      return new ClientStrategy(params);
    },
  );

  /**
   * Looks at the market once, in the mode of the execution context, and emits what was found.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param strategyName - name of a registered strategy
   * @returns what was found; a `getSignal` that fails is reported and gives no signal
   * @throws ContextError outside of a tick; NotFoundError `NAME_UNKNOWN`; StrategyError `STRATEGY_REENTRANT` from a
   *   callback of the same client, `STRATEGY_CONTEXT_CHANGED` under another exchange or frame; ExchangeError when
   *   candles cannot be read; what the initialisation failed with
   */
  public async tick(symbol: string, strategyName: StrategyName): Promise<IStrategyTickResult> {
    this.logTick(symbol, strategyName);
    const { backtest } = this.executionContextService;
    return promiseLater<IStrategyTickResult>((receiver) =>
      this.lookFor({ symbol, strategyName, backtest, isIdleSeen: true, receiver }),
    );
  }

  /**
   * As `tick`, but without a promise: the result comes at once where nothing has to be waited for, else to a receiver; for the
   * loop of a run.
   * @param look - who looks, in the mode of the execution context
   * @throws as `tick`, at once or to the receiver
   */
  public look(look: IStrategyLook): IStrategyTickResult | Later {
    this.logTick(look.symbol, look.strategyName);
    return this.lookFor(look);
  }

  private logTick(symbol: string, strategyName: StrategyName): void {
    if (this.loggerService.isHeard) {
      this.loggerService.log("strategyConnectionService tick", { symbol, strategyName });
    }
  }

  private lookFor(look: IStrategyLook): IStrategyTickResult | Later {
    const { symbol, strategyName, backtest } = look;
    const strategy = this.getStrategy(symbol, strategyName, backtest);
    const looked = strategy.isReady
      ? this.lookWith(strategy, look)
      : enterScope(() => strategy.waitForInit().then(() => this.lookWith(strategy, look)));
    return deliver(looked, look.receiver);
  }

  private lookWith(strategy: ClientStrategy, look: IStrategyLook): Awaitable<IStrategyTickResult | Later> {
    const { backtest, isIdleSeen, receiver } = look;
    const tell = backtest
      ? this.tellBacktestLook
      : (result: IStrategyTickResult) => this.tellLiveLook(strategy, result);
    return strategy.look(tell, isIdleSeen, receiver);
  }

  /** Made once: a run ticks at every frame. */
  private readonly tellBacktestLook = (result: IStrategyTickResult): Awaitable<IStrategyTickResult> =>
    // Whoever began to listen in the meantime hears of what comes next.
    result === UNSEEN_IDLE ? result : enterScope(() => andThen(this.tell(result), () => result));

  private tellLiveLook(strategy: ClientStrategy, result: IStrategyTickResult): Promise<IStrategyTickResult> {
    return enterScope(() => this.confirm(strategy, this.tell(result)).then(() => result));
  }

  private tell(result: IStrategyTickResult): Awaitable<void> {
    return tellSignal(result, this.executionContextService);
  }

  /**
   * As `look` in a back-test, for a tick that can find nothing but an idle result. The tick is entered only for those who hear of it.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param strategyName - name of a registered strategy
   * @param tick - the tick, which nobody has entered
   * @returns `null`, with nothing done, where it takes a whole tick
   * @throws NotFoundError `NAME_UNKNOWN`
   */
  public lookQuietly(
    symbol: string,
    strategyName: StrategyName,
    tick: TickScope,
  ): Awaitable<IStrategyTickResult> | null {
    const strategy = this.getStrategy(symbol, strategyName, true);
    const result = lookInsideTick(tick, (client: ClientStrategy) => client.lookQuietly(), strategy);
    if (result === null) {
      return null;
    }
    return tellIdleInside(tick, result);
  }

  /** What cannot be confirmed is reported; the next tick tries again. */
  private async confirm(strategy: ClientStrategy, told: Awaitable<void>): Promise<void> {
    await told;
    await strategy.confirm().catch((error: unknown) => errorEmitter.next(error));
  }

  /**
   * Follows what the strategy holds through the candles to its end, and emits what was found.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param strategyName - name of a registered strategy
   * @param candles - one-minute candles, from `CC_AVG_PRICE_CANDLES_COUNT - 1` minutes before the signal on
   * @returns how the position or the waiting order ended
   * @throws ContextError outside of a tick; NotFoundError `NAME_UNKNOWN`; StrategyError `STRATEGY_MODE` in live,
   *   `STRATEGY_NOTHING_HELD`, `STRATEGY_NO_CANDLES`, and as `tick`; what the initialisation failed with
   */
  public async backtest(
    symbol: string,
    strategyName: StrategyName,
    candles: readonly ICandleData[],
  ): Promise<IStrategyBacktestResult> {
    return this.follow(symbol, strategyName, toOrderedSeries(candles));
  }

  /**
   * As `backtest`, but the candles come as numbers, in order, and the result without a promise where nothing has to be waited
   * for; for the loop of a run.
   * @throws as `backtest`, at once or in the promise
   */
  public follow(
    symbol: string,
    strategyName: StrategyName,
    candles: ICandleSeries,
  ): Awaitable<IStrategyBacktestResult> {
    this.loggerService.log("strategyConnectionService backtest", { symbol, strategyName });
    const { backtest } = this.executionContextService;
    const strategy = this.getStrategy(symbol, strategyName, backtest);
    return strategy.isReady
      ? this.followWith(strategy, candles)
      : strategy.waitForInit().then(() => this.followWith(strategy, candles));
  }

  private followWith(strategy: ClientStrategy, candles: ICandleSeries): Awaitable<IStrategyBacktestResult> {
    return strategy.follow(candles, (result) => andThen(this.tell(result), () => result));
  }

  /**
   * Follows what the strategy holds through the minutes that end by `until`, and emits what was found.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param strategyName - name of a registered strategy
   * @param candles - as for `backtest`; may be empty
   * @param until - end of the last minute to walk, ms
   * @returns how it ended; `null` while it is still held
   * @throws as `backtest`, but for `STRATEGY_NO_CANDLES`
   */
  public async advance(
    symbol: string,
    strategyName: StrategyName,
    candles: readonly ICandleData[],
    until: number,
  ): Promise<IStrategyBacktestResult | null> {
    this.loggerService.log("strategyConnectionService advance", { symbol, strategyName, until });
    const { backtest } = this.executionContextService;
    const strategy = this.getStrategy(symbol, strategyName, backtest);
    if (!strategy.isReady) {
      await strategy.waitForInit();
    }
    const result = await strategy.advance(symbol, strategyName, candles, until);
    if (result !== null) {
      await this.tell(result);
    }
    return result;
  }

  /**
   * The open position. In live also one that was stored by an earlier process.
   * @param backtest - `true` for back-tests, `false` for live
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param strategyName - name of a registered strategy
   * @returns its row; `null` when nothing is open, also while an order waits
   * @throws NotFoundError `NAME_UNKNOWN`; ContextError `CONTEXT_MISSING` in live outside of a run, for the first call initialises;
   *   what the initialisation failed with
   */
  public async getPendingSignal(
    backtest: boolean,
    symbol: string,
    strategyName: StrategyName,
  ): Promise<ISignalRow | null> {
    this.loggerService.log("strategyConnectionService getPendingSignal", { symbol, strategyName, backtest });
    const strategy = this.getStrategy(symbol, strategyName, backtest);
    await strategy.waitForInit();
    return await strategy.getPendingSignal(symbol, strategyName);
  }

  /**
   * Whether the strategy was stopped. Needs no initialisation, and starts none.
   * @param backtest - `true` for back-tests, `false` for live
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param strategyName - name of a registered strategy
   * @throws NotFoundError `NAME_UNKNOWN`
   */
  public async getStopped(backtest: boolean, symbol: string, strategyName: StrategyName): Promise<boolean> {
    this.loggerService.log("strategyConnectionService getStopped", { symbol, strategyName, backtest });
    return await this.getStrategy(symbol, strategyName, backtest).getStopped(symbol, strategyName);
  }

  /**
   * Where the strategy stands; for the loop that drives it. Does not wait for the initialisation.
   * @param backtest - `true` for back-tests, `false` for live
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param strategyName - name of a registered strategy
   * @throws NotFoundError `NAME_UNKNOWN`
   */
  public getOutlook(backtest: boolean, symbol: string, strategyName: StrategyName): IStrategyOutlook {
    return this.getStrategy(symbol, strategyName, backtest).getOutlook();
  }

  /**
   * No new signals from now on; what is open goes on to its end. Takes effect at once and starts no initialisation: a stored
   * order that the next tick finds is cancelled. The caller may be inside of the initialisation, which would wait for itself,
   * or inside of another run, on whose exchange the stored signal would be somebody else's.
   * @param backtest - `true` for back-tests, `false` for live
   * @param pair - which strategy on which symbol
   * @throws NotFoundError `NAME_UNKNOWN`
   */
  public async stop(backtest: boolean, pair: IStrategyPair): Promise<void> {
    this.loggerService.log("strategyConnectionService stop", { ...pair, backtest });
    const { symbol, strategyName } = pair;
    const strategy = this.getStrategy(symbol, strategyName, backtest);
    const { isStopped } = strategy.getOutlook();
    await strategy.stop(symbol, strategyName, backtest);
    if (!isStopped) {
      stopRequestSubject.next({ symbol, strategyName, backtest });
    }
  }

  /**
   * Drops the client of a pair and mode, with what it holds in risk profiles and milestone trackers of a back-test.
   * @param backtest - the mode of the pair; without a pair the clients of both modes go
   * @param pair - which strategy on which symbol; without it all of them
   * @throws RiskError `RISK_REENTRANT` from a validation of a profile the strategy names
   */
  public async clear(backtest: boolean, pair?: IStrategyPair): Promise<void> {
    this.loggerService.log("strategyConnectionService clear", { ...pair, backtest });
    const keys = pair
      ? [createStrategyKey(pair.symbol, pair.strategyName, backtest)]
      : this.getStrategy.keys();
    for (const key of keys) {
      const strategy = this.getStrategy.get(key);
      this.getStrategy.clear(key);
      await strategy?.release().catch((error: unknown) => errorEmitter.next(error));
    }
    if (pair && backtest && this.strategySchemaService.has(pair.strategyName)) {
      await this.leaveProfiles(pair);
    }
  }

  /** Drops what a pair still holds in its profiles, also what no client knows of, and nothing else. */
  private async leaveProfiles({ symbol, strategyName }: IStrategyPair): Promise<void> {
    const schema = this.strategySchemaService.get(strategyName);
    await this.selectRisk(schema, true).removeSignal(symbol, { strategyName });
  }

  private selectRisk(schema: IStrategySchema, backtest: boolean): IRisk {
    return selectRisk(schema, (name) => this.riskConnectionService.getRisk(name, backtest));
  }
}
