import { doneBacktestSubject } from "../config/emitters";
import type { IMethodContext } from "../interfaces/Context.interface";
import type { StrategyName } from "../interfaces/Signal.interface";
import type { IStrategyBacktestResult, IStrategyTickResultClosed } from "../interfaces/Strategy.interface";
import { lib } from "../lib/index";
import type { BacktestStatisticsModel } from "../model/BacktestStatistics.model";
import type { ColumnModel } from "../model/Column.model";
import { createPairKey } from "../utils/keys";
import { memoizeClient } from "../utils/memoize-client";
import { checkSymbol } from "../utils/check-symbol";
import { PairReport } from "./PairReport";
import type { IRunListItem, RunMode } from "./RunInstance";
import { RunInstance } from "./RunInstance";
import { createStrategyRunMode } from "./strategy-run-mode";

/** One back-test instance, as `list` shows it. */
export type IBacktestListItem = IRunListItem;

/** Names a back-test runs under. */
export type BacktestContext = IMethodContext;

/** What untyped code names when it hands in nothing at all: something nobody has registered. */
const NO_NAMES: Readonly<BacktestContext> = Object.freeze({
  strategyName: "",
  exchangeName: "",
  frameName: "",
});

const BACKTEST_MODE: RunMode<BacktestContext, IStrategyBacktestResult> = {
  ...createStrategyRunMode(true),
  doneSubject: doneBacktestSubject,
  begin: (symbol, context, { isStopRequested }) =>
    lib.backtestLogicService.run(symbol, context, isStopRequested),
};

/** The back-tests of one (symbol, strategy). */
class BacktestInstance extends RunInstance<BacktestContext, IStrategyBacktestResult> {
  public constructor(
    symbol: string,
    public readonly strategyName: StrategyName,
  ) {
    super(symbol, strategyName, BACKTEST_MODE);
  }
}

/** Runs strategies on history. Use the {@link Backtest} singleton. */
export class BacktestUtils {
  private readonly report = new PairReport("BacktestUtils", lib.backtestMarkdownService);

  private readonly getInstance = memoizeClient(
    createPairKey,
    (symbol: string, strategyName: StrategyName) => new BacktestInstance(symbol, strategyName),
  );

  /**
   * Back-tests a strategy and yields closed and cancelled signals as they happen. Nothing runs before the first
   * `next()`; leaving the loop early stops the run and frees everything. Emits no done event.
   *
   * @param symbol - trading pair
   * @param context - names of strategy, exchange and frame
   * @throws NotFoundError for an unknown name and RunError `SYMBOL_INVALID`, at once; RunError `RUN_ALREADY_ACTIVE` from
   *   the first `next()`, and in user code of another back-test, its listeners included, ContextError `CONTEXT_LOOK_AHEAD`
   *   for a frame that ends later than that code's instant
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
    Promise.resolve(
      this.getInstance.values().map((instance) => ({
        ...instance.describe(),
        strategyName: instance.strategyName,
      })),
    );

  /**
   * What the newest back-test of a pair has earned; also while it runs.
   *
   * @param symbol - trading pair
   * @param strategyName - name of the strategy
   * @throws NotFoundError for an unknown strategy
   */
  public getData = async (symbol: string, strategyName: StrategyName): Promise<BacktestStatisticsModel> =>
    await this.report.getData(symbol, strategyName, true);

  /**
   * The same as Markdown.
   *
   * @param symbol - trading pair
   * @param strategyName - name of the strategy
   * @param columns - take the place of those of `setColumns`
   * @throws NotFoundError for an unknown strategy; what a column throws
   */
  public getReport = async (
    symbol: string,
    strategyName: StrategyName,
    columns?: readonly ColumnModel<IStrategyTickResultClosed>[],
  ): Promise<string> => await this.report.getReport(symbol, strategyName, true, columns);

  /**
   * Writes the Markdown to a file and prints where it is.
   *
   * @param symbol - trading pair
   * @param strategyName - name of the strategy
   * @param path - folder, relative to the working directory; `./dump/backtest/<symbol>` by default
   * @param columns - take the place of those of `setColumns`
   * @throws NotFoundError for an unknown strategy; ReportError `REPORT_WRITE_FAILED`; what a column throws
   */
  public dump = async (
    symbol: string,
    strategyName: StrategyName,
    path?: string,
    columns?: readonly ColumnModel<IStrategyTickResultClosed>[],
  ): Promise<void> => {
    await this.report.dump(symbol, strategyName, true, path, columns);
  };

  /**
   * The same as one HTML file that needs nothing else: charts, trades, all figures, and what the run was.
   *
   * @param symbol - trading pair
   * @param strategyName - name of the strategy
   * @throws NotFoundError for an unknown strategy
   */
  public getHtml = async (symbol: string, strategyName: StrategyName): Promise<string> => {
    lib.strategyValidationService.validate(strategyName, "BacktestUtils.getHtml");
    return await lib.backtestMarkdownService.getHtml(symbol, strategyName, true);
  };

  /**
   * Writes the HTML to a file and prints where it is.
   *
   * @param symbol - trading pair
   * @param strategyName - name of the strategy
   * @param path - folder, relative to the working directory; `./dump/backtest/<symbol>` by default
   * @returns the file, absolute
   * @throws NotFoundError for an unknown strategy; ReportError `REPORT_WRITE_FAILED`
   */
  public dumpHtml = async (symbol: string, strategyName: StrategyName, path?: string): Promise<string> => {
    lib.strategyValidationService.validate(strategyName, "BacktestUtils.dumpHtml");
    return await lib.backtestMarkdownService.dumpHtml(symbol, strategyName, true, path);
  };

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
