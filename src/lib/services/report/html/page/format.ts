import type { HtmlNumberFormat } from "../html-model";

/** A number that did not survive the way here is `null`. */
export type MaybeNumber = number | null | undefined;

/** What stands where there is no number. */
export const MISSING = "N/A";

const MINUTE = 60_000;
const MINUTES_PER_HOUR = 60;
const MINUTES_PER_DAY = 1_440;

/** Times beyond this are no dates. */
const LAST_TIME = 8.64e15;

const minus = (text: string): string => text.replace("-", "\u2212");

const withDigits = (value: number, digits: number): string =>
  minus(
    value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  ).replaceAll(",", "\u202f");

/** Digits after the point a price needs: five of weight, at least two, at most ten. */
export const priceDigits = (price: number): number =>
  price === 0 ? 2 : Math.min(10, Math.max(2, 4 - Math.floor(Math.log10(Math.abs(price)))));

const toSigned = (value: number): string => {
  const text = withDigits(value, 2);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text.replace(/^\u2212(?=[0.]+$)/, "");
};

const toDuration = (minutes: number): string => {
  const whole = Math.round(minutes);
  const days = Math.floor(whole / MINUTES_PER_DAY);
  const hours = Math.floor((whole % MINUTES_PER_DAY) / MINUTES_PER_HOUR);
  const rest = String(whole % MINUTES_PER_HOUR).padStart(2, "0");
  if (days > 0) {
    return `${days} d ${String(hours).padStart(2, "0")} h ${rest} min`;
  }
  return hours > 0 ? `${hours} h ${rest} min` : `${whole} min`;
};

const toTime = (time: number): string =>
  Math.abs(time) > LAST_TIME ? MISSING : new Date(time).toISOString().slice(0, 16).replace("T", " ");

const FORMATS: Readonly<Record<HtmlNumberFormat, (value: number) => string>> = {
  count: (value) => withDigits(value, Number.isInteger(value) ? 0 : 2),
  percent: (value) => `${withDigits(value, 2)}\u00a0%`,
  signedPercent: (value) => `${toSigned(value)}\u00a0%`,
  ratio: (value) => withDigits(value, 3),
  price: (value) => withDigits(value, priceDigits(value)),
  duration: toDuration,
  time: toTime,
  probability: (value) => `${withDigits(value * 100, 1)}\u00a0%`,
};

/** A number as the page writes it; UTC for times. */
export const formatNumber = (value: MaybeNumber, format: HtmlNumberFormat): string =>
  typeof value === "number" && Number.isFinite(value) ? FORMATS[format](value) : MISSING;

/** Minutes between two instants in ms. */
export const minutesBetween = (since: number, until: number): number => (until - since) / MINUTE;

/** What a result is, in a word that needs no colour. */
export const resultOf = (pnl: MaybeNumber): "win" | "loss" | "flat" | "unknown" => {
  if (typeof pnl !== "number") {
    return "unknown";
  }
  if (pnl === 0) {
    return "flat";
  }
  return pnl > 0 ? "win" : "loss";
};
