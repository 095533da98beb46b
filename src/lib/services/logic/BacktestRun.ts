import { errorEmitter } from "../../../config/emitters";
import type { Awaitable } from "../../../interfaces/Awaitable.interface";
import type { IMethodContext } from "../../../interfaces/Context.interface";
import type { ITimeline } from "../../../interfaces/Frame.interface";
import type { IReportPair } from "../../../interfaces/Report.interface";
import type {
  IStrategyBacktestResult,
  IStrategyOutlook,
  IStrategyTickResult,
} from "../../../interfaces/Strategy.interface";
import { transitionTime } from "../../../math/transition-time";
import { andThen, orElse } from "../../../utils/awaitable";
import { afterCallbacks, hasUnsettledCallbacks, letCallbacksGoOn } from "../../../utils/notify";
import { FrameWalk } from "./FrameWalk";
import { PerformanceReporter } from "./PerformanceReporter";
import { ProgressReporter } from "./ProgressReporter";
import { SignalWalk } from "./SignalWalk";
import type { IBacktestRunServices, IRunSurroundings } from "./backtest-run-services";

/** Results of closed and cancelled signals, and at the end a value for the caller. */
type ResultSteps<Return> = AsyncGenerator<IStrategyBacktestResult, Return, undefined>;

/** What a run goes through its frames with. */
interface StartedFrames {
  readonly timeline: ITimeline;
  readonly progress: ProgressReporter;
  readonly frames: FrameWalk;
}

/** One walk over one frame: ticks, follows what was opened to its end, and goes on behind it. */
export class BacktestRun {
  private readonly performance: PerformanceReporter;

  public constructor(
    private readonly symbol: string,
    private readonly context: IMethodContext,
    private readonly services: IBacktestRunServices,
  ) {
    const { strategyName, exchangeName } = context;
    const run = { symbol, strategyName, exchangeName, backtest: true };
    this.performance = new PerformanceReporter(run, services.runCollector);
  }

  /**
   * Yields results in order. What comes first and last has no generator of its own around this one, through which each result
   * would have to go.
   * @throws what the frame throws, and what comes first and last
   */
  public async *walkFrame(around: IRunSurroundings): ResultSteps<void> {
    const free = around.take();
    try {
      await around.prepare();
      const startedAt = this.performance.start();
      const { timeline, progress, frames } = await this.startFrames();
      for (;;) {
        const halted = frames.walk();
        const halt = halted instanceof Promise ? await halted : halted;
        if (halt.kind === "end") {
          break;
        }
        if (halt.kind === "pause") {
          await halt.ended;
          continue;
        }
        const { when } = frames;
        const result = halt.kind === "found" ? halt.result : await this.reportFailure(halt.error);
        let resumeAt: number;
        if (result !== null && this.isToFollow(result)) {
          // Not handed to a generator of its own, which would cost more than most of what a trade does.
          const followed = this.follow(when);
          const ended = followed instanceof Promise ? await followed : followed;
          if (ended !== null) {
            const pausedAt = this.performance.pause();
            yield ended;
            this.performance.resume(pausedAt);
            const finished = frames.finishFrame(halt.startedAt);
            if (finished !== undefined) {
              await finished;
            }
          }
          resumeAt = this.findEnd(ended, when);
        } else {
          resumeAt = yield* this.visit(frames, halt.startedAt, result);
        }
        const others = frames.moveTo(resumeAt);
        if (others !== undefined) {
          await others;
        }
      }
      yield* this.finishHeld(frames);
      const lastFrame = timeline.start + (timeline.count - 1) * timeline.step;
      await this.finishFrames(this.outlook.isStopped ? frames.when : lastFrame, frames.isPassing);
      await progress.finish();
      await this.performance.report("backtest_total", startedAt);
    } finally {
      await around.cleanUp().finally(free);
    }
  }

  private async startFrames(): Promise<StartedFrames> {
    const { symbol, services, performance } = this;
    const { strategyName, exchangeName, frameName } = this.context;
    const timeline = await services.frameGlobalService.getTimeline(symbol, frameName);
    services.runCollector.frame(this.pair, timeline.start);
    const progress = new ProgressReporter({ symbol, strategyName, exchangeName }, timeline.count);
    await progress.start();
    const frames = new FrameWalk({ symbol, strategyName, services, performance, timeline, progress });
    return { timeline, progress, frames };
  }

  /** @param end - the last frame the run came to, ms */
  private async finishFrames(end: number, isPassing: boolean): Promise<void> {
    if (isPassing) {
      await this.tellPassedMinutes(end);
    }
    this.services.runCollector.finish(this.pair, end);
  }

  private get pair(): IReportPair {
    return { symbol: this.symbol, strategyName: this.context.strategyName, backtest: true };
  }

  private get outlook(): IStrategyOutlook {
    return this.services.strategyGlobalService.getOutlook(true, this.symbol, this.context.strategyName);
  }

  /** Behind frames that were passed no tick tells of their minutes any more. A report that lacks them is no failed run. */
  private async tellPassedMinutes(until: number): Promise<void> {
    try {
      await this.services.exchangeGlobalService.tellPassedMinutes(this.symbol, new Date(until));
    } catch (error) {
      this.services.loggerService.debug("backtestLogicService passed minutes not told", {
        symbol: this.symbol,
        ...this.context,
        error,
      });
    }
  }

  /** Ticks once; `null` when that failed, which is reported. */
  private look(when: number): Awaitable<IStrategyTickResult | null> {
    return this.attempt(() => this.services.strategyGlobalService.tick(this.symbol, new Date(when), true));
  }

  /**
   * One frame: ticks until a tick finds no transition, and follows what it opens.
   * @param first - what the first tick found; `null` when it failed
   * @returns the time from which the next frame may be, ms
   */
  private async *visit(
    frames: FrameWalk,
    startedAt: number,
    first: IStrategyTickResult | null,
  ): ResultSteps<number> {
    const { when } = frames;
    for (let result = first; ; result = await this.look(when)) {
      if (hasUnsettledCallbacks()) {
        await letCallbacksGoOn();
      }
      if (result === null) {
        return this.findResumeTime(when);
      }
      if (result.action === "idle") {
        await frames.finishFrame(startedAt);
        return when;
      }
      if (this.isToFollow(result)) {
        return yield* this.followHeld(frames, startedAt);
      }
      if (result.action === "closed" || result.action === "cancelled") {
        const pausedAt = this.performance.pause();
        yield result;
        this.performance.resume(pausedAt);
      }
      if (frames.isOver) {
        return when;
      }
    }
  }

  /** Whether a tick leaves something to be followed to its end. */
  private isToFollow({ action }: IStrategyTickResult): boolean {
    return action === "opened" || action === "active" || (action === "scheduled" && !this.outlook.isStopped);
  }

  /** Follows what is held to its end. @returns the time from which the next frame may be, ms */
  private async *followHeld(frames: FrameWalk, startedAt: number): ResultSteps<number> {
    const { when } = frames;
    const ended = await this.follow(when);
    if (ended !== null) {
      const pausedAt = this.performance.pause();
      yield ended;
      this.performance.resume(pausedAt);
      await frames.finishFrame(startedAt);
    }
    return this.findEnd(ended, when);
  }

  /** Follows what is held to its end; `null` when that failed, which is reported. Callbacks go first and last. */
  private follow(when: number): Awaitable<IStrategyBacktestResult | null> {
    return andThen(afterCallbacks(when), () => {
      const startedAt = this.performance.start();
      const walk = new SignalWalk(this.services, this.symbol, this.context.strategyName, when);
      return andThen(
        this.attempt(() => walk.run()),
        (result) => {
          const told = result === null ? undefined : this.performance.report("backtest_signal", startedAt);
          return andThen(told, () => afterCallbacks(result));
        },
      );
    });
  }

  /**
   * A signal that is still held behind the last frame, because reading its candles failed, gets one more try. An order
   * whose strategy was stopped meanwhile must not be filled any more: a tick cancels it.
   */
  private async *finishHeld(frames: FrameWalk): ResultSteps<void> {
    const { held, isStopped } = this.outlook;
    if (held === null) {
      return;
    }
    if (isStopped && held._isScheduled) {
      yield* this.visit(frames, this.performance.start(), await this.look(frames.when));
      return;
    }
    yield* this.followHeld(frames, this.performance.start());
  }

  /** Runs one step of the run; what it throws is reported and costs the frame, not the run. */
  private attempt<T>(step: () => Awaitable<T>): Awaitable<T | null> {
    return orElse<T | null>(step, (error) => this.reportFailure(error));
  }

  private async reportFailure(error: unknown): Promise<null> {
    this.services.loggerService.warn("backtestLogicService step failed", {
      symbol: this.symbol,
      ...this.context,
      error,
    });
    this.services.runCollector.stepFailure(this.pair, error);
    await errorEmitter.next(error);
    return null;
  }

  /** Where to go on behind what was followed: after a failure from where it got to. */
  private findEnd(ended: IStrategyBacktestResult | null, when: number): number {
    return ended === null ? this.findResumeTime(when) : transitionTime(ended, when);
  }

  /** After a failure: behind the last minute that was fed. */
  private findResumeTime(when: number): number {
    return Math.max(when, this.outlook.nextMinute ?? when);
  }
}
