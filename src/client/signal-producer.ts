import { SignalError } from "../errors/SignalError";
import type { IUserScope } from "../interfaces/Context.interface";
import type { IStrategyParams } from "../interfaces/Strategy.interface";
import { intervalToMs } from "../math/interval";
import { Watchdog } from "../utils/watchdog";

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
   * @throws SignalError `SIGNAL_TIMEOUT` when the call, or still the one before, does not end; or whatever `getSignal`
   *   throws
   */
  public ask(minute: number, now: number): unknown {
    const { symbol, strategyName, backtest, execution } = this.params;
    this.lastCallMinute = minute;
    if (this.isCalling) {
      throw new SignalError(
        "SIGNAL_TIMEOUT",
        `Timeout for ${strategyName} symbol=${symbol}: getSignal was not called, for an earlier call is still running`,
      );
    }
    const scope = execution.createUserScope({ symbol, when: new Date(now), backtest });
    const abort = this.createAbort();
    this.isCalling = true;
    const end = (): void => {
      this.isCalling = false;
    };
    const answer = this.start(scope, end, () => this.invoke(now, abort?.signal));
    if (!(answer instanceof Promise)) {
      return answer;
    }
    const limitSeconds = this.params.getSettings().CC_MAX_SIGNAL_GENERATION_SECONDS;
    const createError = (): SignalError => {
      scope.close();
      abort?.abort();
      return new SignalError(
        "SIGNAL_TIMEOUT",
        `Timeout for ${strategyName} symbol=${symbol}: getSignal did not answer within ${limitSeconds} s; its late answer is dropped`,
      );
    };
    return this.watchdog.watch(answer, limitSeconds * 1000, createError, () => {
      scope.settle();
      end();
      if (!backtest) {
        this.rest();
      }
    });
  }

  /** Ends what waits for a call; when none is running, nothing is left. */
  public rest(): void {
    this.watchdog.rest();
  }

  /** Calls the strategy; what it answers at once ends the call at once. */
  private start(scope: IUserScope, end: () => void, invoke: () => Promise<unknown>): unknown {
    let answer: unknown;
    try {
      answer = scope.run(invoke);
    } catch (error) {
      scope.settle();
      end();
      throw error;
    }
    if (!(answer instanceof Promise)) {
      scope.settle();
      end();
    }
    return answer;
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
