import { SignalError } from "../errors/SignalError";
import type { Awaitable } from "../interfaces/Awaitable.interface";
import type { IUserScope } from "../interfaces/Context.interface";
import type { IStrategyParams, IStrategyTickResult } from "../interfaces/Strategy.interface";
import { intervalToMs } from "../math/interval";
import type { Later, Receiver } from "../interfaces/Receiver.interface";
import { LATER } from "../utils/later";
import { Watchdog, type AnswerSteps, type CallSteps } from "../utils/watchdog";

/** A call of the strategy that has not ended. */
class PendingCall<Result> implements CallSteps<unknown, Result> {
  public constructor(
    private readonly params: IStrategyParams,
    private readonly scope: IUserScope,
    private readonly abort: AbortController | null,
    private readonly limitSeconds: number,
    private readonly steps: AnswerSteps<unknown, Result>,
    private readonly end: (scope: IUserScope) => void,
  ) {}

  public use(answer: unknown): Awaitable<Result> {
    return this.steps.use(answer);
  }

  public fail(error: unknown): Awaitable<Result> {
    return this.steps.fail(error);
  }

  public createError(): Error {
    const { symbol, strategyName } = this.params;
    this.scope.close();
    this.scope.runBriefly(() => this.abort?.abort());
    return new SignalError(
      "SIGNAL_TIMEOUT",
      `Timeout for ${strategyName} symbol=${symbol}: getSignal did not answer within ${this.limitSeconds} s; its late answer is dropped`,
    );
  }

  public onEnd(): void {
    this.end(this.scope);
  }
}

/** Calls `getSignal`: at most once per interval, never two calls at once, under a time limit. */
export class SignalProducer<Result = IStrategyTickResult> {
  private readonly intervalMs: number;
  private lastCallMinute: number | null = null;
  /** A call that ran over its time limit may still be running; until it settles there is no other. */
  private isCalling = false;
  private readonly watchdog = new Watchdog<unknown, Result>();
  /** Only a strategy that declares the parameter gets a signal; making one for nobody costs time. */
  private readonly takesAbort: boolean;

  public constructor(private readonly params: IStrategyParams) {
    this.intervalMs = intervalToMs(params.interval);
    this.takesAbort = params.getSignal.length > 2;
  }

  /** The first minute at which the interval has passed, ms; minus infinity before the first call. */
  public get dueFrom(): number {
    return this.lastCallMinute === null ? Number.NEGATIVE_INFINITY : this.lastCallMinute + this.intervalMs;
  }

  /** @param minute - the minute of the tick, ms */
  public isDue(minute: number): boolean {
    return minute >= this.dueFrom;
  }

  /**
   * Asks the strategy. The interval counts from here, whatever comes back.
   * @param minute - the minute of the tick, ms
   * @param now - what the strategy is told the time is, ms
   * @param steps - enter their scope before they start anything that waits; go on with the answer; or with SignalError `SIGNAL_TIMEOUT` when the call, or still the one before, does not
   *   end; or with whatever `getSignal` throws
   * @param receiver - gets what the steps make of an answer that has to be waited for
   */
  public ask(
    minute: number,
    now: number,
    steps: AnswerSteps<unknown, Result>,
    receiver: Receiver<Result>,
  ): Awaitable<Result> | Later {
    this.lastCallMinute = minute;
    const { symbol, backtest, execution } = this.params;
    const abort = this.takesAbort ? new AbortController() : null;
    let scope: IUserScope;
    let answer: unknown;
    try {
      this.requireEnded();
      scope = execution.createUserScope({ symbol, time: now, backtest });
      answer = this.call(scope, now, abort);
    } catch (error) {
      return steps.fail(error);
    }
    if (!(answer instanceof Promise)) {
      return steps.use(answer);
    }
    const limitSeconds = this.params.getSettings().CC_MAX_SIGNAL_GENERATION_SECONDS;
    const call = new PendingCall(this.params, scope, abort, limitSeconds, steps, this.endPending);
    this.watchdog.watch(answer, limitSeconds * 1000, call, receiver);
    return LATER;
  }

  /** Ends what waits for a call; when none is running, nothing is left. */
  public rest(): void {
    this.watchdog.rest();
  }

  private requireEnded(): void {
    const { symbol, strategyName } = this.params;
    if (this.isCalling) {
      throw new SignalError(
        "SIGNAL_TIMEOUT",
        `Timeout for ${strategyName} symbol=${symbol}: getSignal was not called, for an earlier call is still running`,
      );
    }
  }

  /** @returns a promise while the call has not ended */
  private call(scope: IUserScope, now: number, abort: AbortController | null): unknown {
    this.isCalling = true;
    let answer: unknown;
    try {
      answer = scope.run(() => this.invoke(now, abort?.signal));
    } catch (error) {
      this.end(scope);
      throw error;
    }
    if (!(answer instanceof Promise)) {
      this.end(scope);
    }
    return answer;
  }

  private end(scope: IUserScope): void {
    scope.settle();
    this.isCalling = false;
  }

  /** Made once: a run asks thousands of times a second. */
  private readonly endPending = (scope: IUserScope): void => {
    this.end(scope);
    if (!this.params.backtest) {
      this.rest();
    }
  };

  private invoke(now: number, signal: AbortSignal | undefined): Promise<unknown> {
    const { symbol } = this.params;
    return signal === undefined
      ? this.params.getSignal(symbol, new Date(now))
      : this.params.getSignal(symbol, new Date(now), signal);
  }
}
