import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { getDefaultConfig, type GlobalConfig } from "../../../src/config/params";
import {
  calculateMinimumTakeProfitDistance,
  findSettingProblems,
} from "../../../src/config/params-validation";

/** Settings as untyped code could have made them. */
const createSettings = (changes: Readonly<Record<string, unknown>>): GlobalConfig =>
  Object.assign({ ...getDefaultConfig() }, changes);

/** The profit and loss formula, written out step by step. */
const calculateNet = (
  position: "long" | "short",
  priceOpen: number,
  priceClose: number,
  slippagePercent: number,
  feePercent: number,
): number => {
  const worse = slippagePercent / 100;
  const isLong = position === "long";
  const entry = isLong ? priceOpen + priceOpen * worse : priceOpen - priceOpen * worse;
  const exit = isLong ? priceClose - priceClose * worse : priceClose + priceClose * worse;
  const change = ((exit - entry) / entry) * 100;
  return (isLong ? change : -change) - feePercent - feePercent;
};

const NON_NEGATIVE_NUMBERS = ["CC_PERCENT_SLIPPAGE", "CC_PERCENT_FEE"] as const;
const POSITIVE_NUMBERS = [
  "CC_MIN_TAKEPROFIT_DISTANCE_PERCENT",
  "CC_MIN_STOPLOSS_DISTANCE_PERCENT",
  "CC_MAX_STOPLOSS_DISTANCE_PERCENT",
] as const;
const POSITIVE_INTEGERS = [
  "CC_SCHEDULE_AWAIT_MINUTES",
  "CC_MAX_SIGNAL_LIFETIME_MINUTES",
  "CC_MAX_SIGNAL_GENERATION_SECONDS",
  "CC_AVG_PRICE_CANDLES_COUNT",
  "CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR",
  "CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN",
] as const;
const NON_NEGATIVE_INTEGERS = [
  "CC_GET_CANDLES_RETRY_COUNT",
  "CC_GET_CANDLES_RETRY_DELAY_MS",
  "CC_CANDLES_CHUNK",
] as const;

const ALWAYS_WRONG: readonly unknown[] = [NaN, Infinity, -Infinity, -1, "1", true, 1n];

describe("rules of settings", () => {
  it.each([
    [NON_NEGATIVE_NUMBERS, "non-negative number", ALWAYS_WRONG],
    [POSITIVE_NUMBERS, "positive number", [...ALWAYS_WRONG, 0]],
    [POSITIVE_INTEGERS, "positive integer", [...ALWAYS_WRONG, 0, 1.5]],
    [NON_NEGATIVE_INTEGERS, "non-negative integer", [...ALWAYS_WRONG, 1.5]],
  ])("%j must each be a %s", (keys, rule, wrongValues) => {
    for (const key of keys) {
      for (const value of wrongValues) {
        expect(findSettingProblems(createSettings({ [key]: value }))[0]).toBe(
          `${key} must be a ${rule}, got ${String(value)}`,
        );
      }
    }
  });

  it("zero is allowed where a rule says non-negative", () => {
    for (const key of [...NON_NEGATIVE_NUMBERS, ...NON_NEGATIVE_INTEGERS]) {
      expect(findSettingProblems(createSettings({ [key]: 0 }))).toEqual([]);
    }
  });

  it("values that cannot be converted to text are named by their kind", () => {
    const describeFee = (value: unknown): string[] =>
      findSettingProblems(createSettings({ CC_PERCENT_FEE: value }));
    const start = "CC_PERCENT_FEE must be a non-negative number, got ";
    expect(describeFee(Object.create(null))).toEqual([`${start}[object Object]`]);
    expect(describeFee(null)).toEqual([`${start}null`]);
    expect(describeFee(() => 1)).toEqual([`${start}[object Function]`]);
    expect(describeFee(Symbol("x"))).toEqual([`${start}Symbol(x)`]);
  });

  it("the fill policy is one of three words", () => {
    for (const policy of ["pessimistic", "optimistic", "path"]) {
      expect(findSettingProblems(createSettings({ CC_FILL_POLICY: policy }))).toEqual([]);
    }
    expect(findSettingProblems(createSettings({ CC_FILL_POLICY: "hopeful" }))).toEqual([
      "CC_FILL_POLICY must be one of pessimistic, optimistic, path, got hopeful",
    ]);
  });

  it("the smallest stop distance must be less than the largest, and equal is not less", () => {
    const check = (minimum: number, maximum: number): string[] =>
      findSettingProblems(
        createSettings({
          CC_MIN_STOPLOSS_DISTANCE_PERCENT: minimum,
          CC_MAX_STOPLOSS_DISTANCE_PERCENT: maximum,
        }),
      );
    const message =
      "CC_MIN_STOPLOSS_DISTANCE_PERCENT (5%) must be less than CC_MAX_STOPLOSS_DISTANCE_PERCENT";
    expect(check(5, 6)).toEqual([]);
    expect(check(5, 5)).toEqual([`${message} (5%)`]);
    expect(check(5, 4)).toEqual([`${message} (4%)`]);
    expect(check(5, NaN)).toEqual(["CC_MAX_STOPLOSS_DISTANCE_PERCENT must be a positive number, got NaN"]);
  });

  it("the note setting is not checked", () => {
    expect(findSettingProblems(createSettings({ CC_REPORT_SHOW_SIGNAL_NOTE: "yes" }))).toEqual([]);
  });

  it("problems come in the documented order", () => {
    const broken = Object.fromEntries(Object.keys(getDefaultConfig()).map((key) => [key, -1]));
    expect(findSettingProblems(createSettings(broken)).map((problem) => problem.split(" ")[0])).toEqual([
      "CC_PERCENT_SLIPPAGE",
      "CC_PERCENT_FEE",
      "CC_MIN_TAKEPROFIT_DISTANCE_PERCENT",
      "CC_MIN_STOPLOSS_DISTANCE_PERCENT",
      "CC_MAX_STOPLOSS_DISTANCE_PERCENT",
      "CC_MIN_STOPLOSS_DISTANCE_PERCENT",
      "CC_SCHEDULE_AWAIT_MINUTES",
      "CC_MAX_SIGNAL_LIFETIME_MINUTES",
      "CC_MAX_SIGNAL_GENERATION_SECONDS",
      "CC_AVG_PRICE_CANDLES_COUNT",
      "CC_GET_CANDLES_RETRY_COUNT",
      "CC_GET_CANDLES_RETRY_DELAY_MS",
      "CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR",
      "CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN",
      "CC_CANDLES_CHUNK",
      "CC_FILL_POLICY",
    ]);
  });
});

describe("trading costs in the take profit distance (pitfall 147)", () => {
  const check = (distance: number, slippage: number, fee: number): string[] =>
    findSettingProblems(
      createSettings({
        CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: distance,
        CC_PERCENT_SLIPPAGE: slippage,
        CC_PERCENT_FEE: fee,
      }),
    );

  it("the plain sum of costs is refused, since slippage multiplies", () => {
    expect(check(0.4, 0.1, 0.1)).toEqual([
      "CC_MIN_TAKEPROFIT_DISTANCE_PERCENT (0.4%) is too low to cover trading costs\n" +
        "     Required minimum: 0.41%\n" +
        "     Slippage: 2 x 0.1% (entry and exit), on both prices\n" +
        "     Fees: 2 x 0.1% (entry and exit)",
    ]);
    expect(check(0.41, 0.1, 0.1)).toEqual([]);
  });

  it("equality passes, also where the sum of fees is no round binary number", () => {
    expect(check(0.2, 0, 0.1)).toEqual([]);
    expect(check(0.14, 0, 0.07)).toEqual([]);
    expect(check(0.1999, 0, 0.1)).toHaveLength(1);
    expect(check(calculateMinimumTakeProfitDistance(0.3, 0.2), 0.3, 0.2)).toEqual([]);
  });

  it("any positive distance covers costs of zero", () => {
    expect(check(1e-6, 0, 0)).toEqual([]);
  });

  it("slippage that takes the whole price cannot be covered", () => {
    expect(calculateMinimumTakeProfitDistance(100, 0)).toBe(Infinity);
    expect(check(1e9, 100, 0)).toHaveLength(1);
  });

  it("costs that are wrong themselves are reported alone", () => {
    expect(check(0.1, NaN, 0.1)).toEqual(["CC_PERCENT_SLIPPAGE must be a non-negative number, got NaN"]);
    expect(check(0.1, 0.1, NaN)).toEqual(["CC_PERCENT_FEE must be a non-negative number, got NaN"]);
  });

  it("the computed distance nets zero for a long trade and no loss for a short one; a little less loses", () => {
    const costs = fc.double({ min: 0, max: 5, noNaN: true });
    fc.assert(
      fc.property(costs, costs, fc.double({ min: 1, max: 1e5, noNaN: true }), (slippage, fee, price) => {
        const distance = calculateMinimumTakeProfitDistance(slippage, fee);
        const longExit = price * (1 + distance / 100);
        const shortExit = price * (1 - distance / 100);
        expect(calculateNet("long", price, longExit, slippage, fee)).toBeCloseTo(0, 8);
        expect(calculateNet("short", price, shortExit, slippage, fee)).toBeGreaterThan(-1e-8);
        const tooNear = price * (1 + (distance - 0.001) / 100);
        expect(calculateNet("long", price, tooNear, slippage, fee)).toBeLessThan(0);
      }),
    );
  });

  it("the advised minimum passes when it is followed", () => {
    const costs = fc.integer({ min: 0, max: 500 }).map((hundredths) => hundredths / 100);
    fc.assert(
      fc.property(costs, costs, (slippage, fee) => {
        const [problem] = check(1e-12, slippage, fee);
        const advised = /Required minimum: ([\d.]+)%/.exec(problem ?? "")?.[1];
        fc.pre(advised !== undefined);
        expect(check(Number(advised), slippage, fee)).toEqual([]);
      }),
    );
  });
});
