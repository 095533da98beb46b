import { ExchangeError } from "../errors/ExchangeError";
import type { IExecutionContext } from "../interfaces/Context.interface";
import type { IExchangeParams } from "../interfaces/Exchange.interface";
import { describeValue } from "../utils/describe-value";
import { pause } from "../utils/pause";
import { withTimeLimit } from "../utils/time-limit";
import { describeRead, type ICandleRead } from "./candle-read";
import { formatInstant } from "../utils/format-instant";
import { CandleRows, readAnswer } from "./candle-rows";

/**
 * How long one call of a candle adapter may take unless its schema says otherwise, ms. Without a limit a call that never
 * settles would leave an open position unwatched; with the limit it is a failed try like any other.
 */
export const ADAPTER_TIME_LIMIT_MS = 60_000;

/** The range of one adapter call, ms. */
export interface ICandleCall {
  readonly since: number;
  /** End of what the read needs; what lies beyond is prefetched. */
  readonly neededUntil: number;
  readonly until: number;
}

/** How a call ended. */
export interface ICallOutcome {
  /** End of the range the accepted answer was asked for, ms: `neededUntil` when the prefetch was given up. */
  readonly until: number;
  /** `false`: the answer of the last try is incomplete, and there are no tries left. */
  readonly isComplete: boolean;
  readonly tryCount: number;
}

/** Takes the rows of one try, at once, asked for up to `until` (ms); `false` makes it a failed try. */
export type TakeRows = (rows: CandleRows, until: number) => boolean;

/** Asks the candle adapter of an exchange: with tries, pauses and a time limit. */
export class CandleSource {
  /** The rows of the answer that is being read; nobody keeps them. */
  private readonly rows = new CandleRows();

  public constructor(private readonly params: IExchangeParams) {}

  /**
   * Asks for a range of candles until a try succeeds. A try that reaches beyond what the read needs and fails is
   * followed by tries that ask only for what is needed: the future of the data must not fail a read of its past.
   * @throws ExchangeError `CANDLES_FAILED` or `CANDLES_ANSWER_INVALID` after the last try
   */
  public async ask(
    read: ICandleRead,
    context: IExecutionContext,
    call: ICandleCall,
    take: TakeRows,
  ): Promise<ICallOutcome> {
    const settings = this.params.getSettings();
    let until = call.until;
    for (let tryCount = 1; ; tryCount += 1) {
      const failure = await this.tryOnce(read, context, call.since, until, take);
      if (failure === null) {
        return { until, isComplete: true, tryCount };
      }
      const hasReachedTooFar = until > call.neededUntil;
      if (!hasReachedTooFar) {
        this.warn(read, failure);
      }
      until = call.neededUntil;
      if (tryCount < settings.CC_GET_CANDLES_RETRY_COUNT) {
        await pause(settings.CC_GET_CANDLES_RETRY_DELAY_MS);
      } else if (!hasReachedTooFar) {
        return this.giveUp(read, { until, isComplete: false, tryCount }, failure);
      }
    }
  }

  /** One try. Returns why it failed. */
  private async tryOnce(
    read: ICandleRead,
    context: IExecutionContext,
    since: number,
    until: number,
    take: TakeRows,
  ): Promise<{ readonly error?: unknown } | null> {
    try {
      const answer = await this.callAdapter(read, context, since, (until - since) / read.step);
      return take(readAnswer(answer, read, this.rows), until) ? null : {};
    } catch (error) {
      return { error };
    }
  }

  private async callAdapter(
    read: ICandleRead,
    context: IExecutionContext,
    since: number,
    limit: number,
  ): Promise<unknown> {
    const { execution, getCandles, timeoutMs = ADAPTER_TIME_LIMIT_MS } = this.params;
    // Only an adapter that declares the parameter gets a signal; making one for nobody costs time.
    const abort = getCandles.length > 4 ? new AbortController() : null;
    const signal = abort === null ? [] : ([abort.signal] as const);
    return await withTimeLimit(
      () =>
        execution.runUserCode(
          () => getCandles(read.symbol, read.interval, new Date(since), limit, ...signal),
          context,
        ),
      timeoutMs,
      () => {
        execution.runUserCode(() => abort?.abort(), context);
        return new Error(`timed out: no answer within ${timeoutMs / 1000} s`);
      },
    );
  }

  private giveUp(
    read: ICandleRead,
    outcome: ICallOutcome,
    failure: { readonly error?: unknown },
  ): ICallOutcome {
    if (!("error" in failure)) {
      return outcome;
    }
    const { error } = failure;
    if (error instanceof ExchangeError && error.code === "CANDLES_ANSWER_INVALID") {
      throw error;
    }
    const reason = error instanceof Error ? error.message : describeValue(error);
    throw new ExchangeError(
      "CANDLES_FAILED",
      `the candle adapter failed on every try (${describeRead(read)}): ${reason}`,
      { cause: error },
    );
  }

  private warn(read: ICandleRead, failure: { readonly error?: unknown }): void {
    this.params.logger.warn("ClientExchange candle adapter: a try failed", {
      exchangeName: read.exchangeName,
      symbol: read.symbol,
      interval: read.interval,
      since: formatInstant(read.since),
      limit: read.limit,
      error: "error" in failure ? failure.error : "the newest candle is not there",
    });
  }
}
