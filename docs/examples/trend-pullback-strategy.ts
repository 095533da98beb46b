import {
  addRisk,
  addStrategy,
  formatPrice,
  getAveragePrice,
  getCandles,
  type ICandleData,
  type IRiskValidation,
  type IRiskValidationPayload,
  type ISignalDto,
} from "backtest-connection-kit";
import { calculateAtr, calculateEma } from "./indicators.js";

/** Numbers of the strategy. */
export interface TrendPullbackParameters {
  /** Hours the fast average of the trend looks at. */
  readonly fastTrendHours: number;
  /** Hours the slow average of the trend looks at. */
  readonly slowTrendHours: number;
  /** Quarter-hour candles the average looks at that a pullback has to touch. */
  readonly pullbackCandles: number;
  /** Quarter-hour candles whose extreme a breakout has to pass. */
  readonly breakoutCandles: number;
  /** Candles of an average true range. */
  readonly atrCandles: number;
  /** Distance from the breakout back to the limit price, in quarter-hour ATR. */
  readonly retestAtr: number;
  /** Distance from the entry to the stop loss, in quarter-hour ATR. */
  readonly stopAtr: number;
  /** Distance from the entry to the take profit, in hourly ATR. */
  readonly targetAtr: number;
  /** Neither bracket is closer to the entry than this, percent. */
  readonly minBracketPercent: number;
  /** Lifetime of a position, minutes. */
  readonly lifetimeMinutes: number;
  /** The risk profile refuses a signal that can win less than this many times what it can lose. */
  readonly minRewardRisk: number;
  /** The risk profile refuses a stop that is further away from the entry than this, percent. */
  readonly maxStopPercent: number;
}

/** What {@link registerTrendPullback} registers. */
export interface TrendPullbackOptions {
  readonly strategyName: string;
  readonly riskName: string;
  /** Numbers that differ from {@link TREND_PULLBACK_DEFAULTS}. */
  readonly parameters?: Partial<TrendPullbackParameters>;
}

/** What the strategy decides on; every candle is closed. */
export interface MarketView {
  /** Hourly candles, oldest first. */
  readonly hours: readonly ICandleData[];
  /** Quarter-hour candles, oldest first. */
  readonly quarters: readonly ICandleData[];
  /** Volume weighted average price of the last minutes. */
  readonly averagePrice: number;
}

/** 1 for a rising market, −1 for a falling one: multiplied with it, one rule serves both sides. */
type Direction = 1 | -1;

/** Where to enter, and whether to wait there. */
interface Entry {
  readonly price: number;
  readonly isLimit: boolean;
  readonly note: string;
}

/** The numbers the strategy uses where {@link TrendPullbackOptions} gives none. */
export const TREND_PULLBACK_DEFAULTS: TrendPullbackParameters = {
  fastTrendHours: 20,
  slowTrendHours: 40,
  pullbackCandles: 32,
  breakoutCandles: 48,
  atrCandles: 14,
  retestAtr: 1,
  stopAtr: 4,
  targetAtr: 5,
  minBracketPercent: 0.6,
  lifetimeMinutes: 960,
  minRewardRisk: 1.4,
  maxStopPercent: 2.5,
};

/** An exponential average over n values has forgotten what lies 3n back, to a quarter of a percent. */
const AVERAGE_MEMORY = 3;
const QUARTER_MINUTES = 15;
const MINUTES_PER_HOUR = 60;

const countHours = ({ slowTrendHours, atrCandles }: TrendPullbackParameters): number =>
  Math.max(slowTrendHours * AVERAGE_MEMORY, atrCandles + 1);

const countQuarters = ({ pullbackCandles, breakoutCandles, atrCandles }: TrendPullbackParameters): number =>
  Math.max(pullbackCandles * AVERAGE_MEMORY, breakoutCandles + 2, atrCandles + 1);

/**
 * Minutes of candles the strategy needs before its first decision.
 *
 * @param parameters - the numbers it runs with
 */
export const countHistoryMinutes = (parameters: TrendPullbackParameters): number =>
  Math.max(countHours(parameters) * MINUTES_PER_HOUR, countQuarters(parameters) * QUARTER_MINUTES);

/** The trend: both averages and the last close stand in the same order. */
const findTrend = (hours: readonly ICandleData[], parameters: TrendPullbackParameters): Direction | null => {
  const closes = hours.map(({ close }) => close);
  const fast = calculateEma(closes, parameters.fastTrendHours).at(-1);
  const slow = calculateEma(closes, parameters.slowTrendHours).at(-1);
  const close = closes.at(-1);
  if (fast === undefined || slow === undefined || close === undefined) {
    return null;
  }
  if (close > fast && fast > slow) {
    return 1;
  }
  return close < fast && fast < slow ? -1 : null;
};

/** A pullback is over when a candle closes on the trend's side of the average again. */
const isPullbackOver = (
  quarters: readonly ICandleData[],
  direction: Direction,
  { pullbackCandles }: TrendPullbackParameters,
): boolean => {
  const closes = quarters.map(({ close }) => close);
  const averages = calculateEma(closes, pullbackCandles);
  const distanceAt = (index: number): number =>
    direction * ((closes.at(index) ?? Number.NaN) - (averages.at(index) ?? Number.NaN));
  return distanceAt(-2) <= 0 && distanceAt(-1) > 0;
};

/** A breakout is a close beyond everything that was traded in the candles before. */
const isBreakout = (
  quarters: readonly ICandleData[],
  direction: Direction,
  { breakoutCandles }: TrendPullbackParameters,
): boolean => {
  const last = quarters.at(-1);
  const before = quarters.slice(-breakoutCandles - 1, -1);
  return (
    last !== undefined &&
    before.every(({ high, low }) => direction * (last.close - (direction > 0 ? high : low)) > 0)
  );
};

/**
 * After a pullback the price may run away, so it is bought at once; after a breakout it often comes back once more, so a
 * limit order waits a little below.
 */
const findEntry = (
  { quarters, averagePrice }: MarketView,
  direction: Direction,
  quarterAtr: number,
  parameters: TrendPullbackParameters,
): Entry | null => {
  const close = quarters.at(-1)?.close ?? averagePrice;
  if (isPullbackOver(quarters, direction, parameters)) {
    // A market entry is booked at the worse of the average price and the last close.
    const price = direction > 0 ? Math.max(close, averagePrice) : Math.min(close, averagePrice);
    return { price, isLimit: false, note: "pullback is over" };
  }
  if (isBreakout(quarters, direction, parameters)) {
    return {
      price: close - direction * parameters.retestAtr * quarterAtr,
      isLimit: true,
      note: "retest of a breakout",
    };
  }
  return null;
};

/**
 * The whole decision as a pure function of closed candles: trade with the hourly trend, at the end of a pullback (market
 * entry) or on the retest of a breakout (limit entry), with brackets as wide as the market moves.
 *
 * @returns a signal, or `null` for none
 */
export const decideEntry = (view: MarketView, parameters: TrendPullbackParameters): ISignalDto | null => {
  if (view.hours.length < countHours(parameters) || view.quarters.length < countQuarters(parameters)) {
    return null;
  }
  const direction = findTrend(view.hours, parameters);
  const hourAtr = calculateAtr(view.hours, parameters.atrCandles);
  const quarterAtr = calculateAtr(view.quarters, parameters.atrCandles);
  if (direction === null || hourAtr === null || quarterAtr === null) {
    return null;
  }
  const entry = findEntry(view, direction, quarterAtr, parameters);
  if (entry === null) {
    return null;
  }
  const shortestDistance = (entry.price * parameters.minBracketPercent) / 100;
  const stopDistance = Math.max(shortestDistance, parameters.stopAtr * quarterAtr);
  const targetDistance = Math.max(shortestDistance, parameters.targetAtr * hourAtr);
  return {
    position: direction > 0 ? "long" : "short",
    note: entry.note,
    priceOpen: entry.isLimit ? entry.price : undefined,
    priceTakeProfit: entry.price + direction * targetDistance,
    priceStopLoss: entry.price - direction * stopDistance,
    minuteEstimatedTime: parameters.lifetimeMinutes,
  };
};

/** The strategy decides on closed quarter-hour candles, so it acts in the first minute after one. */
const isQuarterHour = (when: Date): boolean => when.getUTCMinutes() % QUARTER_MINUTES === 0;

const roundPrice = async (symbol: string, price: number): Promise<number> =>
  Number(await formatPrice(symbol, price));

const roundSignal = async (symbol: string, signal: ISignalDto): Promise<ISignalDto> => ({
  ...signal,
  priceOpen: signal.priceOpen === undefined ? undefined : await roundPrice(symbol, signal.priceOpen),
  priceTakeProfit: await roundPrice(symbol, signal.priceTakeProfit),
  priceStopLoss: await roundPrice(symbol, signal.priceStopLoss),
});

const measureBrackets = ({
  pendingSignal,
  currentPrice,
}: IRiskValidationPayload): { reward: number; risk: number } => {
  const entry = pendingSignal.priceOpen ?? currentPrice;
  return {
    reward: (Math.abs(pendingSignal.priceTakeProfit - entry) / entry) * 100,
    risk: (Math.abs(entry - pendingSignal.priceStopLoss) / entry) * 100,
  };
};

const createRules = ({ minRewardRisk, maxStopPercent }: TrendPullbackParameters): IRiskValidation[] => [
  {
    note: `The reward must be at least ${minRewardRisk} times the risk`,
    validate: (payload) => {
      const { reward, risk } = measureBrackets(payload);
      if (reward < minRewardRisk * risk) {
        throw new Error(
          `the reward of ${reward.toFixed(2)} % is too small for a risk of ${risk.toFixed(2)} %`,
        );
      }
    },
  },
  {
    note: `The stop loss must not be further away than ${maxStopPercent} %`,
    validate: (payload) => {
      const { risk } = measureBrackets(payload);
      if (risk > maxStopPercent) {
        throw new Error(`the stop loss is ${risk.toFixed(2)} % away`);
      }
    },
  },
];

/**
 * Registers the strategy and its risk profile. The same registration serves a back-test and live trading.
 *
 * @example
 * registerTrendPullback({ strategyName: "trend-pullback", riskName: "sane-brackets" });
 * Backtest.background("BTCUSDT", { strategyName: "trend-pullback", exchangeName: "binance", frameName: "june" });
 */
export const registerTrendPullback = ({ strategyName, riskName, parameters }: TrendPullbackOptions): void => {
  const settings: TrendPullbackParameters = { ...TREND_PULLBACK_DEFAULTS, ...parameters };
  addRisk({
    riskName,
    note: "Judges the brackets of a signal, never what else is open",
    validations: createRules(settings),
  });
  addStrategy({
    strategyName,
    riskName,
    note: "Hourly trend, quarter-hour pullbacks and breakouts, ATR brackets",
    // The throttle is a distance between two calls, not a schedule: only a call every minute can hit the quarter hours.
    interval: "1m",
    getSignal: async (symbol, when) => {
      if (!isQuarterHour(when)) {
        return null;
      }
      const hours = await getCandles(symbol, "1h", countHours(settings));
      const quarters = await getCandles(symbol, "15m", countQuarters(settings));
      const averagePrice = await getAveragePrice(symbol);
      const signal = decideEntry({ hours, quarters, averagePrice }, settings);
      return signal === null ? null : await roundSignal(symbol, signal);
    },
  });
};
