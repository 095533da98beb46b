import { describeValue } from "./describe-value";
import { toPlainText } from "./plain-text";

/** How values look in reports. What cannot be shown is {@link NOT_AVAILABLE}, never `NaN` or `undefined`. */

/** Stands for a value that is not there. */
export const NOT_AVAILABLE = "N/A";

/** A figure that may be missing. */
export type Figure = number | null | undefined;

const isShown = (value: Figure): value is number => typeof value === "number" && Number.isFinite(value);

/**
 * A number with a fixed number of decimals.
 * @param value - any figure
 * @param digits - decimals, 0 to 100
 */
export const formatNumber = (value: Figure, digits: number): string =>
  isShown(value) ? value.toFixed(digits) : NOT_AVAILABLE;

/** A whole number; rounds what is none. */
export const formatInteger = (value: Figure): string =>
  isShown(value) ? formatNumber(Math.round(value), 0) : NOT_AVAILABLE;

/**
 * A share.
 * @param value - percent
 * @param digits - decimals
 */
export const formatPercent = (value: Figure, digits = 2): string =>
  isShown(value) ? `${value.toFixed(digits)}%` : NOT_AVAILABLE;

/**
 * A result, with `+` only above zero.
 * @param value - percent
 */
export const formatSignedPercent = (value: Figure): string =>
  isShown(value) && value > 0 ? `+${formatPercent(value)}` : formatPercent(value);

/**
 * A price.
 * @param value - quote currency
 */
export const formatPrice = (value: Figure): string =>
  isShown(value) ? `${value.toFixed(8)} USD` : NOT_AVAILABLE;

/**
 * An instant in UTC.
 * @param value - ms since the epoch
 * @returns ISO 8601, or `N/A` for a time no date can show
 */
export const formatTime = (value: Figure): string => {
  const date = new Date(isShown(value) ? value : NaN);
  return Number.isNaN(date.getTime()) ? NOT_AVAILABLE : date.toISOString();
};

const isMissing = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === "number" && !Number.isFinite(value));

/** A value as it is. */
export const formatText = (value: string | Figure): string =>
  isMissing(value) ? NOT_AVAILABLE : describeValue(value);

/** A word in capitals. */
export const formatUpperCase = (value: string | null | undefined): string => formatText(value).toUpperCase();

/** What a signal says of itself, without its markup; blank for a blank note. */
export const formatNote = (note: string | null | undefined): string =>
  isMissing(note) ? NOT_AVAILABLE : toPlainText(describeValue(note));

/**
 * Minutes between two instants.
 * @param since - ms
 * @param until - ms
 * @returns whole minutes, rounded
 */
export const formatMinutesBetween = (since: number, until: number): string =>
  formatInteger((until - since) / 60_000);

/**
 * A count with its noun, in one or many.
 * @param singular - such as `"trade"`
 * @param plural - such as `"trades"`
 */
export const formatCount = (count: number, singular: string, plural: string): string =>
  `${count} ${count === 1 ? singular : plural}`;
