import { SignalError } from "../errors/SignalError";
import type { IStrategyParams } from "../interfaces/Strategy.interface";
import { intervalToMs } from "../math/interval";
import { withTimeLimit } from "../utils/time-limit";

/** Calls `getSignal`: at most once per interval, never two calls at once, under a time limit. */
export class SignalProducer {
  private readonly intervalMs: number;
  private lastCallMinute: number | null = null;
  /** A call that ran over its time limit may still be running; until it settles there is no other. */
  private isCalling = false;

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
  public async ask(minute: number, now: number): Promise<unknown> {
    const { symbol, strategyName, backtest, execution } = this.params;
    const limitSeconds = this.params.getSettings().CC_MAX_SIGNAL_GENERATION_SECONDS;
    this.lastCallMinute = minute;
    if (this.isCalling) {
      throw new SignalError(
        "SIGNAL_TIMEOUT",
        `Timeout for ${strategyName} symbol=${symbol}: getSignal was not called, for an earlier call is still running`,
      );
    }
    const scope = execution.createUserScope({ symbol, when: new Date(now), backtest });
    const abort = this.createAbort();
    try {
      return await withTimeLimit(
        () => this.call(() => scope.run(() => this.invoke(now, abort?.signal))),
        limitSeconds * 1000,
        () => {
          abort?.abort();
          return new SignalError(
            "SIGNAL_TIMEOUT",
            `Timeout for ${strategyName} symbol=${symbol}: getSignal did not answer within ${limitSeconds} s; its late answer is dropped`,
          );
        },
      );
    } finally {
      scope.close();
    }
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

  private async call(invoke: () => unknown): Promise<unknown> {
    this.isCalling = true;
    try {
      return await invoke();
    } finally {
      this.isCalling = false;
    }
  }
}
