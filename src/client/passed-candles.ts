import type { Awaitable } from "../interfaces/Awaitable.interface";
import type { IExchangeParams } from "../interfaces/Exchange.interface";
import { LONGEST_SIGNAL_INTERVAL_MS } from "../math/interval";
import { orElse } from "../utils/awaitable";
import type { CandleMarket } from "./candle-market";
import type { ICandleRead } from "./candle-read";

/** Reads of passed frames that may fail before the rest is given up: each costs all its tries and pauses. */
const MOST_FAILURES = 8;

/**
 * The candles a run has passed. A frame that is passed without a tick reads nothing; what such frames would have judged is judged
 * with the next read, so that a run finds the same candles faulty or missing whether it was watched or not.
 */
export class PassedCandles {
  /** @param judgeRange - judges a range and tells what it found */
  public constructor(
    private readonly params: IExchangeParams,
    private readonly judgeRange: (read: ICandleRead, market: CandleMarket) => Awaitable<void>,
  ) {}

  /** Whether the engine has passed candles right before those of a read. */
  public has(read: ICandleRead, { toldUntil }: CandleMarket): boolean {
    const isShort = toldUntil < read.since && read.since - toldUntil <= LONGEST_SIGNAL_INTERVAL_MS;
    return isShort && this.params.execution.backtest && this.params.getSettings().CC_CANDLES_CHUNK > 0;
  }

  /** Judges those right before a read. */
  public judge(read: ICandleRead, market: CandleMarket): Awaitable<void> {
    if (this.has(read, market)) {
      const since = market.toldUntil;
      const limit = (read.since - since) / read.step;
      return this.judgePieces({ ...read, since, until: read.since, limit }, market, {
        failuresLeft: MOST_FAILURES,
      });
    }
  }

  /** Judges what can be read of a range: a part that cannot be must not hide the rest. */
  private judgePieces(
    read: ICandleRead,
    market: CandleMarket,
    budget: { failuresLeft: number },
  ): Awaitable<void> {
    return orElse(
      () => this.judgeRange(read, market),
      (error) => {
        this.params.logger.debug("ClientExchange candles of passed frames not read", { ...read, error });
        budget.failuresLeft -= 1;
        return this.judgeHalves(read, market, budget);
      },
    );
  }

  private async judgeHalves(
    read: ICandleRead,
    market: CandleMarket,
    budget: { failuresLeft: number },
  ): Promise<void> {
    const half = Math.floor(read.limit / 2);
    const middle = read.since + half * read.step;
    if (half > 0 && budget.failuresLeft > 0) {
      await this.judgePieces({ ...read, until: middle, limit: half }, market, budget);
    }
    if (half > 0 && budget.failuresLeft > 0) {
      await this.judgePieces({ ...read, since: middle, limit: read.limit - half }, market, budget);
    }
  }
}
