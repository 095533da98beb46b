import {
  addExchange,
  addFrame,
  Backtest,
  getConfig,
  listenBacktestProgress,
  Risk,
  type GlobalConfig,
  type ICandleData,
  type IStrategyTickResultCancelled,
  type IStrategyTickResultClosed,
  type ITradeStatistics,
} from "backtest-connection-kit";
import { createCandleSource } from "./candle-source.js";
import { InputError } from "./input-error.js";
import {
  countHistoryMinutes,
  registerTrendPullback,
  TREND_PULLBACK_DEFAULTS,
  type TrendPullbackParameters,
} from "./trend-pullback-strategy.js";

/** What to back-test. */
export interface BacktestCandlesOptions {
  /** One-minute candles, oldest first. */
  readonly candles: readonly ICandleData[];
  /** Trading pair, such as `"BTCUSDT"`. */
  readonly symbol: string;
  /** Numbers of the strategy that differ from its defaults. */
  readonly parameters?: Partial<TrendPullbackParameters>;
  /** Called with 0–1 while the back-test runs; the last call says 1. */
  readonly onProgress?: (progress: number) => void;
}

/** What came out of a back-test. */
export interface BacktestCandlesResult {
  /** The name the strategy ran under: its reports are found by it. */
  readonly strategyName: string;
  /** Trades in the order they closed. */
  readonly closed: readonly IStrategyTickResultClosed[];
  /** Limit orders that ended without a trade, in order. */
  readonly cancelled: readonly IStrategyTickResultCancelled[];
  /** How many signals the risk profile refused. */
  readonly refusedSignals: number;
  /** How good it was. */
  readonly statistics: ITradeStatistics;
  /** First minute the strategy looked at, UTC ms. */
  readonly startTimestamp: number;
  /** Last minute the strategy looked at, UTC ms. */
  readonly endTimestamp: number;
  /** The settings the back-test ran with. */
  readonly settings: Readonly<GlobalConfig>;
}

interface Period {
  readonly startTimestamp: number;
  readonly endTimestamp: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MINUTES_PER_DAY = 1440;
const MAX_PRICE_DIGITS = 12;
/** A difference this small, against the price, is noise of the arithmetic that wrote it. */
const PRICE_NOISE = 1e-9;
const QUANTITY_DIGITS = 8;

let runCount = 0;

/** Digits after the decimal point that the prices of a market use, at most 12. */
export const countPriceDigits = (candles: readonly ICandleData[]): number => {
  let digits = 0;
  for (const { close } of candles) {
    while (
      digits < MAX_PRICE_DIGITS &&
      Math.abs(Number(close.toFixed(digits)) - close) > close * PRICE_NOISE
    ) {
      digits += 1;
    }
  }
  return digits;
};

/**
 * The minutes a strategy can decide in: from the first one with enough history to the last one from which every order
 * and position can end within the candles.
 */
const choosePeriod = (
  candles: readonly ICandleData[],
  parameters: TrendPullbackParameters,
  settings: GlobalConfig,
): Period => {
  const first = candles[0];
  const last = candles.at(-1);
  if (first === undefined || last === undefined) {
    throw new InputError("there are no candles to back-test on");
  }
  const firstHour = Math.ceil(first.timestamp / HOUR_MS) * HOUR_MS;
  const historyMinutes = countHistoryMinutes(parameters);
  const outcomeMinutes = settings.CC_SCHEDULE_AWAIT_MINUTES + parameters.lifetimeMinutes;
  const startTimestamp = firstHour + historyMinutes * MINUTE_MS;
  const endTimestamp = last.timestamp + MINUTE_MS - outcomeMinutes * MINUTE_MS;
  if (endTimestamp < startTimestamp) {
    const needed = (historyMinutes + outcomeMinutes) / MINUTES_PER_DAY;
    const found = (last.timestamp + MINUTE_MS - first.timestamp) / MINUTE_MS / MINUTES_PER_DAY;
    throw new InputError(
      `the candles cover ${found.toFixed(1)} days, and the strategy needs more than ${needed.toFixed(1)} days`,
    );
  }
  return { startTimestamp, endTimestamp };
};

const registerRun = (
  candles: readonly ICandleData[],
  { startTimestamp, endTimestamp }: Period,
  parameters: TrendPullbackParameters,
): { strategyName: string; exchangeName: string; frameName: string } => {
  // Names are unique for the life of the process, so every run gets its own.
  runCount += 1;
  const names = {
    strategyName: `trend-pullback-${runCount}`,
    exchangeName: `candle-list-${runCount}`,
    frameName: `candle-period-${runCount}`,
  };
  const source = createCandleSource(candles);
  const priceDigits = countPriceDigits(candles);
  addExchange({
    exchangeName: names.exchangeName,
    getCandles: (_symbol, interval, since, limit) =>
      Promise.resolve(source.read(interval, since.getTime(), limit)),
    formatPrice: (_symbol, price) => Promise.resolve(price.toFixed(priceDigits)),
    formatQuantity: (_symbol, quantity) => Promise.resolve(quantity.toFixed(QUANTITY_DIGITS)),
  });
  addFrame({
    frameName: names.frameName,
    interval: "1m",
    startDate: new Date(startTimestamp),
    endDate: new Date(endTimestamp),
  });
  registerTrendPullback({
    strategyName: names.strategyName,
    riskName: `sane-brackets-${runCount}`,
    parameters,
  });
  return names;
};

/**
 * Back-tests the example strategy on candles in memory. Calls may run side by side.
 *
 * @returns the results in the order they happened
 * @throws InputError when there are too few candles; nothing is registered then
 */
export const backtestCandles = async (options: BacktestCandlesOptions): Promise<BacktestCandlesResult> => {
  const { candles, symbol, onProgress } = options;
  const parameters: TrendPullbackParameters = { ...TREND_PULLBACK_DEFAULTS, ...options.parameters };
  const settings = getConfig();
  const period = choosePeriod(candles, parameters, settings);
  const names = registerRun(candles, period, parameters);
  const closed: IStrategyTickResultClosed[] = [];
  const cancelled: IStrategyTickResultCancelled[] = [];
  const stopProgress = listenBacktestProgress(({ strategyName, progress }) => {
    if (strategyName === names.strategyName) {
      onProgress?.(progress);
    }
  });
  try {
    for await (const result of Backtest.run(symbol, names)) {
      if (result.action === "closed") {
        closed.push(result);
      } else {
        cancelled.push(result);
      }
    }
  } finally {
    stopProgress();
  }
  const { strategyName } = names;
  const statistics = await Backtest.getData(symbol, strategyName);
  const { totalRejections: refusedSignals } = await Risk.getData(symbol, strategyName, true);
  return { strategyName, statistics, closed, cancelled, refusedSignals, ...period, settings };
};
