import type { ICandleData, ISignalRow } from "../../src/index";
import { MINUTE } from "./market";

/** How a signal ends, found the slow and obvious way. */
export interface NaiveEnd {
  readonly action: "closed" | "cancelled";
  readonly reason: string;
  readonly time: number;
  readonly price: number;
  readonly pendingAt: number;
}

/** Mean of the last five closed minutes before `time`, weighted by volume, over the minutes that exist. */
const naiveVwap = (candles: ReadonlyMap<number, ICandleData>, time: number): number => {
  let amount = 0;
  let volume = 0;
  for (let open = time - 5 * MINUTE; open < time; open += MINUTE) {
    const candle = candles.get(open);
    if (candle !== undefined) {
      amount += ((candle.high + candle.low + candle.close) / 3) * candle.volume;
      volume += candle.volume;
    }
  }
  return amount / volume;
};

/**
 * Follows one signal minute by minute under the pessimistic policy with default settings, from its entry or its order,
 * without any of the library's code. Needs candles without gaps and with volume.
 */
export const replayNaively = (
  row: ISignalRow,
  wasResting: boolean,
  candles: ReadonlyMap<number, ICandleData>,
): NaiveEnd => {
  const isLong = row.position === "long";
  let entered = wasResting ? null : row.scheduledAt;
  for (let open = row.scheduledAt; ; open += MINUTE) {
    const candle = candles.get(open);
    const end = open + MINUTE;
    if (candle === undefined) {
      throw new Error(`no candle at ${new Date(open).toISOString()}`);
    }
    if (entered === null) {
      const touches = isLong ? candle.low <= row.priceOpen : candle.high >= row.priceOpen;
      const gaps = isLong ? candle.open <= row.priceStopLoss : candle.open >= row.priceStopLoss;
      if (gaps) {
        return {
          action: "cancelled",
          reason: "price",
          time: open,
          price: naiveVwap(candles, end),
          pendingAt: row.scheduledAt,
        };
      }
      if (touches) {
        entered = open;
      } else if (end === row.scheduledAt + 120 * MINUTE) {
        return {
          action: "cancelled",
          reason: "timeout",
          time: end,
          price: naiveVwap(candles, end),
          pendingAt: row.scheduledAt,
        };
      } else {
        continue;
      }
    }
    const stopped = isLong ? candle.low <= row.priceStopLoss : candle.high >= row.priceStopLoss;
    if (stopped) {
      const jumped = isLong ? candle.open < row.priceStopLoss : candle.open > row.priceStopLoss;
      const price = jumped ? candle.open : row.priceStopLoss;
      return { action: "closed", reason: "stop_loss", time: open, price, pendingAt: entered };
    }
    const gained = isLong ? candle.high >= row.priceTakeProfit : candle.low <= row.priceTakeProfit;
    if (gained && open !== entered) {
      return {
        action: "closed",
        reason: "take_profit",
        time: open,
        price: row.priceTakeProfit,
        pendingAt: entered,
      };
    }
    if (end === entered + row.minuteEstimatedTime * MINUTE) {
      const vwap = naiveVwap(candles, end);
      const price = isLong ? Math.min(vwap, candle.close) : Math.max(vwap, candle.close);
      return { action: "closed", reason: "time_expired", time: end, price, pendingAt: entered };
    }
  }
};
