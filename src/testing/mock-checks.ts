import { MockError } from "../errors/MockError";
import type { CandleInterval } from "../interfaces/Exchange.interface";
import { CANDLE_INTERVALS, intervalToMs, MINUTE_MS } from "../math/interval";
import { describeValue } from "../utils/describe-value";

/** @throws MockError `MOCK_INVALID` */
export const failMock = (problem: string): never => {
  throw new MockError("MOCK_INVALID", `mock exchange: ${problem}`);
};

/**
 * Checks that a value is a number of some kind.
 * @param rule - continues "must be"
 * @throws MockError `MOCK_INVALID`
 */
export const checkNumber = (
  name: string,
  value: unknown,
  rule: string,
  isRight: (value: number) => boolean,
): number =>
  typeof value === "number" && isRight(value)
    ? value
    : failMock(`${name} must be ${rule}, got ${describeValue(value)}`);

/** @throws MockError `MOCK_INVALID` unless it is an integer in `[least, most]` */
export const checkInteger = (name: string, value: unknown, least: number, most = Infinity): number =>
  checkNumber(
    name,
    value,
    most === Infinity ? `an integer from ${least} on` : `an integer from ${least} to ${most}`,
    (number) => Number.isSafeInteger(number) && number >= least && number <= most,
  );

/** @throws MockError `MOCK_INVALID` unless it is a price */
export const checkPrice = (name: string, value: unknown): number =>
  checkNumber(name, value, "a positive number", (number) => Number.isFinite(number) && number > 0);

/** @throws MockError `MOCK_INVALID` unless it is 0 or more milliseconds */
export const checkDuration = (name: string, value: unknown): number =>
  checkNumber(name, value, "0 or more milliseconds", (number) => Number.isFinite(number) && number >= 0);

const isWholeMinute = (time: number): boolean => Number.isSafeInteger(time) && time % MINUTE_MS === 0;

/** @throws MockError `MOCK_INVALID` unless it is a whole minute in ms */
export const checkMinute = (name: string, value: unknown): number =>
  checkNumber(name, value, "a whole minute in milliseconds", isWholeMinute);

/** @throws MockError `MOCK_INVALID` unless `[from, until)` is a range of whole minutes; its end may be `Infinity` */
export const checkRange = (from: unknown, until: unknown): void => {
  const start = checkMinute("from", from);
  checkNumber(
    "until",
    until,
    "a whole minute after from, or Infinity",
    (end) => end > start && (end === Infinity || isWholeMinute(end)),
  );
};

/** @throws MockError `MOCK_INVALID` unless it is absent or a symbol */
export const checkSymbolFilter = (symbol: unknown): void => {
  if (symbol !== undefined && (typeof symbol !== "string" || symbol === "")) {
    failMock(`symbol must be a non-empty text, got ${describeValue(symbol)}`);
  }
};

/**
 * The length of an interval, ms.
 * @throws MockError `MOCK_INVALID` for one that is not known
 */
export const getStep = (interval: CandleInterval): number =>
  CANDLE_INTERVALS.includes(interval)
    ? intervalToMs(interval)
    : failMock(`unknown interval ${describeValue(interval)}; use one of ${CANDLE_INTERVALS.join(", ")}`);
