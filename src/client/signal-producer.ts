import { SignalError } from "../errors/SignalError";
import type { Awaitable } from "../interfaces/Awaitable.interface";
import type { IUserScope } from "../interfaces/Context.interface";
import type { IStrategyParams } from "../interfaces/Strategy.interface";
import { intervalToMs } from "../math/interval";
import { Watchdog } from "../utils/watchdog";

/** A call of the strategy: what it runs in, and what it answered. */
interface StrategyCall {
  readonly scope: IUserScope;
  readonly abort: AbortController | null;
  /** A promise while it has not ended. */
  readonly answer: unknown;
}

/** Calls `getSignal`: at most once per interval, never two calls at once, under a time limit. */
export class SignalProducer {
  private readonly intervalMs: number;
  private lastCallMinute: number | null = null;
  /** A call that ran over its time limit may still be running; until it settles there is no other. */
  private isCalling = false;
  private readonly watchdog = new Watchdog();

  public constructor(private readonly params: IStrategyParams) {
    this.intervalMs = intervalToMs(params.interval);
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
   * @param use - goes on with the answer
   * @param fail - goes on with SignalError `SIGNAL_TIMEOUT` when the call, or still the one before, does not end; or with
   *   whatever `getSignal` throws
   */
  public ask<Result>(
    minute: number,
    now: number,
    use: (answer: unknown) => Awaitable<Result>,
    fail: (error: unknown) => Awaitable<Result>,
  ): Awaitable<Result> {
    this.lastCallMinute = minute;
    let call: StrategyCall;
    try {
      call = this.call(now);
    } catch (error) {
      return fail(error);
    }
    return call.answer instanceof Promise ? this.wait(call.answer, call, use, fail) : use(call.answer);
  }

  /** Ends what waits for a call; when none is running, nothing is left. */
  public rest(): void {
    this.watchdog.rest();
  }

  private call(now: number): StrategyCall {
    const { symbol, strategyName, backtest, execution } = this.params;
    if (this.isCalling) {
      throw new SignalError(
        "SIGNAL_TIMEOUT",
        `Timeout for ${strategyName} symbol=${symbol}: getSignal was not called, for an earlier call is still running`,
      );
    }
    const scope = execution.createUserScope({ symbol, time: now, backtest });
    const abort = this.createAbort();
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
    return { scope, abort, answer };
  }

  private end(scope: IUserScope): void {
    scope.settle();
    this.isCalling = false;
  }

  private wait<Result>(
    answer: Promise<unknown>,
    { scope, abort }: StrategyCall,
    use: (answer: unknown) => Awaitable<Result>,
    fail: (error: unknown) => Awaitable<Result>,
  ): Promise<Result> {
    const { symbol, strategyName, backtest } = this.params;
    const limitSeconds = this.params.getSettings().CC_MAX_SIGNAL_GENERATION_SECONDS;
    return this.watchdog.watch(answer, limitSeconds * 1000, {
      use,
      fail,
      createError: () => {
        scope.close();
        scope.runBriefly(() => abort?.abort());
        return new SignalError(
          "SIGNAL_TIMEOUT",
          `Timeout for ${strategyName} symbol=${symbol}: getSignal did not answer within ${limitSeconds} s; its late answer is dropped`,
        );
      },
      onEnd: () => {
        this.end(scope);
        if (!backtest) {
          this.rest();
        }
      },
    });
  }

  private invoke(now: number, signal: AbortSignal | undefined): Promise<unknown> {
    const { symbol } = this.params;
    return signal === undefined
      ? this.params.getSignal(symbol, new Date(now))
      : this.params.getSignal(symbol, new Date(now), signal);
  }

  /** Only a strategy that declares the parameter gets a signal; making one for nobody costs time. */
  private createAbort(): AbortController | null {
    return this.params.getSignal.length > 2 ? new AbortController() : null;
  }
}
