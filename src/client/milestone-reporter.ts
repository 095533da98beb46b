import type { Awaitable } from "../interfaces/Awaitable.interface";
import type { PartialSide } from "../interfaces/Partial.interface";
import type { IStrategyParams } from "../interfaces/Strategy.interface";
import { MINUTE_MS } from "../math/interval";
import { andThen, orElse } from "../utils/awaitable";
import { countLevels, type ReachedLevels } from "./partial-levels";
import type { RunningOutcome } from "./signal-machine";
import type { PositionProgress, StrategyNotifier } from "./strategy-notifier";

const NO_PROGRESS: PositionProgress = Object.freeze({ percentTp: 0, percentSl: 0 });

/** Tells the milestone tracker and the callbacks how far an open position is; asks the tracker only for new levels. */
export class MilestoneReporter {
  /** The highest level of each side that was told. */
  private levels: Record<PartialSide, number> = { profit: 0, loss: 0 };
  private newest: PositionProgress = NO_PROGRESS;
  /** Minutes that end before this time have been told by an earlier process, ms. */
  private replayEnd = Number.NEGATIVE_INFINITY;

  public constructor(
    private readonly params: IStrategyParams,
    private readonly notifier: StrategyNotifier,
  ) {}

  /** Progress at the newest minute. */
  public get progress(): PositionProgress {
    return this.newest;
  }

  /** The levels that were told. */
  public get reached(): ReachedLevels {
    return this.levels;
  }

  /** Whether somebody is told of every minute, also of one that reaches no level. */
  public get tellsEveryMinute(): boolean {
    const { callbacks } = this.params;
    return callbacks?.onPartialProfit !== undefined || callbacks?.onPartialLoss !== undefined;
  }

  /** Starts over, for another signal. */
  public reset(): void {
    this.levels = { profit: 0, loss: 0 };
    this.newest = NO_PROGRESS;
  }

  /** The minutes up to `time` (ms) are replayed: their progress is told for the newest one only, their milestones are not lost. */
  public replayUntil(time: number): void {
    this.replayEnd = time;
  }

  /** Notes the minute's progress; whether anybody has to hear of it. */
  public isWorthReporting(outcome: RunningOutcome): boolean {
    this.newest = outcome;
    return (
      countLevels(outcome.percentTp) > this.levels.profit ||
      countLevels(outcome.percentSl) > this.levels.loss ||
      this.tellsEveryMinute
    );
  }

  /** Milestones first, then the callbacks. A tracker that fails is reported and asked again a minute later. */
  public report(outcome: RunningOutcome): Awaitable<void> {
    const reached = orElse(
      () => this.reachInContext(outcome),
      (error) => this.reportFailure(outcome, error),
    );
    return andThen(reached, () => {
      if (outcome.state.nextMinute >= this.replayEnd) {
        this.notifier.tellProgress(outcome.state.row, outcome, outcome.state.nextMinute);
      }
    });
  }

  private async reportFailure(outcome: RunningOutcome, error: unknown): Promise<void> {
    const { logger, symbol, reportError } = this.params;
    const minute = outcome.state.nextMinute - MINUTE_MS;
    logger.warn("MilestoneReporter report failed", { symbol, minute, error });
    await reportError(error);
  }

  /** At the end of the minute, where anybody sees what time it is. */
  private reachInContext(outcome: RunningOutcome): Awaitable<void> {
    const { execution, symbol, backtest, partial } = this.params;
    if (!partial.isHeard("profit", backtest) && !partial.isHeard("loss", backtest)) {
      return this.reachLevels(outcome);
    }
    const when = new Date(outcome.state.nextMinute);
    return execution.runInContext(() => this.reachLevels(outcome), { symbol, when, backtest });
  }

  private reachLevels(outcome: RunningOutcome): Awaitable<void> {
    if (outcome.runningPrice === null) {
      return;
    }
    return andThen(this.reach("profit", outcome, outcome.percentTp), () =>
      this.reach("loss", outcome, outcome.percentSl),
    );
  }

  private reach(side: PartialSide, outcome: RunningOutcome, percent: number): Awaitable<void> {
    const { partial, symbol, backtest } = this.params;
    const { runningPrice, state } = outcome;
    const level = countLevels(percent);
    if (runningPrice === null || level <= this.levels[side]) {
      return;
    }
    const { row, nextMinute } = state;
    return andThen(partial.reach(side, symbol, row, runningPrice, percent, backtest, nextMinute), () => {
      this.levels[side] = level;
    });
  }
}
