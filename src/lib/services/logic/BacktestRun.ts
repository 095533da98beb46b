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
import { EventLoopPacer } from "../../../utils/clock";
import type { OpenContext } from "../context/ExecutionContextService";
import { PerformanceReporter } from "./PerformanceReporter";
import { ProgressReporter } from "./ProgressReporter";
import { SignalWalk } from "./SignalWalk";
import type { IBacktestRunServices } from "./backtest-run-services";

/** Results of closed and cancelled signals, and at the end a value for the caller. */
type ResultSteps<Return> = AsyncGenerator<IStrategyBacktestResult, Return, undefined>;

/** What goes through the frames of a run. */
interface FrameWalk {
  readonly timeline: ITimeline;
  readonly progress: ProgressReporter;
  readonly pacer: EventLoopPacer;
}

/** Between two frames: the listeners of the progress, the callbacks nobody waits for, and the rest of the program. */
const letOthersGoOn = async (told: Promise<void> | undefined, pacer: EventLoopPacer): Promise<void> => {
  await told;
  if (hasUnsettledCallbacks()) {
    await letCallbacksGoOn();
  }
  if (pacer.isDue()) {
    await pacer.yield();
  }
};

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

  /** Yields results in order. @throws what the frame throws */
  public async *walkFrame(): ResultSteps<void> {
    const startedAt = this.performance.start();
    const { timeline, progress, pacer } = await this.startFrames();
    let index = 0;
    let when = timeline.start;
    let isPassing = false;
    while (index < timeline.count) {
      const { outlook } = this;
      if (this.isOver(outlook)) {
        break;
      }
      when = timeline.start + index * timeline.step;
      let resumeAt = this.findQuietEnd(when, outlook);
      let finished: Promise<void> | undefined;
      isPassing = resumeAt !== null;
      if (resumeAt === null) {
        const startedAt = this.performance.start();
        let result: IStrategyTickResult | null;
        try {
          const look = this.ask(when, outlook);
          try {
            result = look.value instanceof Promise ? await look.value : look.value;
          } finally {
            look.close();
          }
        } catch (error) {
          result = await this.reportFailure(error);
        }
        if (result?.action === "idle") {
          finished = this.finishFrame(startedAt);
          resumeAt = when;
        } else if (result !== null && this.isToFollow(result)) {
          // Not handed to a generator of its own, which would cost more than most of what a trade does.
          const followed = this.follow(when);
          const ended = followed instanceof Promise ? await followed : followed;
          if (ended !== null) {
            const pausedAt = this.performance.pause();
            yield ended;
            this.performance.resume(pausedAt);
            finished = this.finishFrame(startedAt);
          }
          resumeAt = this.findEnd(ended, when);
        } else {
          resumeAt = yield* this.visit(when, startedAt, result);
        }
      }
      if (finished !== undefined) {
        await finished;
      }
      index = Math.max(index + 1, Math.ceil((resumeAt - timeline.start) / timeline.step));
      const told = progress.advanceTo(index);
      if (told !== undefined || hasUnsettledCallbacks() || pacer.isDue()) {
        await letOthersGoOn(told, pacer);
      }
    }
    yield* this.finishHeld(when);
    const lastFrame = timeline.start + (timeline.count - 1) * timeline.step;
    await this.finishFrames(this.outlook.isStopped ? when : lastFrame, isPassing);
    await progress.finish();
    await this.performance.report("backtest_total", startedAt);
  }

  private async startFrames(): Promise<FrameWalk> {
    const { symbol } = this;
    const { strategyName, exchangeName, frameName } = this.context;
    const timeline = await this.services.frameGlobalService.getTimeline(symbol, frameName);
    this.services.runCollector.frame(this.pair, timeline.start);
    const progress = new ProgressReporter({ symbol, strategyName, exchangeName }, timeline.count);
    await progress.start();
    return { timeline, progress, pacer: new EventLoopPacer() };
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

  /** A stopped strategy that holds nothing has nothing left to do. */
  private isOver({ isStopped, held } = this.outlook): boolean {
    return isStopped && held === null;
  }

  /**
   * If nothing would happen at a frame and nobody would see that: the time from which something may, ms. Without a
   * candle window no frame is passed, for the candles of a passed frame could not be judged later.
   */
  private findQuietEnd(when: number, { hearsIdle, held, quietUntil }: IStrategyOutlook): number | null {
    const isQuiet = !hearsIdle && held === null && when < quietUntil;
    return isQuiet && this.services.settingsContextService.getSettings().CC_CANDLES_CHUNK > 0
      ? quietUntil
      : null;
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

  /** Ticks once, in few steps where the strategy is not asked. */
  private ask(when: number, { quietUntil }: IStrategyOutlook): OpenContext<Awaitable<IStrategyTickResult>> {
    const { strategyGlobalService } = this.services;
    const quiet = when < quietUntil ? strategyGlobalService.lookQuietly(this.symbol, when) : null;
    return quiet ?? strategyGlobalService.look(this.symbol, when, true, false);
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
    when: number,
    startedAt: number,
    first: IStrategyTickResult | null,
  ): ResultSteps<number> {
    for (let result = first; ; result = await this.look(when)) {
      if (hasUnsettledCallbacks()) {
        await letCallbacksGoOn();
      }
      if (result === null) {
        return this.findResumeTime(when);
      }
      if (result.action === "idle") {
        await this.finishFrame(startedAt);
        return when;
      }
      if (this.isToFollow(result)) {
        return yield* this.followHeld(when, startedAt);
      }
      if (result.action === "closed" || result.action === "cancelled") {
        const pausedAt = this.performance.pause();
        yield result;
        this.performance.resume(pausedAt);
      }
      if (this.isOver()) {
        return when;
      }
    }
  }

  /** Whether a tick leaves something to be followed to its end. */
  private isToFollow({ action }: IStrategyTickResult): boolean {
    return action === "opened" || action === "active" || (action === "scheduled" && !this.outlook.isStopped);
  }

  /** Follows what is held to its end. @returns the time from which the next frame may be, ms */
  private async *followHeld(when: number, startedAt: number): ResultSteps<number> {
    const ended = await this.follow(when);
    if (ended !== null) {
      const pausedAt = this.performance.pause();
      yield ended;
      this.performance.resume(pausedAt);
      await this.finishFrame(startedAt);
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

  /** A frame at which the run was stopped is not a finished one. */
  private finishFrame(startedAt: number): Promise<void> | undefined {
    return this.isOver() ? undefined : this.performance.report("backtest_timeframe", startedAt);
  }

  /**
   * A signal that is still held behind the last frame, because reading its candles failed, gets one more try. An order
   * whose strategy was stopped meanwhile must not be filled any more: a tick cancels it.
   */
  private async *finishHeld(when: number): ResultSteps<void> {
    const { held, isStopped } = this.outlook;
    if (held === null) {
      return;
    }
    if (isStopped && held._isScheduled) {
      yield* this.visit(when, this.performance.start(), await this.look(when));
      return;
    }
    yield* this.followHeld(when, this.performance.start());
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
