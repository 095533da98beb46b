import { errorEmitter, exitEmitter } from "../config/emitters";
import type { DoneContract } from "../contract/Done.contract";
import { RunError } from "../errors/RunError";
import { TradingError } from "../errors/TradingError";
import type { ExchangeName } from "../interfaces/Exchange.interface";
import type { StrategyName } from "../interfaces/Signal.interface";
import { lib } from "../lib/index";
import type { AwaitedSubject } from "../utils/awaited-subject";
import { getClock } from "../utils/clock";
import { toErrorMessage } from "../utils/error-message";

/** How the last background task of a run instance stands. */
export type RunStatus = "ready" | "pending" | "fulfilled" | "rejected";

/** One run instance, as `list` shows it. */
export interface IRunListItem {
  /** Random, constant per instance. */
  id: string;
  /** Trading pair, such as `"BTCUSDT"`. */
  symbol: string;
  /** Name of the strategy. */
  strategyName: StrategyName;
  /** How its newest background task stands; `"ready"` before the first. */
  status: RunStatus;
}

/** What makes the runs of one mode. */
export interface RunMode<Context, Result> {
  readonly backtest: boolean;
  readonly doneSubject: AwaitedSubject<DoneContract>;
  /** A run of a pair; nothing happens before its first `next()`. */
  begin(
    symbol: string,
    context: Context,
    isStopRequested: () => boolean,
  ): AsyncGenerator<Result, void, undefined>;
}

interface BackgroundTask {
  status: RunStatus;
  /** Whether its loop goes on; the status follows when everybody has heard of the end. */
  isRunning: boolean;
}

/** An error of this library says best itself what is wrong; anything else is wrapped. */
const toExitError = (error: unknown): TradingError =>
  error instanceof TradingError ? error : new RunError("RUN_FAILED", toErrorMessage(error), { cause: error });

/** The runs of one (symbol, strategy) in one mode: at most one at a time. */
export class RunInstance<Context extends { readonly exchangeName: ExchangeName }, Result> {
  private readonly id = getClock().randomId();
  /** The newest background task; an older one that is still ending must not change what is shown of this one. */
  private task: BackgroundTask = { status: "ready", isRunning: false };
  /** Counts stops, so that a run knows whether one came after it was created. */
  private stopCount = 0;

  public constructor(
    private readonly symbol: string,
    private readonly strategyName: StrategyName,
    private readonly mode: RunMode<Context, Result>,
  ) {}

  /** A run whose results the caller consumes. */
  public run(context: Context): AsyncGenerator<Result, void, undefined> {
    const stopsBefore = this.stopCount;
    return this.mode.begin(this.symbol, context, () => this.stopCount > stopsBefore);
  }

  /**
   * A run that consumes itself.
   * @returns asks it to stop
   * @throws RunError `RUN_ALREADY_ACTIVE`
   */
  public background(context: Context): () => void {
    lib.runRegistryService.requireFree(this.symbol, this.strategyName, this.mode.backtest);
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

  /** Asks the run to stop; one that has not begun learns of it when it does. */
  public async stop(): Promise<void> {
    const { symbol, strategyName } = this;
    const { backtest } = this.mode;
    this.stopCount += 1;
    // A run that has not begun learns of the stop by the count, and one that is over has no client any more.
    if (lib.runRegistryService.isTaken(symbol, strategyName, backtest)) {
      await lib.strategyGlobalService.stop(backtest, { symbol, strategyName });
    }
  }

  /** How the instance stands. */
  public describe(): IRunListItem {
    const { id, symbol, strategyName, task } = this;
    return { id, symbol, strategyName, status: task.status };
  }

  /** Runs to the end; a failure goes to `exitEmitter`, and nothing is ever left unhandled. */
  private async consume(context: Context, task: BackgroundTask): Promise<void> {
    const { symbol, strategyName } = this;
    const { backtest, doneSubject } = this.mode;
    const results = this.run(context);
    try {
      for (let step = await results.next(); step.done !== true; step = await results.next()) {
        lib.loggerService.debug("RunInstance result", { symbol, strategyName, backtest });
      }
    } catch (error) {
      task.isRunning = false;
      task.status = "rejected";
      await exitEmitter.next(toExitError(error));
      return;
    }
    task.isRunning = false;
    const { exchangeName } = context;
    await doneSubject.next(Object.freeze({ exchangeName, strategyName, backtest, symbol }));
    task.status = "fulfilled";
  }
}
