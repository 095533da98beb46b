import { DataFrame } from "data-forge";
import { backtest, type IStrategy } from "grademark";
import { TradeDirection } from "grademark/build/lib/strategy.js";
import { AVERAGE_LENGTH, decideOnAverage, toStretch } from "./decisions";
import { MINUTE_MS, type Market } from "./market";
import type { Trade } from "./trades";

interface Bar {
  readonly timestamp: number;
  readonly time: Date;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

const DECISION_BARS = 5;
const LIFETIME_BARS = 240;
const BRACKET = 0.01;

const frames = new Map<Market, DataFrame<number, Bar>>();

/** The bars of the frame and what the first decision looks back at; made once, for reading them is not what is timed. */
const toFrame = (market: Market): DataFrame<number, Bar> => {
  const known = frames.get(market);
  if (known !== undefined) {
    return known;
  }
  const { candles, first } = market.series["1m"];
  const start = (market.start - first) / MINUTE_MS;
  const bars = candles
    .slice(start - AVERAGE_LENGTH, start + market.minutes)
    .map((candle) => ({ ...candle, time: new Date(candle.timestamp) }));
  const frame = new DataFrame<number, Bar>(bars);
  frames.set(market, frame);
  return frame;
};

const run = (market: Market, strategy: IStrategy<Bar>): Trade[] =>
  backtest(strategy, toFrame(market)).map((trade) => ({
    outcome: trade.exitReason,
    position: trade.direction === TradeDirection.Long ? "long" : "short",
    since: trade.entryTime.getTime(),
    priceOpen: trade.entryPrice,
    until: trade.exitTime.getTime(),
    price: trade.exitPrice,
  }));

/** Never enters. */
export const runGrademarkIdle = (market: Market): Trade[] =>
  run(market, { entryRule: () => undefined, exitRule: () => undefined });

/** The moving average, looked at every fifth bar, with the same bracket and lifetime. */
export const runGrademarkAverage = (market: Market): Trade[] =>
  run(market, {
    lookbackPeriod: AVERAGE_LENGTH,
    entryRule: (enterPosition, { bar, lookback }) => {
      if ((bar.timestamp / MINUTE_MS) % DECISION_BARS === 0) {
        const signal = decideOnAverage(toStretch(lookback.toArray()));
        if (signal !== null) {
          enterPosition({
            direction: signal.position === "long" ? TradeDirection.Long : TradeDirection.Short,
          });
        }
      }
    },
    exitRule: (exitPosition, { position }) => {
      if (position.holdingPeriod >= LIFETIME_BARS) {
        exitPosition();
      }
    },
    stopLoss: ({ entryPrice }) => entryPrice * BRACKET,
    profitTarget: ({ entryPrice }) => entryPrice * BRACKET,
  });
