import { formatInstant } from "../utils/format-instant";
import { ExchangeError } from "../errors/ExchangeError";
import type { CandleInterval, ExchangeName } from "../interfaces/Exchange.interface";
import { CANDLE_INTERVALS, intervalToMs } from "../math/interval";
import { describeValue } from "../utils/describe-value";

/** One read of candles, from the question of a caller to the text of its errors. */
export interface ICandleRead {
  readonly exchangeName: ExchangeName;
  readonly symbol: string;
  readonly interval: CandleInterval;
  /** Length of the interval, ms. */
  readonly step: number;
  /** Open of the first candle asked for, ms, on the grid of the interval. */
  readonly since: number;
  /** Open of the first candle no longer asked for, ms. */
  readonly until: number;
  /** Candles asked for. */
  readonly limit: number;
}

/** Most candles one read can ask for: nineteen years of minutes. A larger number is a mistake, not a question. */
export const MAX_READ_LIMIT = 10_000_000;

const STEPS: ReadonlyMap<string, number> = new Map(
  CANDLE_INTERVALS.map((interval): [string, number] => [interval, intervalToMs(interval)]),
);

/** Names a read in the message of an error. */
export const describeRead = (read: ICandleRead): string =>
  `exchange=${read.exchangeName} symbol=${read.symbol} interval=${read.interval} since=${formatInstant(read.since)} limit=${read.limit}`;

const failRead = (method: string, problem: string): never => {
  throw new ExchangeError("READ_INVALID", `ClientExchange ${method}: ${problem}`);
};

/**
 * Checks the symbol of a read.
 * @throws ExchangeError `READ_INVALID` for an empty one; `undefined` passes through to the adapter
 */
export const checkSymbol = (method: string, symbol: unknown): void => {
  if (symbol !== undefined && (typeof symbol !== "string" || symbol === "")) {
    failRead(method, "the symbol must be a non-empty text such as BTCUSDT");
  }
};

/**
 * Checks what a caller asks for.
 * @returns the length of the interval, ms
 * @throws ExchangeError `READ_INVALID` for an unknown interval, a limit that is no positive integer, or an empty symbol
 */
export const checkRead = (method: string, symbol: unknown, interval: string, limit: number): number => {
  checkSymbol(method, symbol);
  const step = STEPS.get(interval);
  if (step === undefined) {
    throw new ExchangeError(
      "READ_INVALID",
      `ClientExchange unknown time adjust for interval=${describeValue(interval)} in ${method}; use one of ${CANDLE_INTERVALS.join(", ")}`,
    );
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_READ_LIMIT) {
    failRead(method, `limit must be a positive integer up to ${MAX_READ_LIMIT}, got ${describeValue(limit)}`);
  }
  return step;
};

/**
 * Checks the range of an engine read.
 * @param closedUntil - end of the last candle closed at the context's `when`, ms
 * @throws ExchangeError `READ_INVALID` when it is off the grid, backwards, or ends after `closedUntil`
 */
export const checkRange = (
  method: string,
  since: number,
  until: number,
  step: number,
  closedUntil: number,
): void => {
  if (since % step !== 0 || until % step !== 0 || !(since <= until)) {
    failRead(method, `the range must be whole minutes in order, got ${since} to ${until}`);
  }
  if ((until - since) / step > MAX_READ_LIMIT) {
    failRead(method, `the range must hold at most ${MAX_READ_LIMIT} candles, got ${(until - since) / step}`);
  }
  if (until > closedUntil) {
    failRead(
      method,
      `the range ends at ${formatInstant(until)}, after the last closed minute ${formatInstant(closedUntil)}`,
    );
  }
};
