import * as z from "zod/mini";
import type { FillPolicyName, GlobalConfig } from "../interfaces/Config.interface";
import { describeValue } from "../utils/describe-value";
import { onFirstUse } from "../utils/on-first-use";

/** Looks at all settings together and says what is wrong with one of them, if anything. */
type SettingCheck = (config: Readonly<GlobalConfig>) => string | undefined;

const FILL_POLICIES = ["pessimistic", "optimistic", "path"] as const satisfies readonly FillPolicyName[];

/** Absorbs the rounding of the cost formula itself: a distance set to the computed minimum is enough. */
const COST_TOLERANCE_PERCENT = 1e-9;

const getNonNegativeNumber = onFirstUse(() => z.number().check(z.minimum(0)));
const getPositiveNumber = onFirstUse(() => z.number().check(z.gt(0)));
const getNonNegativeInteger = onFirstUse(() => z.int().check(z.minimum(0)));
const getPositiveInteger = onFirstUse(() => z.int().check(z.gt(0)));
const getFillPolicy = onFirstUse(() => z.enum(FILL_POLICIES));

const createSettingCheck =
  (key: keyof GlobalConfig, getSchema: () => z.ZodMiniType, rule: string): SettingCheck =>
  (config) =>
    getSchema().safeParse(config[key]).success
      ? undefined
      : `${key} ${rule}, got ${describeValue(config[key])}`;

/**
 * The distance from entry to take profit at which neither a long nor a short trade loses money.
 *
 * Follows from the profit and loss formula: slippage `s` worsens both prices, the change is a share of the worsened
 * entry, and two fees `f` are taken off. With the exit `d` away from the entry, a long trade nets
 * `(1 + d)(1 - s) / (1 + s) - 1 - 2f`, which is zero at `d = (2s + 2f(1 + s)) / (1 - s)`. A short trade needs no more
 * than that for any `s` and `f`.
 * @param slippagePercent - `CC_PERCENT_SLIPPAGE`, percent per transaction
 * @param feePercent - `CC_PERCENT_FEE`, percent per transaction
 * @returns percent of the entry; `Infinity` when slippage takes the whole price
 */
export const calculateMinimumTakeProfitDistance = (slippagePercent: number, feePercent: number): number => {
  const slippage = slippagePercent / 100;
  return slippage < 1 ? (2 * slippagePercent + 2 * feePercent * (1 + slippage)) / (1 - slippage) : Infinity;
};

const checkTakeProfitCoversCosts: SettingCheck = (config) => {
  const distance = getPositiveNumber().safeParse(config.CC_MIN_TAKEPROFIT_DISTANCE_PERCENT);
  const slippage = getNonNegativeNumber().safeParse(config.CC_PERCENT_SLIPPAGE);
  const fee = getNonNegativeNumber().safeParse(config.CC_PERCENT_FEE);
  if (!distance.success || !slippage.success || !fee.success) {
    return undefined;
  }
  const minimum = calculateMinimumTakeProfitDistance(slippage.data, fee.data) - COST_TOLERANCE_PERCENT;
  if (distance.data >= minimum) {
    return undefined;
  }
  // Rounded up, so that the number in the advice passes.
  const advised = (Math.ceil(minimum * 100) / 100).toFixed(2);
  return [
    `CC_MIN_TAKEPROFIT_DISTANCE_PERCENT (${distance.data}%) is too low to cover trading costs`,
    `     Required minimum: ${advised}%`,
    `     Slippage: 2 x ${slippage.data}% (entry and exit), on both prices`,
    `     Fees: 2 x ${fee.data}% (entry and exit)`,
  ].join("\n");
};

const checkStopLossRange: SettingCheck = (config) => {
  const minimum = z.number().safeParse(config.CC_MIN_STOPLOSS_DISTANCE_PERCENT);
  const maximum = z.number().safeParse(config.CC_MAX_STOPLOSS_DISTANCE_PERCENT);
  return minimum.success && maximum.success && minimum.data >= maximum.data
    ? `CC_MIN_STOPLOSS_DISTANCE_PERCENT (${minimum.data}%) must be less than CC_MAX_STOPLOSS_DISTANCE_PERCENT (${maximum.data}%)`
    : undefined;
};

/** In the order in which failures are listed. */
const CHECKS: readonly SettingCheck[] = [
  createSettingCheck("CC_PERCENT_SLIPPAGE", getNonNegativeNumber, "must be a non-negative number"),
  createSettingCheck("CC_PERCENT_FEE", getNonNegativeNumber, "must be a non-negative number"),
  createSettingCheck("CC_MIN_TAKEPROFIT_DISTANCE_PERCENT", getPositiveNumber, "must be a positive number"),
  checkTakeProfitCoversCosts,
  createSettingCheck("CC_MIN_STOPLOSS_DISTANCE_PERCENT", getPositiveNumber, "must be a positive number"),
  createSettingCheck("CC_MAX_STOPLOSS_DISTANCE_PERCENT", getPositiveNumber, "must be a positive number"),
  checkStopLossRange,
  createSettingCheck("CC_SCHEDULE_AWAIT_MINUTES", getPositiveInteger, "must be a positive integer"),
  createSettingCheck("CC_MAX_SIGNAL_LIFETIME_MINUTES", getPositiveInteger, "must be a positive integer"),
  createSettingCheck("CC_MAX_SIGNAL_GENERATION_SECONDS", getPositiveInteger, "must be a positive integer"),
  createSettingCheck("CC_AVG_PRICE_CANDLES_COUNT", getPositiveInteger, "must be a positive integer"),
  createSettingCheck("CC_GET_CANDLES_RETRY_COUNT", getNonNegativeInteger, "must be a non-negative integer"),
  createSettingCheck(
    "CC_GET_CANDLES_RETRY_DELAY_MS",
    getNonNegativeInteger,
    "must be a non-negative integer",
  ),
  createSettingCheck(
    "CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR",
    getPositiveInteger,
    "must be a positive integer",
  ),
  createSettingCheck(
    "CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN",
    getPositiveInteger,
    "must be a positive integer",
  ),
  createSettingCheck("CC_CANDLES_CHUNK", getNonNegativeInteger, "must be a non-negative integer"),
  createSettingCheck("CC_FILL_POLICY", getFillPolicy, `must be one of ${FILL_POLICIES.join(", ")}`),
];

/**
 * Checks a complete set of settings.
 * @returns every problem found, in a fixed order; empty when the settings are sound
 */
export const findSettingProblems = (config: Readonly<GlobalConfig>): string[] =>
  CHECKS.map((check) => check(config)).filter((problem) => problem !== undefined);
