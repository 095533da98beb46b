import { doneLiveSubject } from "../config/emitters";
import { RunError } from "../errors/RunError";
import type { ExchangeName } from "../interfaces/Exchange.interface";
import type { StrategyName } from "../interfaces/Signal.interface";
import type { IStrategyLiveResult } from "../interfaces/Strategy.interface";
import { lib } from "../lib/index";
import type { ColumnModel } from "../model/Column.model";
import type { LiveStatisticsModel, TickEvent } from "../model/LiveStatistics.model";
import { describeValue } from "../utils/describe-value";
import { createPairKey } from "../utils/keys";
import { memoizeClient } from "../utils/memoize-client";
import { checkSymbol } from "../utils/check-symbol";
import { PairReport } from "./PairReport";
import type { IRunListItem, RunMode } from "./RunInstance";
import { RunInstance } from "./RunInstance";
import { createStrategyRunMode } from "./strategy-run-mode";

/** One live instance, as `list` shows it. */
export type ILiveListItem = IRunListItem;

/** Names a live run works under. */
export interface LiveContext {
  /** Name of the strategy. */
  strategyName: StrategyName;
  /** Name of the exchange. */
  exchangeName: ExchangeName;
}

/** How a live run can be left. */
export interface LiveOptions {
  /** Leaves the run when it aborts, also while it waits for its next minute; what is held stays stored. */
  signal?: AbortSignal;
}

/** What untyped code names when it hands in nothing at all: something nobody has registered. */
const NO_NAMES: Readonly<LiveContext> = Object.freeze({ strategyName: "", exchangeName: "" });

/** Asks the platform by using it as one: what only inherits from a signal, or stands in front of one, may abort nothing. */
const isSignal = (value: unknown): value is AbortSignal => {
  try {
    return value instanceof AbortSignal && AbortSignal.any([value]).aborted === value.aborted;
  } catch {
    return false;
  }
};

const describeNoSignal = (value: unknown): string =>
  value instanceof AbortSignal ? "an object that only looks like one" : describeValue(value);

interface LiveStart extends Readonly<LiveContext> {
  readonly signal: AbortSignal | undefined;
}

const LIVE_MODE: RunMode<LiveStart, IStrategyLiveResult> = {
  ...createStrategyRunMode(false),
  doneSubject: doneLiveSubject,
  begin: (symbol, { signal, ...names }, { isStopRequested }) =>
    lib.liveLogicService.run(symbol, names, isStopRequested, signal),
};

/** The live runs of one (symbol, strategy). */
class LiveInstance extends RunInstance<LiveStart, IStrategyLiveResult> {
  public constructor(
    symbol: string,
    public readonly strategyName: StrategyName,
  ) {
    super(symbol, strategyName, LIVE_MODE);
  }
}

/** Runs strategies on the wall clock. Use the {@link Live} singleton. */
export class LiveUtils {
  private readonly report = new PairReport("LiveUtils", lib.liveMarkdownService);

  private readonly getInstance = memoizeClient(
    createPairKey,
    (symbol: string, strategyName: StrategyName) => new LiveInstance(symbol, strategyName),
  );

  /**
   * Runs a strategy live and yields opened, closed and cancelled signals as they happen. Nothing runs before the first
   * `next()`. The first tick takes up what an earlier process has left, with every minute since; then it ticks with each
   * minute of the clock. It never ends by itself: stop it, leave the loop, or abort its signal. A consumer that is slow to ask
   * for the next result delays the next tick. `return()` resolves when the step under way has ended; inside of user code that
   * the library has called, at once.
   *
   * @param symbol - trading pair
   * @param context - names of strategy and exchange
   * @param options - how to leave the run while it waits
   * @throws NotFoundError for an unknown name and RunError `SYMBOL_INVALID`, at once; RunError `RUN_ALREADY_ACTIVE` from
   *   the first `next()`
   * @example
   * for await (const result of Live.run("BTCUSDT", { strategyName, exchangeName })) {
   *   if (result.action === "closed") console.log(result.pnl.pnlPercentage);
   * }
   */
  public run = (
    symbol: string,
    context: LiveContext,
    options?: LiveOptions,
  ): AsyncGenerator<IStrategyLiveResult, void, undefined> => {
    lib.loggerService.info("LiveUtils run", { symbol, ...context });
    const start = this.checkStart(symbol, context, options, "LiveUtils.run");
    return this.getInstance(symbol, start.strategyName).run(start);
  };

  /**
   * Runs a strategy live without a consumer. Its end comes through `listenDoneLive`, its failure through `listenExit`.
   *
   * @param symbol - trading pair
   * @param context - names of strategy and exchange
   * @param options - how to leave the run while it waits
   * @returns asks the run to stop, like {@link LiveUtils.stop}; harmless at any time
   * @throws NotFoundError for an unknown name; RunError `SYMBOL_INVALID`, and `RUN_ALREADY_ACTIVE` when the pair is taken
   */
  public background = (symbol: string, context: LiveContext, options?: LiveOptions): (() => void) => {
    lib.loggerService.info("LiveUtils background", { symbol, ...context });
    const start = this.checkStart(symbol, context, options, "LiveUtils.background");
    return this.getInstance(symbol, start.strategyName).background(start);
  };

  /**
   * Asks the run of a pair to stop: no new signals, a waiting order is cancelled at once, an open position is watched until
   * it closes; then the run ends. Never waits for the run. A stop is not remembered beyond the process.
   *
   * @param symbol - trading pair
   * @param strategyName - name of the strategy
   * @throws NotFoundError for an unknown strategy
   */
  public stop = async (symbol: string, strategyName: StrategyName): Promise<void> => {
    lib.loggerService.info("LiveUtils stop", { symbol, strategyName });
    checkSymbol(symbol, "LiveUtils.stop");
    lib.strategyValidationService.validate(strategyName, "LiveUtils.stop");
    await this.getInstance(symbol, strategyName).stop();
  };

  /**
   * Leaves every live run, for the end of the process: nothing is closed or cancelled, what is held stays stored, and the
   * next start takes it up.
   *
   * @returns resolves when the steps under way have ended and everything is written; inside of user code that the library
   *   has called (a listener, a callback, `getSignal`, a store) at once, for those steps may be waiting for it
   */
  public shutdown = async (): Promise<void> => {
    lib.loggerService.info("LiveUtils shutdown");
    await lib.liveLogicService.leaveAll();
  };

  /** Every pair this process has touched, with how its background task stands. */
  public list = (): Promise<ILiveListItem[]> =>
    Promise.resolve(
      this.getInstance.values().map((instance) => ({
        ...instance.describe(),
        strategyName: instance.strategyName,
      })),
    );

  /**
   * How the live run of a pair stands. What earlier processes have done is not in it.
   *
   * @param symbol - trading pair
   * @param strategyName - name of the strategy
   * @throws NotFoundError for an unknown strategy
   */
  public getData = async (symbol: string, strategyName: StrategyName): Promise<LiveStatisticsModel> =>
    await this.report.getData(symbol, strategyName, false);

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
    columns?: readonly ColumnModel<TickEvent>[],
  ): Promise<string> => await this.report.getReport(symbol, strategyName, false, columns);

  /**
   * Writes the Markdown to a file and prints where it is.
   *
   * @param symbol - trading pair
   * @param strategyName - name of the strategy
   * @param path - folder, relative to the working directory; `./dump/live/<symbol>` by default
   * @param columns - take the place of those of `setColumns`
   * @throws NotFoundError for an unknown strategy; ReportError `REPORT_WRITE_FAILED`; what a column throws
   */
  public dump = async (
    symbol: string,
    strategyName: StrategyName,
    path?: string,
    columns?: readonly ColumnModel<TickEvent>[],
  ): Promise<void> => {
    await this.report.dump(symbol, strategyName, false, path, columns);
  };

  /**
   * The same as one HTML file that needs nothing else: charts, trades, all figures, and what the run was.
   *
   * @param symbol - trading pair
   * @param strategyName - name of the strategy
   * @throws NotFoundError for an unknown strategy
   */
  public getHtml = async (symbol: string, strategyName: StrategyName): Promise<string> => {
    lib.strategyValidationService.validate(strategyName, "LiveUtils.getHtml");
    return await lib.liveMarkdownService.getHtml(symbol, strategyName, false);
  };

  /**
   * Writes the HTML to a file and prints where it is.
   *
   * @param symbol - trading pair
   * @param strategyName - name of the strategy
   * @param path - folder, relative to the working directory; `./dump/live/<symbol>` by default
   * @returns the file, absolute
   * @throws NotFoundError for an unknown strategy; ReportError `REPORT_WRITE_FAILED`
   */
  public dumpHtml = async (symbol: string, strategyName: StrategyName, path?: string): Promise<string> => {
    lib.strategyValidationService.validate(strategyName, "LiveUtils.dumpHtml");
    return await lib.liveMarkdownService.dumpHtml(symbol, strategyName, false, path);
  };

  /** Checks everything a run is started with. Returns a copy, which the caller cannot change any more. */
  private checkStart(
    symbol: string,
    context: LiveContext | undefined,
    options: LiveOptions | undefined,
    source: string,
  ): LiveStart {
    const signal = options?.signal;
    const { strategyName, exchangeName } = context ?? NO_NAMES;
    checkSymbol(symbol, source);
    lib.strategyValidationService.validate(strategyName, source);
    lib.exchangeValidationService.validate(exchangeName, source);
    if (signal !== undefined && !isSignal(signal)) {
      throw new RunError(
        "RUN_OPTIONS_INVALID",
        `signal must be an AbortSignal, got ${describeNoSignal(signal)} source=${source}; give the signal of the AbortController`,
      );
    }
    return Object.freeze({ strategyName, exchangeName, signal });
  }
}

/** Runs strategies on the wall clock. */
export const Live = new LiveUtils();
