import { errorEmitter, exitEmitter } from "../config/emitters";
import type { DoneContract } from "../contract/Done.contract";
import { RunError } from "../errors/RunError";
import { TradingError } from "../errors/TradingError";
import type { StrategyName } from "../interfaces/Signal.interface";
import { lib } from "../lib/index";
import type { AwaitedSubject } from "../utils/awaited-subject";
import { getClock } from "../utils/clock";
import { toErrorMessage } from "../utils/error-message";

/** How the last background task of a run instance stands. */
export type RunStatus = "ready" | "pending" | "fulfilled" | "rejected";

/** What `list` shows of every run instance. */
export interface IRunItem {
  /** Random, constant per instance. */
  id: string;
  /** Trading pair, such as `"BTCUSDT"`. */
  symbol: string;
  /** How its newest background task stands; `"ready"` before the first. */
  status: RunStatus;
}

/** One instance of a strategy, as `list` shows it. */
export interface IRunListItem extends IRunItem {
  /** Name of the strategy. */
  strategyName: StrategyName;
}

/** What a run asks of the instance that began it. */
export interface RunQuery {
  /** Whether a stop came after it was created. */
  readonly isStopRequested: () => boolean;
  /** Whether the function that `background` returned was called. */
  readonly isCancelled: () => boolean;
}

/** What makes the runs of one kind. `name` is that of the strategy or walker. */
export interface RunMode<Context, Result> {
  readonly doneSubject: AwaitedSubject<DoneContract>;
  /** A run; nothing happens before its first `next()`. */
  begin(symbol: string, context: Context, query: RunQuery): AsyncGenerator<Result, void, undefined>;
  /** @throws RunError `RUN_ALREADY_ACTIVE` */
  requireFree(symbol: string, name: string): void;
  /** Who waits for the run waits until its end has been told as well. */
  letRead(symbol: string, name: string, until: Promise<void>): void;
  /** Asks the run that is active, if any, to stop. */
  stop(symbol: string, name: string): Promise<void>;
  /** What is told when a background run has ended. */
  describeEnd(symbol: string, context: Context): DoneContract;
}

interface BackgroundTask {
  status: RunStatus;
  /** Whether its loop goes on; the status follows when everybody has heard of the end. */
  isRunning: boolean;
  /** Whether the function that `background` returned was called. */
  isCancelled: boolean;
}

/** A thrown proxy may throw when it is asked what it is. */
const isTradingError = (error: unknown): error is TradingError => {
  try {
    return error instanceof TradingError;
  } catch {
    return false;
  }
};

/** An error of this library says best itself what is wrong; anything else is wrapped. */
const toExitError = (error: unknown): TradingError =>
  isTradingError(error) ? error : new RunError("RUN_FAILED", toErrorMessage(error), { cause: error });

/** The runs of one (symbol, strategy) in one mode, or of one (symbol, walker): at most one at a time. */
export class RunInstance<Context, Result> {
  private readonly id = getClock().randomId();
  /** The newest background task; an older one that is still ending must not change what is shown of this one. */
  private task: BackgroundTask = { status: "ready", isRunning: false, isCancelled: false };
  /** Counts stops, so that a run knows whether one came after it was created. */
  private stopCount = 0;

  public constructor(
    private readonly symbol: string,
    private readonly name: string,
    private readonly mode: RunMode<Context, Result>,
  ) {}

  /** A run whose results the caller consumes. */
  public run(context: Context): AsyncGenerator<Result, void, undefined> {
    return this.begin(context, () => false);
  }

  /**
   * A run that consumes itself.
   * @returns asks it to stop
   * @throws RunError `RUN_ALREADY_ACTIVE`
   */
  public background(context: Context): () => void {
    this.mode.requireFree(this.symbol, this.name);
    const task: BackgroundTask = { status: "pending", isRunning: true, isCancelled: false };
    this.task = task;
    this.mode.letRead(this.symbol, this.name, this.consume(context, task));
    return () => {
      // While the done event is on its way the pair is free, and may belong to the next run already.
      if (task.isRunning) {
        task.isCancelled = true;
        this.stop().catch((error: unknown) => errorEmitter.next(error));
      }
    };
  }

  /** Asks the run to stop; one that has not begun learns of it when it does. */
  public async stop(): Promise<void> {
    this.stopCount += 1;
    await this.mode.stop(this.symbol, this.name);
  }

  /** How the instance stands. */
  public describe(): IRunItem {
    const { id, symbol, task } = this;
    return { id, symbol, status: task.status };
  }

  private begin(context: Context, isCancelled: () => boolean): AsyncGenerator<Result, void, undefined> {
    const stopsBefore = this.stopCount;
    const isStopRequested = (): boolean => this.stopCount > stopsBefore;
    return this.mode.begin(this.symbol, context, { isStopRequested, isCancelled });
  }

  /** Runs to the end; a failure goes to `exitEmitter`, and nothing is ever left unhandled. */
  private async consume(context: Context, task: BackgroundTask): Promise<void> {
    const { symbol, name, mode } = this;
    const results = this.begin(context, () => task.isCancelled);
    try {
      for (let step = await results.next(); step.done !== true; step = await results.next()) {
        lib.loggerService.debug("RunInstance result", { symbol, name });
      }
    } catch (error) {
      task.isRunning = false;
      task.status = "rejected";
      await exitEmitter.next(toExitError(error));
      return;
    }
    task.isRunning = false;
    await mode.doneSubject.next(Object.freeze(mode.describeEnd(symbol, context)));
    task.status = "fulfilled";
  }
}
