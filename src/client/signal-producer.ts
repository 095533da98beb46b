import { SignalError } from "../errors/SignalError";
import type { Awaitable } from "../interfaces/Awaitable.interface";
import type { IUserScope } from "../interfaces/Context.interface";
import type { IStrategyParams, IStrategyTickResult } from "../interfaces/Strategy.interface";
import { intervalToMs } from "../math/interval";
import type { Later, Receiver } from "../interfaces/Receiver.interface";
import { settleOnce } from "../utils/settle-once";
import { LATER } from "../utils/later";
import { Watchdog, type AnswerSteps, type CallSteps } from "../utils/watchdog";

/** A call of the strategy that has not ended. */
class PendingCall<Result> implements CallSteps<unknown, Result> {
  /** @param now - what the strategy is told the time is, ms */
  public constructor(
    private readonly params: IStrategyParams,
    public readonly scope: IUserScope,
    private readonly now: number,
    private readonly abort: AbortController | null,
    public readonly limitSeconds: number,
    private readonly steps: AnswerSteps<unknown, Result>,
    private readonly end: (scope: IUserScope) => void,
  ) {}

  /** Inside of its scope. */
  public start(): Promise<unknown> {
    const { getSignal, symbol } = this.params;
    return this.abort === null
      ? getSignal(symbol, new Date(this.now))
      : getSignal(symbol, new Date(this.now), this.abort.signal);
  }

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

/** Made once: a run asks thousands of times a second. */
const startCall = (call: { start(): unknown }): unknown => settleOnce(call.start());

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
   * @param steps - go on with the answer; or with SignalError `SIGNAL_TIMEOUT` when the call, or still the one before, does not
   *   end; or with whatever `getSignal` throws; they enter their scope before they start anything that waits
   * @param receiver - gets what the steps make of an answer that has to be waited for
   */
  public ask(
    minute: number,
    now: number,
    steps: AnswerSteps<unknown, Result>,
    receiver: Receiver<Result>,
  ): Awaitable<Result> | Later {
    this.lastCallMinute = minute;
    let call: PendingCall<Result>;
    let answer: unknown;
    try {
      this.requireEnded();
      call = this.open(now, steps);
      answer = this.start(call);
    } catch (error) {
      return steps.fail(error);
    }
    if (!(answer instanceof Promise)) {
      return steps.use(answer);
    }
    this.watchdog.watch(answer, call.limitSeconds * 1000, call, receiver);
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

  private open(now: number, steps: AnswerSteps<unknown, Result>): PendingCall<Result> {
    const { params, endPending } = this;
    const { symbol, backtest, execution } = params;
    const abort = this.takesAbort ? new AbortController() : null;
    const scope = execution.createUserScope({ symbol, time: now, backtest });
    const limitSeconds = params.getSettings().CC_MAX_SIGNAL_GENERATION_SECONDS;
    return new PendingCall(params, scope, now, abort, limitSeconds, steps, endPending);
  }

  /** @returns a promise while the call has not ended */
  private start(call: PendingCall<Result>): unknown {
    this.isCalling = true;
    let answer: unknown;
    try {
      answer = call.scope.runWith(startCall, call);
    } catch (error) {
      this.end(call.scope);
      throw error;
    }
    if (!(answer instanceof Promise)) {
      this.end(call.scope);
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
}
