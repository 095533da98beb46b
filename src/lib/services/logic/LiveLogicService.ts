import { errorEmitter } from "../../../config/emitters";
import { stopRequestSubject } from "../../../config/stop-requests";
import { ContextError } from "../../../errors/ContextError";
import type { IRunCollector } from "../../../interfaces/Collector.interface";
import type { IMethodContext } from "../../../interfaces/Context.interface";
import type { IStrategyLiveResult } from "../../../interfaces/Strategy.interface";
import { isInsideUserCall } from "../../../utils/call-chain";
import { getClock } from "../../../utils/clock";
import { getOuterInstant } from "../../../utils/horizon";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import type { IStrategyPair } from "../connection/StrategyConnectionService";
import type { SettingsContextService } from "../context/SettingsContextService";
import type { ExchangeGlobalService } from "../global/ExchangeGlobalService";
import type { StrategyGlobalService } from "../global/StrategyGlobalService";
import { loadStores } from "../persist/load-stores";
import { runDetached } from "./detached-run";
import { LiveRun } from "./LiveRun";
import { MinuteAlarm } from "./MinuteAlarm";
import type { RunRegistryService } from "./RunRegistryService";
import type { StopRequestQuery } from "./stop-request-query";

type LiveSteps = AsyncGenerator<IStrategyLiveResult, void, undefined>;

/** The loop of a live run: ticks with the minutes of the clock, and leaves what is open on disk when it is left. */
export class LiveLogicService {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);
  public readonly settingsContextService = inject<SettingsContextService>(TYPES.settingsContextService);
  public readonly runCollector = inject<IRunCollector>(TYPES.runCollector);
  public readonly runRegistryService = inject<RunRegistryService>(TYPES.runRegistryService);
  public readonly exchangeGlobalService = inject<ExchangeGlobalService>(TYPES.exchangeGlobalService);
  public readonly strategyGlobalService = inject<StrategyGlobalService>(TYPES.strategyGlobalService);

  /** The runs that have begun and not ended. */
  private readonly active = new Set<LiveSteps>();

  /**
   * Yields opened, closed and cancelled results as they happen. Nothing is done before the first `next()`. Leaving, also
   * while it waits, ends the run after the step under way; what is held stays stored. User code of any run that
   * leaves it does not wait for that.
   * @param isStopRequested - a stop that was asked for before the run began
   * @param signal - leaves the run when it aborts
   * @throws RunError `RUN_ALREADY_ACTIVE` and LoadError `PART_NOT_LOADED` from the first `next()`; TypeError at once for a signal that is none
   */
  public run(
    symbol: string,
    context: Omit<IMethodContext, "frameName">,
    isStopRequested: StopRequestQuery,
    signal?: AbortSignal,
  ): LiveSteps {
    const { strategyName, exchangeName } = context;
    const ownContext: IMethodContext = Object.freeze({ strategyName, exchangeName, frameName: "" });
    const exit = new AbortController();
    const exits = AbortSignal.any([exit.signal, ...(signal ? [signal] : [])]);
    const steps = runDetached(this.begin(symbol, ownContext, isStopRequested, exits), ownContext);
    const run: LiveSteps = {
      next: () => {
        this.active.add(run);
        return this.removeWhenDone(run, steps.next());
      },
      return: async (value) => {
        exit.abort();
        return await this.awaitEnd(this.removeWhenDone(run, steps.return(value)));
      },
      throw: async (error) => {
        exit.abort();
        return await this.awaitEnd(this.removeWhenDone(run, steps.throw(error)));
      },
      [Symbol.asyncIterator]: () => run,
    };
    return run;
  }

  /**
   * Leaves every run; resolves when the steps under way have ended and everything is written. Called from inside of a
   * listener, a callback or other user code of any run, it resolves at once: the steps end when their listeners have.
   */
  public async leaveAll(): Promise<void> {
    await Promise.allSettled([...this.active].map((run) => run.return()));
  }

  /**
   * User code that the engine has called cannot wait for the end of a run: its own step, or one that waits for that, would
   * wait for itself. The run is over when the step under way is, whether somebody asks for more or not.
   */
  private async awaitEnd(
    end: Promise<IteratorResult<IStrategyLiveResult, void>>,
  ): Promise<IteratorResult<IStrategyLiveResult, void>> {
    if (!isInsideUserCall()) {
      return await end;
    }
    // What a step throws its consumer gets; what was thrown into the run its caller has.
    end.catch(() => undefined);
    return { done: true, value: undefined };
  }

  private async removeWhenDone(
    run: LiveSteps,
    step: Promise<IteratorResult<IStrategyLiveResult, void>>,
  ): Promise<IteratorResult<IStrategyLiveResult, void>> {
    let isOver = true;
    try {
      const result = await step;
      isOver = result.done === true;
      return result;
    } finally {
      if (isOver) {
        this.active.delete(run);
      }
    }
  }

  private async *begin(
    symbol: string,
    context: IMethodContext,
    isStopRequested: StopRequestQuery,
    exit: AbortSignal,
  ): LiveSteps {
    const { strategyName } = context;
    const pair = { symbol, strategyName };
    if (getOuterInstant() !== null) {
      throw new ContextError(
        "CONTEXT_LOOK_AHEAD",
        `a live run of strategy ${strategyName} on ${symbol} was started by user code of a back-test, which must not see the market of today: start it outside of the back-test`,
      );
    }
    const free = this.runRegistryService.take(symbol, strategyName, false, context);
    try {
      this.loggerService.info("liveLogicService run", { symbol, ...context });
      // Once for all: no order and no tick waits for a file of the library, or fails for want of one.
      await loadStores();
      const settings = this.settingsContextService.getSettings();
      const startTime = getClock().now();
      this.runCollector.start({ symbol, ...context, backtest: false, settings, startTime });
      await this.strategyGlobalService.clear(false, pair);
      if (isStopRequested()) {
        await this.strategyGlobalService.stop(false, pair);
      }
      yield* this.tick(symbol, context, exit);
    } finally {
      await this.cleanUp(pair, context).finally(free);
    }
  }

  /** Ticks until the run ends; an exit and a stop end its wait for the next minute. */
  private async *tick(symbol: string, context: IMethodContext, exit: AbortSignal): LiveSteps {
    const alarm = new MinuteAlarm();
    const wake = (): void => alarm.wake();
    const stops = stopRequestSubject.subscribe((request) => {
      const isMine = request.symbol === symbol && request.strategyName === context.strategyName;
      if (isMine && !request.backtest) {
        wake();
      }
    });
    exit.addEventListener("abort", wake);
    try {
      yield* new LiveRun(symbol, context, this, alarm, exit).ticks();
    } finally {
      stops.unsubscribe();
      exit.removeEventListener("abort", wake);
    }
  }

  /** Whatever fails here is reported: the pair must become free, and the result of the run must not be hidden. */
  private async cleanUp(pair: IStrategyPair, context: IMethodContext): Promise<void> {
    this.exchangeGlobalService.release(context);
    try {
      await this.strategyGlobalService.clear(false, pair);
    } catch (error) {
      this.loggerService.warn("liveLogicService clean-up failed", { ...pair, error });
      await errorEmitter.next(error);
    }
  }
}
