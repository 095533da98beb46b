import { errorEmitter } from "../../../config/emitters";
import type { IRunCollector } from "../../../interfaces/Collector.interface";
import type { IMethodContext } from "../../../interfaces/Context.interface";
import type { IStrategyLiveResult, IStrategyTickResult } from "../../../interfaces/Strategy.interface";
import { floorToMinute } from "../../../math/interval";
import { getClock } from "../../../utils/clock";
import type { LoggerService } from "../base/LoggerService";
import type { StrategyGlobalService } from "../global/StrategyGlobalService";
import type { MinuteAlarm } from "./MinuteAlarm";
import { PerformanceReporter } from "./PerformanceReporter";

/** The services a live run calls. */
export interface ILiveRunServices {
  readonly loggerService: Pick<LoggerService, "warn">;
  readonly runCollector: Pick<IRunCollector, "timing">;
  readonly strategyGlobalService: Pick<StrategyGlobalService, "tick" | "getOutlook">;
}

/** Whether somebody with a live position wants to hear of a result: everything that changed what is open. */
const isYielded = (result: IStrategyTickResult): result is IStrategyLiveResult =>
  result.action === "opened" || result.action === "closed" || result.action === "cancelled";

/**
 * Whether a transition lies before the minute of its tick: then later minutes may have been seen already, and the same
 * minute is ticked again at once.
 */
const isFoundBefore = (result: IStrategyTickResult, minute: number): boolean => {
  switch (result.action) {
    case "idle":
    case "active":
      return false;
    case "scheduled":
      return result.signal.scheduledAt < minute;
    case "opened":
      return result.signal.pendingAt < minute;
    case "closed":
    case "cancelled":
      return true;
  }
};

/** One live run: ticks at once, then with every minute of the clock, until it is stopped or left. */
export class LiveRun {
  private readonly performance: PerformanceReporter;

  /**
   * @param alarm - wakes the loop with the minute, or before when something was asked of it
   * @param exit - leaves the run after the step under way; what is held stays stored
   */
  public constructor(
    private readonly symbol: string,
    private readonly context: IMethodContext,
    private readonly services: ILiveRunServices,
    private readonly alarm: MinuteAlarm,
    private readonly exit: AbortSignal,
  ) {
    const { strategyName, exchangeName } = context;
    const run = { symbol, strategyName, exchangeName, backtest: false };
    this.performance = new PerformanceReporter(run, services.runCollector);
  }

  /** Yields opened, closed and cancelled signals as they happen. */
  public async *ticks(): AsyncGenerator<IStrategyLiveResult, void, undefined> {
    while (!this.exit.aborted) {
      yield* this.visit();
      if (this.isOver()) {
        return;
      }
      await this.alarm.wait();
    }
  }

  /** A stopped strategy that holds nothing has nothing left to do. */
  private isOver(): boolean {
    const { strategyName } = this.context;
    const { isStopped, held } = this.services.strategyGlobalService.getOutlook(
      false,
      this.symbol,
      strategyName,
    );
    return this.exit.aborted || (isStopped && held === null);
  }

  /** One minute: ticks until a tick finds no transition in a minute that has passed. */
  private async *visit(): AsyncGenerator<IStrategyLiveResult, void, undefined> {
    for (;;) {
      const startedAt = this.performance.start();
      const now = getClock().now();
      const result = await this.attempt(now);
      if (result === null) {
        return;
      }
      await this.performance.report("live_tick", startedAt);
      if (isYielded(result)) {
        const pausedAt = this.performance.pause();
        yield result;
        this.performance.resume(pausedAt);
      }
      if (!isFoundBefore(result, floorToMinute(now)) || this.isOver()) {
        return;
      }
    }
  }

  /** A tick that fails is reported, and the next minute is tried. */
  private async attempt(now: number): Promise<IStrategyTickResult | null> {
    const { strategyGlobalService, loggerService } = this.services;
    try {
      return await strategyGlobalService.tick(this.symbol, new Date(now), false);
    } catch (error) {
      loggerService.warn("liveLogicService tick failed", { symbol: this.symbol, ...this.context, error });
      await errorEmitter.next(error);
      return null;
    }
  }
}
