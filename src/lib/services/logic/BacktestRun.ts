import { errorEmitter, signalBacktestEmitter, signalEmitter } from "../../../config/emitters";
import type { IMethodContext } from "../../../interfaces/Context.interface";
import type { IReportPair } from "../../../interfaces/Report.interface";
import type {
  IStrategyBacktestResult,
  IStrategyOutlook,
  IStrategyTickResult,
} from "../../../interfaces/Strategy.interface";
import { transitionTime } from "../../../math/transition-time";
import { hasUnsettledCallbacks, letCallbacksGoOn } from "../../../utils/notify";
import { EventLoopPacer } from "../../../utils/clock";
import { PerformanceReporter } from "./PerformanceReporter";
import { ProgressReporter } from "./ProgressReporter";
import { SignalWalk } from "./SignalWalk";
import type { IBacktestRunServices } from "./backtest-run-services";

/** Results of closed and cancelled signals, and at the end a value for the caller. */
type ResultSteps<Return> = AsyncGenerator<IStrategyBacktestResult, Return, undefined>;

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
    const { strategyName, exchangeName, frameName } = this.context;
    const timeline = await this.services.frameGlobalService.getTimeline(this.symbol, frameName);
    this.services.runCollector.frame(this.pair, timeline.start);
    const progress = new ProgressReporter(
      { symbol: this.symbol, strategyName, exchangeName },
      timeline.count,
    );
    const pacer = new EventLoopPacer();
    await progress.start();
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
      isPassing = resumeAt !== null;
      if (resumeAt === null) {
        const startedAt = this.performance.start();
        let result: IStrategyTickResult | null;
        try {
          const look = this.services.strategyGlobalService.look(this.symbol, when, true);
          try {
            result = look.value instanceof Promise ? await look.value : look.value;
          } finally {
            look.close();
          }
        } catch (error) {
          result = await this.reportFailure(error);
        }
        if (result?.action === "idle") {
          const finished = this.finishFrame(startedAt);
          if (finished !== undefined) {
            await finished;
          }
          resumeAt = when;
        } else {
          resumeAt = yield* this.visit(when, startedAt, result);
        }
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
  private findQuietEnd(when: number, { watchesIdle, held, quietUntil }: IStrategyOutlook): number | null {
    if (signalBacktestEmitter.isWatched || signalEmitter.isWatched) {
      return null;
    }
    const isQuiet = !watchesIdle && held === null && when < quietUntil;
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

  /** Ticks once; `null` when that failed, which is reported. */
  private look(when: number): Promise<IStrategyTickResult | null> {
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
      if (result.action === "closed" || result.action === "cancelled") {
        const pausedAt = this.performance.pause();
        yield result;
        this.performance.resume(pausedAt);
      } else if (result.action !== "scheduled" || !this.outlook.isStopped) {
        const ended = await this.follow(when);
        if (ended === null) {
          // Later frames go on from where it got to.
          return this.findResumeTime(when);
        }
        const pausedAt = this.performance.pause();
        yield ended;
        this.performance.resume(pausedAt);
        await this.finishFrame(startedAt);
        return transitionTime(ended, when);
      }
      if (this.isOver()) {
        return when;
      }
    }
  }

  /** Follows what is held to its end; `null` when that failed, which is reported. */
  private async follow(when: number): Promise<IStrategyBacktestResult | null> {
    const startedAt = this.performance.start();
    const walk = new SignalWalk(this.services, this.symbol, this.context.strategyName, when);
    const result = await this.attempt(() => walk.run());
    if (result !== null) {
      await this.performance.report("backtest_signal", startedAt);
    }
    return result;
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
    const startedAt = this.performance.start();
    const ended = await this.follow(when);
    if (ended !== null) {
      const pausedAt = this.performance.pause();
      yield ended;
      this.performance.resume(pausedAt);
      await this.finishFrame(startedAt);
    }
  }

  /** Runs one step of the run; what it throws is reported and costs the frame, not the run. */
  private async attempt<T>(step: () => Promise<T>): Promise<T | null> {
    try {
      return await step();
    } catch (error) {
      return await this.reportFailure(error);
    }
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

  /** After a failure: behind the last minute that was fed. */
  private findResumeTime(when: number): number {
    return Math.max(when, this.outlook.nextMinute ?? when);
  }
}
