import { formatInstant } from "../utils/format-instant";
import { joinFields } from "../utils/join-fields";
import { isPositiveNumber } from "../utils/positive-number";
import { SignalError } from "../errors/SignalError";
import type { GlobalConfig } from "../interfaces/Config.interface";
import type { ExchangeName } from "../interfaces/Exchange.interface";
import type { ISignalRow, SignalPosition, StrategyName } from "../interfaces/Signal.interface";
import { copyPlainFields } from "./plain-data";
import { marketPrice } from "./signal-machine";
import type { SignalFields } from "./signal-validation";
import {
  findFieldProblems,
  findPriceProblems,
  hasSoundFields,
  isPosition,
  showValue,
} from "./signal-validation";

/** The instant and place a signal is booked in. */
export interface SignalBooking {
  readonly symbol: string;
  readonly strategyName: StrategyName;
  readonly exchangeName: ExchangeName;
  /** Machine time, ms. */
  readonly minute: number;
  /** VWAP at `minute`. */
  readonly averagePrice: number;
  /** The last close in the window of that VWAP. */
  readonly lastClose: number;
  /** Makes an id for a signal that brings none. */
  readonly createId: () => string;
}

/** What is read of an answer. */
type AnswerField =
  | "id"
  | "symbol"
  | "note"
  | "position"
  | "priceOpen"
  | "priceTakeProfit"
  | "priceStopLoss"
  | "minuteEstimatedTime";

type Answer = Readonly<Partial<Record<AnswerField, unknown>>>;

const BOOKING_FIELDS = ["symbol", "exchangeName", "strategyName"] as const;

const isAnswer = (answer: unknown): answer is Answer =>
  typeof answer === "object" && answer !== null && !Array.isArray(answer);

const failSignal = (position: unknown, problems: readonly string[], booking: SignalBooking): never => {
  const side = isPosition(position) ? position : "unknown";
  const origin = `strategy=${booking.strategyName} symbol=${booking.symbol} minute=${formatInstant(booking.minute)}`;
  throw new SignalError(
    "SIGNAL_INVALID",
    [`Invalid signal for ${side} position:`, ...problems, origin].join("\n"),
  );
};

/** Judged by the price a market order would really get: a limit between the VWAP and the last close is not reached. */
const isLimitReached = (position: SignalPosition, limit: number, currentPrice: number): boolean =>
  position === "long" ? currentPrice <= limit : currentPrice >= limit;

const findBookingProblems = (answer: Answer, booking: SignalBooking): string[] => {
  const problems: string[] = [];
  for (const name of BOOKING_FIELDS) {
    if (booking[name] === "") {
      problems.push(`${name} is required`);
    }
  }
  const symbol = answer.symbol ?? undefined;
  if (symbol !== undefined && symbol !== booking.symbol) {
    problems.push(
      `symbol must be "${booking.symbol}", for which the signal was asked, got "${showValue(symbol)}"`,
    );
  }
  return problems;
};

/**
 * Turns what `getSignal` returned into a row, or says everything that is wrong with it.
 *
 * Without `priceOpen` the entry is a market order, booked at the worse of VWAP and last close (the VWAP under
 * `"optimistic"`). With a `priceOpen` that this price has reached, the entry is booked at `priceOpen` now; otherwise the
 * signal waits as a limit order. All checks are made against the entry that is really booked.
 *
 * @param answer - what user code returned; copied, never kept. Unknown fields survive if they are plain data
 * @param booking - when, where and at what prices
 * @returns a deeply frozen row; `_isScheduled` is true for a resting order
 * @throws SignalError `SIGNAL_INVALID` with one line per problem, and a last one that says whose signal it was
 */
export const prepareSignal = (
  answer: unknown,
  booking: SignalBooking,
  settings: Readonly<GlobalConfig>,
): ISignalRow => {
  if (!isAnswer(answer)) {
    return failSignal(
      undefined,
      [`getSignal must return an object or null, got ${showValue(answer)}`],
      booking,
    );
  }
  const { averagePrice, lastClose, minute } = booking;
  // Both null and undefined mean absent.
  const note = answer.note ?? undefined;
  const position = answer.position ?? undefined;
  const limit = answer.priceOpen ?? undefined;
  const currentPrice = isPosition(position)
    ? marketPrice(position, "entry", averagePrice, lastClose, settings.CC_FILL_POLICY)
    : null;
  const isScheduled =
    isPosition(position) &&
    isPositiveNumber(limit) &&
    currentPrice !== null &&
    !isLimitReached(position, limit, currentPrice);
  const fields: SignalFields = {
    id: answer.id || booking.createId(),
    position,
    // An unknown position has no market price; the other problems are still worth telling.
    priceOpen: limit ?? currentPrice ?? averagePrice,
    priceTakeProfit: answer.priceTakeProfit ?? undefined,
    priceStopLoss: answer.priceStopLoss ?? undefined,
    minuteEstimatedTime: answer.minuteEstimatedTime ?? undefined,
    scheduledAt: minute,
    pendingAt: minute,
  };
  const problems = [
    ...findBookingProblems(answer, booking),
    ...findFieldProblems(fields),
    ...findPriceProblems(fields, { currentPrice, isScheduled, settings }),
  ];
  if (problems.length > 0 || !hasSoundFields(fields)) {
    return failSignal(position, problems, booking);
  }
  const row: ISignalRow = {
    id: fields.id,
    position: fields.position,
    note: note === undefined ? "" : showValue(note),
    priceOpen: fields.priceOpen,
    priceTakeProfit: fields.priceTakeProfit,
    priceStopLoss: fields.priceStopLoss,
    minuteEstimatedTime: fields.minuteEstimatedTime,
    exchangeName: booking.exchangeName,
    strategyName: booking.strategyName,
    symbol: booking.symbol,
    scheduledAt: minute,
    pendingAt: minute,
    _isScheduled: isScheduled,
    entry: isScheduled ? "limit" : "market",
  };
  return Object.freeze(joinFields(copyPlainFields(answer), row));
};
