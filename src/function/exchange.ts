import { ContextError } from "../errors/ContextError";
import type { CandleInterval, ICandleData } from "../interfaces/Exchange.interface";
import type { IExecutionContext } from "../interfaces/Context.interface";
import { lib } from "../lib";
import { runInCallersScope } from "../utils/async-scope";
import { promiseOf } from "../utils/awaitable";
import { modeName } from "../utils/keys";

const WHERE_TO_CALL = "call it from getSignal, a callback, a validation or a signal listener";

/** The instant of the running tick. A context that has ended says so itself. */
const requireInstant = (name: string): IExecutionContext => {
  requireTick(name);
  return lib.executionContextService.context;
};

const requireTick = (name: string): number => {
  try {
    return lib.executionContextService.time;
  } catch (error) {
    if (error instanceof ContextError && error.code === "CONTEXT_CLOSED") {
      throw new ContextError("CONTEXT_CLOSED", `${name}: ${error.message}`, { cause: error });
    }
    throw new ContextError(
      "CONTEXT_MISSING",
      `${name}: not running in context: the instant of a running tick (execution context) is missing; ${WHERE_TO_CALL}`,
      { cause: error },
    );
  }
};

const requireRun = (name: string): void => {
  if (!lib.methodContextService.isActive) {
    throw new ContextError(
      "CONTEXT_MISSING",
      `${name}: not running in context: a running strategy (method context) is missing; ${WHERE_TO_CALL}`,
    );
  }
  requireTick(name);
};

/**
 * The last closed candles of the run's exchange. The candle that is still forming is never among them.
 *
 * @param symbol - trading pair, such as `"BTCUSDT"`
 * @param interval - length of a candle
 * @param limit - number of candles, a positive integer
 * @returns ascending by open time (UTC ms), frozen candles in an array of your own; fewer than asked where the source has a hole
 * @throws ContextError outside of a run; ExchangeError for a wrong argument, a faulty candle or a failing source
 * @example
 * const candles = await getCandles("BTCUSDT", "1h", 50);
 */
export const getCandles = (symbol: string, interval: CandleInterval, limit: number): Promise<ICandleData[]> =>
  promiseOf(() =>
    runInCallersScope(() => {
      requireRun("getCandles");
      return lib.exchangeConnectionService.lookUpCandles(symbol, interval, limit);
    }),
  );

/**
 * The volume-weighted average price over the last `CC_AVG_PRICE_CANDLES_COUNT` closed minutes.
 *
 * @param symbol - trading pair
 * @returns quote currency per unit of base
 * @throws ContextError outside of a run; ExchangeError when there is no candle, or one is faulty
 */
export const getAveragePrice = (symbol: string): Promise<number> =>
  promiseOf(() =>
    runInCallersScope(() => {
      requireRun("getAveragePrice");
      return lib.exchangeConnectionService.lookUpAveragePrice(symbol);
    }),
  );

/**
 * Writes a price the way the run's exchange wants it.
 *
 * @param symbol - trading pair
 * @param price - a finite number
 * @throws ContextError outside of a run; ExchangeError `FORMAT_INVALID`
 */
export const formatPrice = async (symbol: string, price: number): Promise<string> => {
  requireRun("formatPrice");
  return await lib.exchangeConnectionService.formatPrice(symbol, price);
};

/**
 * Writes a quantity the way the run's exchange wants it.
 *
 * @param symbol - trading pair
 * @param quantity - a finite number, in units of base
 * @throws ContextError outside of a run; ExchangeError `FORMAT_INVALID`
 */
export const formatQuantity = async (symbol: string, quantity: number): Promise<string> => {
  requireRun("formatQuantity");
  return await lib.exchangeConnectionService.formatQuantity(symbol, quantity);
};

/**
 * Now, as the running strategy sees it: the frame time in a back-test, the start of the tick in live.
 *
 * @returns a date of its own; changing it changes nothing else
 * @throws ContextError outside of a tick
 */
export const getDate = async (): Promise<Date> => new Date(requireInstant("getDate").when.getTime());

/**
 * Whether the strategy is back-tested or trades live.
 *
 * @throws ContextError outside of a tick
 */
export const getMode = async (): Promise<"backtest" | "live"> => modeName(requireInstant("getMode").backtest);
