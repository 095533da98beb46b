import type { ICandleData } from "backtest-connection-kit";
import { MINUTE_MS, type Market } from "./market";
import type { Trade } from "./trades";

/** What a strategy of a scenario decides. */
export interface BareSignal {
  readonly position: "long" | "short";
  readonly priceOpen?: number;
  readonly priceTakeProfit: number;
  readonly priceStopLoss: number;
  readonly minuteEstimatedTime: number;
}

/** A strategy without anything around it. */
export interface BareStrategy {
  /** Time between two decisions, ms. */
  readonly interval: number;
  /** @param time - the instant, ms */
  readonly decide: (time: number) => BareSignal | null;
}

const WINDOW = 5;
const AWAIT_MS = 120 * MINUTE_MS;

/** Where a position or an order ended, and the frame from which the next one may come. */
interface Ending {
  readonly trade: Trade;
  readonly resumeAt: number;
}

/**
 * The same trades as the library makes under the pessimistic fill policy, by the shortest synchronous loop there is: no
 * contexts, checks, events, reports or promises. What the library costs above it is what it gives.
 */
class BareBacktest {
  private readonly candles: readonly ICandleData[];
  private readonly first: number;

  public constructor(market: Market) {
    this.candles = market.series["1m"].candles;
    this.first = market.series["1m"].first;
  }

  public run(start: number, minutes: number, { interval, decide }: BareStrategy): Trade[] {
    const trades: Trade[] = [];
    const end = start + minutes * MINUTE_MS;
    let dueFrom = start;
    let time = start;
    while (time < end) {
      if (time < dueFrom) {
        time = dueFrom;
        continue;
      }
      dueFrom = time + interval;
      const signal = decide(time);
      if (signal === null) {
        continue;
      }
      const ending = this.follow(signal, time);
      if (ending !== null) {
        trades.push(ending.trade);
        time = ending.resumeAt;
      }
    }
    return trades;
  }

  /** `null` for a signal that would be refused: the market has left its bracket. */
  private follow(signal: BareSignal, time: number): Ending | null {
    const { position, priceTakeProfit, priceStopLoss, priceOpen: limit } = signal;
    const isLong = position === "long";
    const market = this.worse(time, isLong);
    if (limit !== undefined && (isLong ? market > limit : market < limit)) {
      return this.wait(signal, time, limit);
    }
    const isInside =
      market > Math.min(priceTakeProfit, priceStopLoss) && market < Math.max(priceTakeProfit, priceStopLoss);
    return isInside ? this.hold(signal, time, limit ?? market) : null;
  }

  private wait(signal: BareSignal, scheduledAt: number, limit: number): Ending {
    const isLong = signal.position === "long";
    const cancel = (until: number, windowEnd: number, resumeAt: number): Ending => ({
      trade: {
        outcome: "cancelled",
        position: signal.position,
        since: scheduledAt,
        priceOpen: limit,
        until,
        price: this.vwap(windowEnd),
      },
      resumeAt,
    });
    for (let time = scheduledAt; ; time += MINUTE_MS) {
      const { open, high, low } = this.at(time);
      const next = time + MINUTE_MS;
      if (isLong ? open <= signal.priceStopLoss : open >= signal.priceStopLoss) {
        return cancel(time, next, next);
      }
      if (isLong ? low <= limit : high >= limit) {
        return this.hold(signal, time, limit);
      }
      if (next >= scheduledAt + AWAIT_MS) {
        return cancel(next, next, next);
      }
    }
  }

  private hold(signal: BareSignal, since: number, priceOpen: number): Ending {
    const { position, priceTakeProfit, priceStopLoss } = signal;
    const isLong = position === "long";
    const expiry = since + signal.minuteEstimatedTime * MINUTE_MS;
    const close = (outcome: string, until: number, price: number, resumeAt: number): Ending => ({
      trade: { outcome, position, since, priceOpen, until, price },
      resumeAt,
    });
    for (let time = since; ; time += MINUTE_MS) {
      const { open, high, low } = this.at(time);
      const next = time + MINUTE_MS;
      if (isLong ? open <= priceStopLoss : open >= priceStopLoss) {
        return close("stop_loss", time, open, next);
      }
      if (isLong ? low <= priceStopLoss : high >= priceStopLoss) {
        return close("stop_loss", time, priceStopLoss, next);
      }
      if (time > since && (isLong ? high >= priceTakeProfit : low <= priceTakeProfit)) {
        return close("take_profit", time, priceTakeProfit, next);
      }
      if (next >= expiry) {
        return close("time_expired", expiry, this.worse(expiry, !isLong), expiry);
      }
    }
  }

  private at(time: number): ICandleData {
    const candle = this.candles[(time - this.first) / MINUTE_MS];
    if (candle === undefined) {
      throw new Error(`the market has no minute ${new Date(time).toISOString()}`);
    }
    return candle;
  }

  private worse(time: number, isBuy: boolean): number {
    const { close } = this.at(time - MINUTE_MS);
    const vwap = this.vwap(time);
    return isBuy ? Math.max(vwap, close) : Math.min(vwap, close);
  }

  private vwap(time: number): number {
    let weighted = 0;
    let volume = 0;
    for (let open = time - WINDOW * MINUTE_MS; open < time; open += MINUTE_MS) {
      const candle = this.at(open);
      weighted += ((candle.high + candle.low + candle.close) / 3) * candle.volume;
      volume += candle.volume;
    }
    return weighted / volume;
  }
}

/** Runs a strategy over the frame of a market. */
export const runBare = (market: Market, strategy: BareStrategy): Trade[] =>
  new BareBacktest(market).run(market.start, market.minutes, strategy);
