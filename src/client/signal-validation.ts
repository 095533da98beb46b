import type { GlobalConfig } from "../interfaces/Config.interface";
import type { SignalPosition } from "../interfaces/Signal.interface";
import { isPositiveNumber } from "../utils/positive-number";

/** The fields of a row that must be right, as they come: from user code or from disk. */
export interface SignalFields {
  readonly id: unknown;
  readonly position: unknown;
  readonly priceOpen: unknown;
  readonly priceTakeProfit: unknown;
  readonly priceStopLoss: unknown;
  readonly minuteEstimatedTime: unknown;
  /** `undefined` (a restored row without times) is accepted. */
  readonly scheduledAt: unknown;
  /** `undefined` (a restored row without times) is accepted. */
  readonly pendingAt: unknown;
}

/** The same fields once `findFieldProblems` found nothing. */
export interface SoundSignalFields extends SignalFields {
  readonly id: string;
  readonly position: SignalPosition;
  readonly priceOpen: number;
  readonly priceTakeProfit: number;
  readonly priceStopLoss: number;
  readonly minuteEstimatedTime: number;
}

/** What the prices of a new signal are judged against. */
export interface PriceCheck {
  /** What a market order would be booked at now; `null` when the position is not known. */
  readonly currentPrice: number | null;
  /** Whether the signal would wait as a limit order. */
  readonly isScheduled: boolean;
  readonly settings: Pick<
    GlobalConfig,
    | "CC_MIN_TAKEPROFIT_DISTANCE_PERCENT"
    | "CC_MIN_STOPLOSS_DISTANCE_PERCENT"
    | "CC_MAX_STOPLOSS_DISTANCE_PERCENT"
    | "CC_MAX_SIGNAL_LIFETIME_MINUTES"
  >;
}

/** Percentage points below which two distances are equal; a distance equal to a limit passes in any decimals. */
const DISTANCE_TOLERANCE = 1e-9;

const NO_PROBLEMS: readonly string[] = Object.freeze([]);

const PRICE_FIELDS = ["priceOpen", "priceTakeProfit", "priceStopLoss"] as const;
const LEVEL_FIELDS = ["priceTakeProfit", "priceStopLoss"] as const;
const TIME_FIELDS = ["scheduledAt", "pendingAt"] as const;

/** Whether the value is `"long"` or `"short"`. */
export const isPosition = (value: unknown): value is SignalPosition => value === "long" || value === "short";

/** A value as a message shows it. */
export const showValue = (value: unknown): string =>
  typeof value === "object" && value !== null ? Object.prototype.toString.call(value) : String(value);

/** Whether a time is sound, or left out. */
const isSoundTime = (time: unknown): boolean => time === undefined || isPositiveNumber(time);

/** Whether the fields are right on their own; narrows them. {@link findFieldProblems} says what is wrong. */
export const hasSoundFields = (fields: SignalFields): fields is SoundSignalFields =>
  typeof fields.id === "string" &&
  fields.id !== "" &&
  isPosition(fields.position) &&
  isPositiveNumber(fields.priceOpen) &&
  isPositiveNumber(fields.priceTakeProfit) &&
  isPositiveNumber(fields.priceStopLoss) &&
  isPositiveNumber(fields.minuteEstimatedTime) &&
  Number.isInteger(fields.minuteEstimatedTime) &&
  isSoundTime(fields.scheduledAt) &&
  isSoundTime(fields.pendingAt);

const findNumberProblem = (field: string, value: unknown): string[] => {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    return [`${field} must be a finite number, got ${showValue(value)} (${typeof value})`];
  }
  return value > 0 ? [] : [`${field} must be positive, got ${value}`];
};

const findPositionProblems = (position: unknown): string[] => {
  if (position === undefined || position === null || position === "") {
    return ["position is required"];
  }
  return isPosition(position) ? [] : [`position must be "long" or "short", got "${showValue(position)}"`];
};

const findIdProblems = (id: unknown): string[] => {
  if (id === undefined || id === null || id === "") {
    return ["id is required"];
  }
  return typeof id === "string" ? [] : [`id must be a string, got ${showValue(id)} (${typeof id})`];
};

const findLifetimeProblems = (minutes: unknown): string[] => {
  const problems: string[] = [];
  if (typeof minutes !== "number" || !(minutes > 0)) {
    problems.push(`minuteEstimatedTime must be positive, got ${showValue(minutes)}`);
  }
  if (!Number.isInteger(minutes)) {
    problems.push(
      `minuteEstimatedTime must be an integer number of minutes, got ${showValue(minutes)} (${typeof minutes})`,
    );
  }
  return problems;
};

/**
 * What is wrong with the fields on their own: identity, direction, prices as positive numbers, lifetime, times. The same
 * rules hold for a new signal and for a row read back from disk.
 * @returns one line per problem; empty when all is well
 */
export const findFieldProblems = (fields: SignalFields): readonly string[] =>
  // Nearly all signals are sound, and a list takes longer than to see that.
  hasSoundFields(fields) ? NO_PROBLEMS : listFieldProblems(fields);

const listFieldProblems = (fields: SignalFields): string[] => [
  ...findIdProblems(fields.id),
  ...findPositionProblems(fields.position),
  ...PRICE_FIELDS.flatMap((name) => findNumberProblem(name, fields[name])),
  ...findLifetimeProblems(fields.minuteEstimatedTime),
  ...TIME_FIELDS.flatMap((name) => (fields[name] === undefined ? [] : findNumberProblem(name, fields[name]))),
];

interface Level {
  readonly field: "priceTakeProfit" | "priceStopLoss";
  readonly price: number;
  /** Whether it must lie above the entry. */
  readonly isAbove: boolean;
}

const findOrderProblem = (
  label: string,
  priceOpen: number,
  { field, price, isAbove }: Level,
): string | null => {
  const isRight = isAbove ? price > priceOpen : price < priceOpen;
  return isRight
    ? null
    : `${label}: ${field} (${price}) must be ${isAbove ? ">" : "<"} priceOpen (${priceOpen})`;
};

/** The price that is at stake now must lie strictly between the levels. */
const findReachedProblem = (
  label: string,
  name: "currentPrice" | "priceOpen",
  price: number,
  { field, price: level, isAbove }: Level,
): string | null => {
  const isBetween = isAbove ? price < level : price > level;
  if (isBetween) {
    return null;
  }
  const [kind, end] =
    name === "currentPrice"
      ? ["immediate", "the signal would close at once"]
      : ["scheduled", "the order could never work"];
  return `${label} ${kind}: ${name} (${price}) ${isAbove ? ">=" : "<="} ${field} (${level}), ${end}`;
};

const findDistanceProblem = (
  label: string,
  priceOpen: number,
  { field, price, isAbove }: Level,
  settings: PriceCheck["settings"],
): string | null => {
  const percent = ((isAbove ? price - priceOpen : priceOpen - price) / priceOpen) * 100;
  if (percent <= 0) {
    return null; // the wrong side, which has its own message
  }
  const isTakeProfit = field === "priceTakeProfit";
  const level = isTakeProfit ? "TakeProfit" : "StopLoss";
  const smallest = isTakeProfit
    ? settings.CC_MIN_TAKEPROFIT_DISTANCE_PERCENT
    : settings.CC_MIN_STOPLOSS_DISTANCE_PERCENT;
  const largest = isTakeProfit ? 0 : settings.CC_MAX_STOPLOSS_DISTANCE_PERCENT;
  if (smallest && percent < smallest - DISTANCE_TOLERANCE) {
    return `${label}: ${level} too close to priceOpen (${percent.toFixed(3)}%), at least ${smallest}% is needed`;
  }
  if (largest && percent > largest + DISTANCE_TOLERANCE) {
    return `${label}: ${level} too far from priceOpen (${percent.toFixed(3)}%), at most ${largest}% is allowed`;
  }
  return null;
};

const note = (problems: string[], problem: string | null): void => {
  if (problem !== null) {
    problems.push(problem);
  }
};

const findCurrentPriceProblems = (currentPrice: number | null): string[] =>
  currentPrice === null ? [] : findNumberProblem("currentPrice", currentPrice);

/**
 * What is wrong with the prices of a new signal as seen from its entry and from the market, and with its lifetime as seen
 * from the settings. Fields that are not sound are passed over; `findFieldProblems` names them.
 * @param fields - `priceOpen` is the entry that is really booked, or the limit of the order
 * @returns one line per problem; empty when all is well
 */
export const findPriceProblems = (fields: SignalFields, check: PriceCheck): string[] => {
  const { position, priceOpen, minuteEstimatedTime } = fields;
  const { currentPrice, isScheduled, settings } = check;
  const problems = findCurrentPriceProblems(currentPrice);
  const longest = settings.CC_MAX_SIGNAL_LIFETIME_MINUTES;
  if (longest && typeof minuteEstimatedTime === "number" && minuteEstimatedTime > longest) {
    problems.push(
      `minuteEstimatedTime too large (${minuteEstimatedTime} minutes), at most ${longest} are allowed`,
    );
  }
  if (!isPosition(position) || !isPositiveNumber(priceOpen) || !isPositiveNumber(currentPrice)) {
    return problems;
  }
  const label = position === "long" ? "Long" : "Short";
  for (const field of LEVEL_FIELDS) {
    const price = fields[field];
    if (isPositiveNumber(price)) {
      const level = { field, price, isAbove: (position === "long") === (field === "priceTakeProfit") };
      note(problems, findOrderProblem(label, priceOpen, level));
      note(
        problems,
        isScheduled
          ? findReachedProblem(label, "priceOpen", priceOpen, level)
          : findReachedProblem(label, "currentPrice", currentPrice, level),
      );
      note(problems, findDistanceProblem(label, priceOpen, level, settings));
    }
  }
  return problems;
};
