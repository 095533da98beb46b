import { errorEmitter, signalBacktestEmitter, signalEmitter } from "../../../config/emitters";
import type { GlobalConfig } from "../../../interfaces/Config.interface";
import type { IMethodContext } from "../../../interfaces/Context.interface";
import type { ICandleData } from "../../../interfaces/Exchange.interface";
import type { ISignalRow } from "../../../interfaces/Signal.interface";
import type { IStrategyBacktestResult, IStrategyOutlook } from "../../../interfaces/Strategy.interface";
import { LONGEST_SIGNAL_INTERVAL_MS, MINUTE_MS } from "../../../math/interval";
import { transitionTime } from "../../../math/transition-time";
import { EventLoopPacer } from "../../../utils/clock";
import type { LoggerService } from "../base/LoggerService";
import type { SettingsContextService } from "../context/SettingsContextService";
import type { ExchangeGlobalService } from "../global/ExchangeGlobalService";
import type { FrameGlobalService } from "../global/FrameGlobalService";
import type { StrategyGlobalService } from "../global/StrategyGlobalService";
import { PerformanceReporter } from "./PerformanceReporter";
import { ProgressReporter } from "./ProgressReporter";

/** The services a run calls. */
export interface IBacktestRunServices {
  readonly loggerService: LoggerService;
  readonly settingsContextService: SettingsContextService;
  readonly frameGlobalService: FrameGlobalService;
  readonly exchangeGlobalService: ExchangeGlobalService;
  readonly strategyGlobalService: StrategyGlobalService;
}

/** Results of closed and cancelled signals, and at the end a value for the caller. */
type ResultSteps<Return> = AsyncGenerator<IStrategyBacktestResult, Return, undefined>;

/** When the candles of a signal end at the latest, ms. */
const findLatestEnd = (row: ISignalRow, settings: Readonly<GlobalConfig>): number => {
  const lifetime = row.minuteEstimatedTime * MINUTE_MS;
  return row._isScheduled
    ? row.scheduledAt + settings.CC_SCHEDULE_AWAIT_MINUTES * MINUTE_MS + lifetime
    : row.pendingAt + lifetime;
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
    this.performance = new PerformanceReporter({ symbol, strategyName, exchangeName, backtest: true });
  }

  /** Yields results in order. @throws what the frame throws */
  public async *walkFrame(): ResultSteps<void> {
    const startedAt = this.performance.start();
    const { strategyName, exchangeName, frameName } = this.context;
    const timeline = await this.services.frameGlobalService.getTimeline(this.symbol, frameName);
    const progress = new ProgressReporter(
      { symbol: this.symbol, strategyName, exchangeName },
      timeline.count,
    );
    const pacer = new EventLoopPacer();
    await progress.start();
    let index = 0;
    let when = timeline.start;
    while (index < timeline.count && !this.isOver()) {
      when = timeline.start + index * timeline.step;
      const resumeAt = this.findQuietEnd(when) ?? (yield* this.visit(when));
      index = Math.max(index + 1, Math.ceil((resumeAt - timeline.start) / timeline.step));
      await progress.advanceTo(index);
      if (pacer.isDue()) {
        await pacer.yield();
      }
    }
    yield* this.finishHeld(when);
    await progress.finish();
    await this.performance.report("backtest_total", startedAt);
  }

  private get outlook(): IStrategyOutlook {
    return this.services.strategyGlobalService.getOutlook(true, this.symbol, this.context.strategyName);
  }

  /** A stopped strategy that holds nothing has nothing left to do. */
  private isOver(): boolean {
    const { isStopped, held } = this.outlook;
    return isStopped && held === null;
  }

  /**
   * If nothing would happen at a frame and nobody would see that: the time from which something may, ms. No frame is
   * passed without a candle window that reaches over the longest pass, for its candles could not be judged later.
   */
  private findQuietEnd(when: number): number | null {
    const { watchesIdle, held, quietUntil } = this.outlook;
    const { CC_CANDLES_CHUNK: chunk } = this.services.settingsContextService.getSettings();
    const isSeen = watchesIdle || signalBacktestEmitter.isWatched || signalEmitter.isWatched;
    const canPass = chunk * MINUTE_MS >= LONGEST_SIGNAL_INTERVAL_MS;
    return canPass && !isSeen && held === null && when < quietUntil ? quietUntil : null;
  }

  /**
   * One frame: ticks until a tick finds no transition, and follows what it opens.
   * @returns the time from which the next frame may be, ms
   */
  private async *visit(when: number): ResultSteps<number> {
    const startedAt = this.performance.start();
    for (;;) {
      const result = await this.attempt(() =>
        this.services.strategyGlobalService.tick(this.symbol, new Date(when), true),
      );
      if (result === null) {
        return this.findResumeTime(when);
      }
      if (result.action === "idle") {
        await this.finishFrame(startedAt);
        return when;
      }
      if (result.action === "closed" || result.action === "cancelled") {
        yield result;
      } else if (result.action !== "scheduled" || !this.outlook.isStopped) {
        return yield* this.follow(when, startedAt);
      }
      if (this.isOver()) {
        return when;
      }
    }
  }

  /** Follows what is held to its end. After a walk that failed, later frames go on from where it got to. */
  private async *follow(when: number, frameStartedAt: number): ResultSteps<number> {
    const startedAt = this.performance.start();
    const result = await this.attempt(() => this.walk(when));
    if (result === null) {
      return this.findResumeTime(when);
    }
    await this.performance.report("backtest_signal", startedAt);
    yield result;
    await this.finishFrame(frameStartedAt);
    return transitionTime(result, when);
  }

  /** A frame at which the run was stopped is not a finished one. */
  private async finishFrame(startedAt: number): Promise<void> {
    if (!this.isOver()) {
      await this.performance.report("backtest_timeframe", startedAt);
    }
  }

  /** A signal that is still held behind the last frame, because reading its candles failed, gets one more try. */
  private async *finishHeld(when: number): ResultSteps<void> {
    if (this.outlook.held !== null) {
      yield* this.follow(when, this.performance.start());
    }
  }

  private async walk(when: number): Promise<IStrategyBacktestResult | null> {
    const { held, nextMinute } = this.outlook;
    if (held === null || nextMinute === null) {
      return null;
    }
    const { settingsContextService, strategyGlobalService } = this.services;
    const settings = settingsContextService.getSettings();
    const since = nextMinute - (settings.CC_AVG_PRICE_CANDLES_COUNT - 1) * MINUTE_MS;
    const until = findLatestEnd(held, settings);
    const unseen = await this.readMinutes(since, until);
    // Where they are all missing, the close the signal was booked at is the last one: its candle is always there.
    const candles = unseen.length > 0 ? unseen : await this.readMinutes(held.scheduledAt - MINUTE_MS, until);
    return await strategyGlobalService.backtest(this.symbol, candles, new Date(when), true);
  }

  /** The one-minute candles that open in `[since, until)`, ms. */
  private async readMinutes(since: number, until: number): Promise<ICandleData[]> {
    const limit = (until - since) / MINUTE_MS;
    return await this.services.exchangeGlobalService.getNextCandles(
      this.symbol,
      "1m",
      limit,
      new Date(since),
      true,
    );
  }

  /** Runs one step of the run; what it throws is reported and costs the frame, not the run. */
  private async attempt<T>(step: () => Promise<T>): Promise<T | null> {
    try {
      return await step();
    } catch (error) {
      this.services.loggerService.warn("backtestLogicService step failed", {
        symbol: this.symbol,
        ...this.context,
        error,
      });
      await errorEmitter.next(error);
      return null;
    }
  }

  /** After a failure: behind the last minute that was fed. */
  private findResumeTime(when: number): number {
    return Math.max(when, this.outlook.nextMinute ?? when);
  }
}
