import { doneBacktestSubject, errorEmitter, exitEmitter } from "../config/emitters";
import { RunError } from "../errors/RunError";
import { TradingError } from "../errors/TradingError";
import type { IMethodContext } from "../interfaces/Context.interface";
import type { StrategyName } from "../interfaces/Signal.interface";
import type { IStrategyBacktestResult } from "../interfaces/Strategy.interface";
import { lib } from "../lib/index";
import { getClock } from "../utils/clock";
import { describeValue } from "../utils/describe-value";
import { toErrorMessage } from "../utils/error-message";
import { createPairKey } from "../utils/keys";
import { memoizeClient } from "../utils/memoize-client";

/** How the last background task of a run instance stands. */
export type RunStatus = "ready" | "pending" | "fulfilled" | "rejected";

/** One run instance, as `list` shows it. */
export interface IBacktestListItem {
  /** Random, constant per instance. */
  id: string;
  /** Trading pair, such as `"BTCUSDT"`. */
  symbol: string;
  /** Name of the strategy. */
  strategyName: StrategyName;
  /** How its newest background task stands; `"ready"` before the first. */
  status: RunStatus;
}

/** Names a back-test runs under. */
export type BacktestContext = IMethodContext;

/** What untyped code names when it hands in nothing at all: something nobody has registered. */
const NO_NAMES: Readonly<BacktestContext> = Object.freeze({
  strategyName: "",
  exchangeName: "",
  frameName: "",
});

const checkSymbol = (symbol: unknown, source: string): void => {
  if (typeof symbol !== "string" || symbol === "") {
    throw new RunError(
      "SYMBOL_INVALID",
      `symbol must be a non-empty string, got ${describeValue(symbol)} source=${source}`,
    );
  }
};

/** An error of this library says best itself what is wrong; anything else is wrapped. */
const toExitError = (error: unknown): TradingError =>
  error instanceof TradingError ? error : new RunError("RUN_FAILED", toErrorMessage(error), { cause: error });

interface BackgroundTask {
  status: RunStatus;
  /** Whether its loop goes on; the status follows when everybody has heard of the end. */
  isRunning: boolean;
}

/** The runs of one (symbol, strategy): at most one at a time. */
class BacktestInstance {
  private readonly id = getClock().randomId();
  /** The newest background task; an older one that is still ending must not change what is shown of this one. */
  private task: BackgroundTask = { status: "ready", isRunning: false };
  /** Counts stops, so that a run knows whether one came after it was created. */
  private stopCount = 0;

  public constructor(
    private readonly symbol: string,
    private readonly strategyName: StrategyName,
  ) {}

  public run(context: BacktestContext): AsyncGenerator<IStrategyBacktestResult, void, undefined> {
    const stopsBefore = this.stopCount;
    return lib.backtestLogicService.run(this.symbol, context, () => this.stopCount > stopsBefore);
  }

  public background(context: BacktestContext): () => void {
    lib.runRegistryService.requireFree(this.symbol, this.strategyName, true);
    const task: BackgroundTask = { status: "pending", isRunning: true };
    this.task = task;
    void this.consume(context, task);
    return () => {
      // While the done event is on its way the pair is free, and may belong to the next run already.
      if (task.isRunning) {
        this.stop().catch((error: unknown) => errorEmitter.next(error));
      }
    };
  }

  public async stop(): Promise<void> {
    const { symbol, strategyName } = this;
    this.stopCount += 1;
    // A run that has not begun learns of the stop by the count, and one that is over has no client any more.
    if (lib.runRegistryService.isTaken(symbol, strategyName, true)) {
      await lib.strategyGlobalService.stop(true, { symbol, strategyName });
    }
  }

  public describe(): IBacktestListItem {
    const { id, symbol, strategyName, task } = this;
    return { id, symbol, strategyName, status: task.status };
  }

  /** Runs to the end; a failure goes to `exitEmitter`, and nothing is ever left unhandled. */
  private async consume(context: BacktestContext, task: BackgroundTask): Promise<void> {
    const { symbol, strategyName } = this;
    try {
      for await (const result of this.run(context)) {
        lib.loggerService.debug("BacktestInstance result", { action: result.action });
      }
    } catch (error) {
      task.isRunning = false;
      task.status = "rejected";
      await exitEmitter.next(toExitError(error));
      return;
    }
    task.isRunning = false;
    const { exchangeName } = context;
    await doneBacktestSubject.next(Object.freeze({ exchangeName, strategyName, backtest: true, symbol }));
    task.status = "fulfilled";
  }
}

/** Runs strategies on history. Use the {@link Backtest} singleton. */
export class BacktestUtils {
  private readonly getInstance = memoizeClient(
    ([symbol, strategyName]: [symbol: string, strategyName: StrategyName]) =>
      createPairKey(symbol, strategyName),
    (symbol, strategyName) => new BacktestInstance(symbol, strategyName),
  );

  /**
   * Back-tests a strategy and yields closed and cancelled signals as they happen. Nothing runs before the first
   * `next()`; leaving the loop early stops the run and frees everything. Emits no done event.
   *
   * @param symbol - trading pair
   * @param context - names of strategy, exchange and frame
   * @throws NotFoundError for an unknown name and RunError `SYMBOL_INVALID`, at once; RunError `RUN_ALREADY_ACTIVE` from
   *   the first `next()`
   * @example
   * for await (const result of Backtest.run("BTCUSDT", { strategyName, exchangeName, frameName })) {
   *   if (result.action === "closed") console.log(result.pnl.pnlPercentage);
   * }
   */
  public run = (
    symbol: string,
    context: BacktestContext,
  ): AsyncGenerator<IStrategyBacktestResult, void, undefined> => {
    lib.loggerService.info("BacktestUtils run", { symbol, ...context });
    const names = this.checkNames(symbol, context, "BacktestUtils.run");
    return this.getInstance(symbol, names.strategyName).run(names);
  };

  /**
   * Back-tests a strategy without a consumer. Its end comes through `listenDoneBacktest`, its failure through
   * `listenExit`.
   *
   * @param symbol - trading pair
   * @param context - names of strategy, exchange and frame
   * @returns asks the run to stop, like {@link BacktestUtils.stop}; harmless at any time
   * @throws NotFoundError for an unknown name; RunError `SYMBOL_INVALID`, and `RUN_ALREADY_ACTIVE` when the pair is taken
   */
  public background = (symbol: string, context: BacktestContext): (() => void) => {
    lib.loggerService.info("BacktestUtils background", { symbol, ...context });
    const names = this.checkNames(symbol, context, "BacktestUtils.background");
    return this.getInstance(symbol, names.strategyName).background(names);
  };

  /**
   * Asks the run of a pair to stop: no new signals, a waiting order is cancelled, an open position goes on to its
   * close. Never waits for the run.
   *
   * @param symbol - trading pair
   * @param strategyName - name of the strategy
   * @throws NotFoundError for an unknown strategy
   */
  public stop = async (symbol: string, strategyName: StrategyName): Promise<void> => {
    lib.loggerService.info("BacktestUtils stop", { symbol, strategyName });
    checkSymbol(symbol, "BacktestUtils.stop");
    lib.strategyValidationService.validate(strategyName, "BacktestUtils.stop");
    await this.getInstance(symbol, strategyName).stop();
  };

  /** Every pair this process has touched, with how its background task stands. */
  public list = (): Promise<IBacktestListItem[]> =>
    Promise.resolve(this.getInstance.values().map((instance) => instance.describe()));

  /** Checks everything a run is started with. Returns a copy of the names, which the caller cannot change any more. */
  private checkNames(symbol: string, context: BacktestContext | undefined, source: string): BacktestContext {
    const { strategyName, exchangeName, frameName } = context ?? NO_NAMES;
    checkSymbol(symbol, source);
    lib.strategyValidationService.validate(strategyName, source);
    lib.exchangeValidationService.validate(exchangeName, source);
    lib.frameValidationService.validate(frameName, source);
    return Object.freeze({ strategyName, exchangeName, frameName });
  }
}

/** Runs strategies on history. */
export const Backtest = new BacktestUtils();
