import type { IStrategyParams } from "../interfaces/Strategy.interface";
import { MINUTE_MS } from "../math/interval";
import type { RunningOutcome } from "./signal-machine";
import type { PositionProgress, StrategyNotifier } from "./strategy-notifier";

/** Distance between two milestones, percent of the way. */
const LEVEL_STEP = 10;

const NO_PROGRESS: PositionProgress = Object.freeze({ percentTp: 0, percentSl: 0 });

const toLevel = (percent: number): number => Math.floor(percent / LEVEL_STEP);

/** Tells the milestone tracker and the callbacks how far an open position is; asks the tracker only for new levels. */
export class MilestoneReporter {
  private profitLevel = 0;
  private lossLevel = 0;
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

  /** Starts over, for another signal. */
  public reset(): void {
    this.profitLevel = 0;
    this.lossLevel = 0;
    this.newest = NO_PROGRESS;
  }

  /** The minutes up to `time` (ms) are replayed: their progress is told for the newest one only, their milestones are not lost. */
  public replayUntil(time: number): void {
    this.replayEnd = time;
  }

  /** Notes the minute's progress; whether anybody has to hear of it. */
  public isWorthReporting(outcome: RunningOutcome): boolean {
    this.newest = outcome;
    const { callbacks } = this.params;
    return (
      toLevel(outcome.percentTp) > this.profitLevel ||
      toLevel(outcome.percentSl) > this.lossLevel ||
      callbacks?.onPartialProfit !== undefined ||
      callbacks?.onPartialLoss !== undefined
    );
  }

  /** Milestones first, then the callbacks. A tracker that fails is reported and asked again a minute later. */
  public async report(outcome: RunningOutcome): Promise<void> {
    const { execution, symbol, backtest } = this.params;
    const when = outcome.state.nextMinute;
    try {
      await execution.runInContext(() => this.reachLevels(outcome, new Date(when)), {
        symbol,
        when: new Date(when),
        backtest,
      });
    } catch (error) {
      this.params.logger.warn("MilestoneReporter report failed", { symbol, minute: when - MINUTE_MS, error });
      await this.params.reportError(error);
    }
    if (when >= this.replayEnd) {
      this.notifier.tellProgress(outcome.state.row, outcome, when);
    }
  }

  private async reachLevels(outcome: RunningOutcome, when: Date): Promise<void> {
    const { partial, symbol, backtest } = this.params;
    const { runningPrice, percentTp, percentSl, state } = outcome;
    if (runningPrice === null) {
      return;
    }
    if (toLevel(percentTp) > this.profitLevel) {
      await partial.profit(symbol, state.row, runningPrice, percentTp, backtest, when);
      this.profitLevel = toLevel(percentTp);
    }
    if (toLevel(percentSl) > this.lossLevel) {
      await partial.loss(symbol, state.row, runningPrice, percentSl, backtest, when);
      this.lossLevel = toLevel(percentSl);
    }
  }
}
