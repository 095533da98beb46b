import { DataFrame, type IDataFrame } from "data-forge";
import { backtest, type IStrategy } from "grademark";
import { TradeDirection, type EnterPositionFn } from "grademark/build/lib/strategy.js";
import { average, AVERAGE_LENGTH, decideOnMean } from "./decisions";
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

const run = <Row extends Bar>(strategy: IStrategy<Row>, bars: IDataFrame<number, Row>): Trade[] =>
  backtest(strategy, bars).map((trade) => ({
    outcome: trade.exitReason,
    position: trade.direction === TradeDirection.Long ? "long" : "short",
    since: trade.entryTime.getTime(),
    priceOpen: trade.entryPrice,
    until: trade.exitTime.getTime(),
    price: trade.exitPrice,
  }));

/** Never enters. */
export const runGrademarkIdle = (market: Market): Trade[] =>
  run({ entryRule: () => undefined, exitRule: () => undefined }, toFrame(market));

/** A bar with the mean of the closes up to it. */
interface AveragedBar extends Bar {
  readonly mean: number;
}

const isDecisionBar = ({ timestamp }: Bar): boolean => (timestamp / MINUTE_MS) % DECISION_BARS === 0;

/** The bracket and the lifetime of every position. */
const EXITS: Pick<IStrategy<Bar>, "exitRule" | "stopLoss" | "profitTarget"> = {
  exitRule: (exitPosition, { position }) => {
    if (position.holdingPeriod >= LIFETIME_BARS) {
      exitPosition();
    }
  },
  stopLoss: ({ entryPrice }) => entryPrice * BRACKET,
  profitTarget: ({ entryPrice }) => entryPrice * BRACKET,
};

const enterOnMean = (enterPosition: EnterPositionFn, price: number, mean: number): void => {
  const signal = decideOnMean(price, mean);
  if (signal !== null) {
    enterPosition({ direction: signal.position === "long" ? TradeDirection.Long : TradeDirection.Short });
  }
};

/** The moving average of every fifth bar, by a loop over what it looks back at: the fastest way there is. */
export const runGrademarkAverage = (market: Market): Trade[] =>
  run(
    {
      ...EXITS,
      lookbackPeriod: AVERAGE_LENGTH,
      entryRule: (enterPosition, { bar, lookback }) => {
        if (isDecisionBar(bar)) {
          // Its look-back is a ring, so the last of them need not be the newest.
          enterOnMean(enterPosition, bar.close, average(lookback.toArray(), 0, AVERAGE_LENGTH));
        }
      },
    },
    toFrame(market),
  );

/** The same with the moving average as an indicator, added to the bars before they are walked: the way its README shows. */
export const runGrademarkIndicator = (market: Market): Trade[] => {
  const bars = toFrame(market);
  // What `sma` of data-forge-indicators does.
  const means = bars
    .deflate((bar) => bar.close)
    .rollingWindow(AVERAGE_LENGTH)
    .select((window) => [window.getIndex().last(), window.average()] as const)
    .withIndex(([index]) => index)
    .select(([, mean]) => mean);
  const averaged = bars.withSeries<AveragedBar>({ mean: means }).skip(AVERAGE_LENGTH - 1);
  return run(
    {
      ...EXITS,
      entryRule: (enterPosition, { bar }) => {
        if (isDecisionBar(bar)) {
          enterOnMean(enterPosition, bar.close, bar.mean);
        }
      },
    },
    averaged,
  );
};
