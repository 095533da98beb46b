import { afterEach, describe, expect, it } from "vitest";
import {
  getConfig,
  getDefaultConfig,
  getSettings,
  setConfig,
  type GlobalConfig,
} from "../../../src/config/params";
import { ConfigurationError } from "../../../src/errors/ConfigurationError";

/** What untyped code hands in. */
const setUntyped = (config: unknown, unsafe?: boolean): void => {
  Reflect.apply(setConfig, undefined, [config, unsafe]);
};

const catchError = (action: () => void): unknown => {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
};

const DEFAULTS: GlobalConfig = {
  CC_SCHEDULE_AWAIT_MINUTES: 120,
  CC_AVG_PRICE_CANDLES_COUNT: 5,
  CC_PERCENT_SLIPPAGE: 0.1,
  CC_PERCENT_FEE: 0.1,
  CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 0.5,
  CC_MIN_STOPLOSS_DISTANCE_PERCENT: 0.5,
  CC_MAX_STOPLOSS_DISTANCE_PERCENT: 20,
  CC_MAX_SIGNAL_LIFETIME_MINUTES: 1440,
  CC_MAX_SIGNAL_GENERATION_SECONDS: 180,
  CC_GET_CANDLES_RETRY_COUNT: 3,
  CC_GET_CANDLES_RETRY_DELAY_MS: 5000,
  CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR: 1000,
  CC_GET_CANDLES_MIN_CANDLES_FOR_MEDIAN: 5,
  CC_CANDLES_CHUNK: 1000,
  CC_FILL_POLICY: "pessimistic",
  CC_REPORT_SHOW_SIGNAL_NOTE: false,
};

describe("settings", () => {
  afterEach(() => {
    setConfig(getDefaultConfig(), true);
  });

  it("start with the documented defaults, which pass their own validation", () => {
    expect(getConfig()).toEqual(DEFAULTS);
    expect(() => setConfig(getDefaultConfig())).not.toThrow();
  });

  it("change only what is given and return nothing", () => {
    setConfig({ CC_PERCENT_FEE: 0.05 });
    const change: (config: Partial<GlobalConfig>) => unknown = setConfig;
    expect(change({ CC_FILL_POLICY: "path" })).toBeUndefined();
    expect(getConfig()).toEqual({ ...DEFAULTS, CC_PERCENT_FEE: 0.05, CC_FILL_POLICY: "path" });
  });

  it("ignore undefined values", () => {
    setUntyped({ CC_PERCENT_FEE: undefined, CC_CANDLES_CHUNK: 7 });
    expect(getConfig()).toEqual({ ...DEFAULTS, CC_CANDLES_CHUNK: 7 });
  });

  it("are handed out as a frozen snapshot that a later change leaves alone", () => {
    const before = getSettings();
    expect(getSettings()).toBe(before);
    setConfig({ CC_AVG_PRICE_CANDLES_COUNT: 8 });
    expect(before.CC_AVG_PRICE_CANDLES_COUNT).toBe(5);
    expect(getSettings().CC_AVG_PRICE_CANDLES_COUNT).toBe(8);
    expect(Object.isFrozen(getSettings())).toBe(true);
  });

  it("are copied for the user at each call (pitfall 146)", () => {
    const copy = getConfig();
    expect(getConfig()).not.toBe(copy);
    copy.CC_PERCENT_FEE = 99;
    expect(getConfig().CC_PERCENT_FEE).toBe(0.1);
  });

  it("do not keep the object they were set with", () => {
    const given: Partial<GlobalConfig> = { CC_PERCENT_FEE: 0.02 };
    setConfig(given);
    given.CC_PERCENT_FEE = 99;
    expect(getSettings().CC_PERCENT_FEE).toBe(0.02);
  });

  it("give one frozen object of defaults that setConfig does not change", () => {
    const defaults = getDefaultConfig();
    setConfig({ CC_PERCENT_FEE: 0.02 });
    expect(getDefaultConfig()).toBe(defaults);
    expect(Object.isFrozen(defaults)).toBe(true);
    expect(defaults).toEqual(DEFAULTS);
  });

  it("stay as they were when one of several changes breaks a rule", () => {
    setConfig({ CC_CANDLES_CHUNK: 10 });
    const before = getSettings();
    expect(() => setConfig({ CC_CANDLES_CHUNK: 20, CC_PERCENT_FEE: -1 })).toThrow(ConfigurationError);
    expect(getSettings()).toBe(before);
  });

  it("list every problem in one error, numbered", () => {
    const error = catchError(() => setConfig({ CC_PERCENT_FEE: -1, CC_SCHEDULE_AWAIT_MINUTES: 0 }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({
      code: "CONFIG_INVALID",
      message:
        "GLOBAL_CONFIG validation failed:\n" +
        "  1. CC_PERCENT_FEE must be a non-negative number, got -1\n" +
        "  2. CC_SCHEDULE_AWAIT_MINUTES must be a positive integer, got 0",
    });
  });

  it("refuse a misspelled name after the other problems (pitfall 146)", () => {
    const error = catchError(() => setUntyped({ CC_PERCENT_FEES: 1, CC_PERCENT_FEE: -1 }));
    expect(error).toMatchObject({
      message:
        "GLOBAL_CONFIG validation failed:\n" +
        "  1. CC_PERCENT_FEE must be a non-negative number, got -1\n" +
        "  2. CC_PERCENT_FEES is not a setting; see getDefaultConfig for the names",
    });
    expect(getConfig()).toEqual(DEFAULTS);
  });

  it.each(["toString", "constructor"])("refuse the built-in name %s like any unknown one", (name) => {
    expect(() => setUntyped({ [name]: 1 })).toThrow(`1. ${name} is not a setting`);
  });

  it("take anything when unsafe, and then refuse safe changes until it is repaired", () => {
    setConfig({ CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 0 }, true);
    expect(getSettings().CC_MIN_TAKEPROFIT_DISTANCE_PERCENT).toBe(0);
    expect(() => setConfig({ CC_CANDLES_CHUNK: 5 })).toThrow(
      "CC_MIN_TAKEPROFIT_DISTANCE_PERCENT must be a positive number, got 0",
    );
    setConfig(getDefaultConfig());
    expect(() => setConfig({ CC_CANDLES_CHUNK: 5 })).not.toThrow();
  });

  it("ignore an unknown name when unsafe", () => {
    setUntyped({ CC_SOMETHING_ELSE: 1, CC_CANDLES_CHUNK: 3 }, true);
    expect(getConfig()).toEqual({ ...DEFAULTS, CC_CANDLES_CHUNK: 3 });
  });

  it.each([[null], [undefined], [5], ["text"], [[1]]])(
    "refuse %j instead of an object, also when unsafe",
    (given) => {
      expect(() => setUntyped(given)).toThrow("1. the settings must be an object");
      expect(() => setUntyped(given, true)).toThrow(ConfigurationError);
      expect(getConfig()).toEqual(DEFAULTS);
    },
  );
});
