import { doneWalkerSubject, walkerStopSubject } from "../config/emitters";
import type { WalkerContract } from "../contract/Walker.contract";
import type { IWalkerSchema, WalkerName } from "../interfaces/Walker.interface";
import { lib } from "../lib/index";
import type { ColumnModel } from "../model/Column.model";
import type {
  IStrategyResult,
  WalkerSignalRow,
  WalkerStatisticsModel,
} from "../model/WalkerStatistics.model";
import { createPairKey } from "../utils/keys";
import { memoizeClient } from "../utils/memoize-client";
import { checkSymbol } from "../utils/check-symbol";
import type { IRunItem, RunMode } from "./RunInstance";
import { RunInstance } from "./RunInstance";

/** One walker instance, as `list` shows it. */
export interface IWalkerListItem extends IRunItem {
  /** Name of the walker. */
  walkerName: WalkerName;
}

/** The name a walker runs under. */
export interface WalkerContext {
  /** Name of the walker. */
  walkerName: WalkerName;
}

const WALKER_MODE: RunMode<WalkerContext, WalkerContract> = {
  doneSubject: doneWalkerSubject,
  begin: (symbol, { walkerName }, { isStopRequested, isCancelled }) =>
    lib.walkerLogicService.run(symbol, walkerName, isStopRequested, isCancelled),
  requireFree: (symbol, walkerName) => {
    lib.runRegistryService.requireWalkerFree(symbol, walkerName);
  },
  // Nobody waits for a walker.
  letRead: () => undefined,
  stop: async (symbol, walkerName) => {
    for (const strategyName of lib.walkerSchemaService.get(walkerName).strategies) {
      await walkerStopSubject.next(Object.freeze({ symbol, strategyName, walkerName }));
    }
  },
  describeEnd: (symbol, { walkerName }) => ({
    exchangeName: lib.walkerSchemaService.get(walkerName).exchangeName,
    strategyName: walkerName,
    backtest: true,
    symbol,
  }),
};

/** The runs of one (symbol, walker). */
class WalkerInstance extends RunInstance<WalkerContext, WalkerContract> {
  public constructor(
    symbol: string,
    public readonly walkerName: WalkerName,
  ) {
    super(symbol, walkerName, WALKER_MODE);
  }
}

/** Compares strategies on history. Use the {@link Walker} singleton. */
export class WalkerUtils {
  private readonly getInstance = memoizeClient(
    createPairKey,
    (symbol: string, walkerName: WalkerName) => new WalkerInstance(symbol, walkerName),
  );

  /**
   * Back-tests the strategies of a walker one after the other, and yields what is known of each when it has finished.
   * Nothing runs before the first `next()`; leaving the loop early stops the run. A strategy that another run works with on
   * this symbol is waited for. Emits no done event.
   *
   * @param symbol - trading pair
   * @param context - name of the walker
   * @throws NotFoundError for an unknown name and RunError `SYMBOL_INVALID`, at once; RunError `RUN_ALREADY_ACTIVE` from
   *   the first `next()`
   * @example
   * for await (const { strategyName, metricValue, bestStrategy } of Walker.run("BTCUSDT", { walkerName })) {
   *   console.log(strategyName, metricValue, bestStrategy);
   * }
   */
  public run = (symbol: string, context: WalkerContext): AsyncGenerator<WalkerContract, void, undefined> => {
    lib.loggerService.info("WalkerUtils run", { symbol, ...context });
    const names = this.checkNames(symbol, context, "WalkerUtils.run");
    return this.getInstance(symbol, names.walkerName).run(names);
  };

  /**
   * Runs a walker without a consumer. Its end comes through `listenDoneWalker`, its failure through `listenExit`.
   *
   * @param symbol - trading pair
   * @param context - name of the walker
   * @returns leaves the run: like {@link WalkerUtils.stop}, and nobody is told of a comparison; harmless at any time
   * @throws NotFoundError for an unknown name; RunError `SYMBOL_INVALID`, and `RUN_ALREADY_ACTIVE` when it runs already
   */
  public background = (symbol: string, context: WalkerContext): (() => void) => {
    lib.loggerService.info("WalkerUtils background", { symbol, ...context });
    const names = this.checkNames(symbol, context, "WalkerUtils.background");
    return this.getInstance(symbol, names.walkerName).background(names);
  };

  /**
   * Asks a walker to stop: the back-test that runs ends as after `Backtest.stop` and counts, no further strategy starts, and
   * the comparison of what there is follows. Never waits for the run.
   *
   * @param symbol - trading pair
   * @param walkerName - name of the walker
   * @throws NotFoundError for an unknown name
   */
  public stop = async (symbol: string, walkerName: WalkerName): Promise<void> => {
    lib.loggerService.info("WalkerUtils stop", { symbol, walkerName });
    checkSymbol(symbol, "WalkerUtils.stop");
    this.checkStrategies(walkerName, "WalkerUtils.stop");
    await this.getInstance(symbol, walkerName).stop();
  };

  /**
   * How the strategies compare; also while the walker runs.
   *
   * @param symbol - trading pair
   * @param walkerName - name of the walker
   * @throws NotFoundError for an unknown name; ReportError `REPORT_EMPTY` when no strategy has a result yet
   */
  public getData = async (symbol: string, walkerName: WalkerName): Promise<WalkerStatisticsModel> => {
    const { metric, ...context } = this.checkReport(walkerName, "WalkerUtils.getData");
    return await lib.walkerMarkdownService.getData(walkerName, symbol, metric, context);
  };

  /**
   * The comparison as Markdown.
   *
   * @param symbol - trading pair
   * @param walkerName - name of the walker
   * @param strategyColumns - of the table of strategies; take the place of those of `setColumns`
   * @param pnlColumns - of the table of trades; take the place of those of `setColumns`
   * @throws as `getData`; what a column throws
   */
  public getReport = async (
    symbol: string,
    walkerName: WalkerName,
    strategyColumns?: readonly ColumnModel<IStrategyResult>[],
    pnlColumns?: readonly ColumnModel<WalkerSignalRow>[],
  ): Promise<string> => {
    const { metric, ...context } = this.checkReport(walkerName, "WalkerUtils.getReport");
    return await lib.walkerMarkdownService.getReport(
      walkerName,
      symbol,
      metric,
      context,
      strategyColumns,
      pnlColumns,
    );
  };

  /**
   * Writes the Markdown to a file and prints where it is.
   *
   * @param symbol - trading pair
   * @param walkerName - name of the walker
   * @param path - folder, relative to the working directory; `./dump/walker/backtest/<symbol>` by default
   * @param strategyColumns - of the table of strategies; take the place of those of `setColumns`
   * @param pnlColumns - of the table of trades; take the place of those of `setColumns`
   * @throws as `getReport`; ReportError `REPORT_WRITE_FAILED`
   */
  public dump = async (
    symbol: string,
    walkerName: WalkerName,
    path?: string,
    strategyColumns?: readonly ColumnModel<IStrategyResult>[],
    pnlColumns?: readonly ColumnModel<WalkerSignalRow>[],
  ): Promise<void> => {
    const { metric, ...context } = this.checkReport(walkerName, "WalkerUtils.dump");
    await lib.walkerMarkdownService.dump(
      walkerName,
      symbol,
      metric,
      context,
      path,
      strategyColumns,
      pnlColumns,
    );
  };

  /**
   * The comparison as one HTML file that needs nothing else.
   *
   * @param symbol - trading pair
   * @param walkerName - name of the walker
   * @throws as `getReport`
   */
  public getHtml = async (symbol: string, walkerName: WalkerName): Promise<string> => {
    const { metric, ...context } = this.checkReport(walkerName, "WalkerUtils.getHtml");
    return await lib.walkerMarkdownService.getHtml(walkerName, symbol, metric, context);
  };

  /**
   * Writes the HTML to a file and prints where it is.
   *
   * @param symbol - trading pair
   * @param walkerName - name of the walker
   * @param path - folder, relative to the working directory; `./dump/walker/backtest/<symbol>` by default
   * @returns the file, absolute
   * @throws as `getReport`; ReportError `REPORT_WRITE_FAILED`
   */
  public dumpHtml = async (symbol: string, walkerName: WalkerName, path?: string): Promise<string> => {
    const { metric, ...context } = this.checkReport(walkerName, "WalkerUtils.dumpHtml");
    return await lib.walkerMarkdownService.dumpHtml(walkerName, symbol, metric, context, path);
  };

  /** Every walker and symbol this process has touched, with how its background task stands. */
  public list = (): Promise<IWalkerListItem[]> =>
    Promise.resolve(
      this.getInstance.values().map((instance) => ({
        ...instance.describe(),
        walkerName: instance.walkerName,
      })),
    );

  /** Checks everything a run is started with. Returns a copy, which the caller cannot change any more. */
  private checkNames(symbol: string, context: WalkerContext | undefined, source: string): WalkerContext {
    const walkerName = context?.walkerName ?? "";
    checkSymbol(symbol, source);
    lib.walkerValidationService.validate(walkerName, source);
    const { exchangeName, frameName } = lib.walkerSchemaService.get(walkerName);
    lib.exchangeValidationService.validate(exchangeName, source);
    lib.frameValidationService.validate(frameName, source);
    this.checkStrategies(walkerName, source);
    return Object.freeze({ walkerName });
  }

  private checkStrategies(walkerName: WalkerName, source: string): void {
    lib.walkerValidationService.validate(walkerName, source);
    for (const strategyName of lib.walkerSchemaService.get(walkerName).strategies) {
      lib.strategyValidationService.validate(strategyName, source);
    }
  }

  private checkReport(
    walkerName: WalkerName,
    source: string,
  ): Required<Pick<IWalkerSchema, "metric" | "exchangeName" | "frameName">> {
    lib.loggerService.info(source, { walkerName });
    this.checkStrategies(walkerName, source);
    const { metric, exchangeName, frameName } = lib.walkerSchemaService.get(walkerName);
    return { metric: metric ?? "sharpeRatio", exchangeName, frameName };
  }
}

/** Compares strategies on history. */
export const Walker = new WalkerUtils();
