import { ConfigurationError } from "../errors/ConfigurationError";
import type { GlobalConfig } from "../interfaces/Config.interface";
import { findSettingProblems } from "./params-validation";

export type { GlobalConfig } from "../interfaces/Config.interface";

const DEFAULT_CONFIG: Readonly<GlobalConfig> = Object.freeze<GlobalConfig>({
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
});

/** Replaced as a whole on each change and never edited, so that a run may keep the one it started with. */
let currentSettings: Readonly<GlobalConfig> = DEFAULT_CONFIG;

const throwInvalid = (problems: readonly string[]): never => {
  const list = problems.map((problem, index) => `  ${index + 1}. ${problem}`).join("\n");
  throw new ConfigurationError("CONFIG_INVALID", `GLOBAL_CONFIG validation failed:\n${list}`);
};

const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isSetting = (key: string): boolean => Object.hasOwn(DEFAULT_CONFIG, key);

const findUnknownSettings = (changes: object): string[] =>
  Object.keys(changes)
    .filter((key) => !isSetting(key))
    .map((key) => `${key} is not a setting; see getDefaultConfig for the names`);

/**
 * The settings in force, as a frozen snapshot: a later `setConfig` does not change it.
 * @returns the same object until the next change
 */
export const getSettings = (): Readonly<GlobalConfig> => currentSettings;

/**
 * A copy of the settings in force.
 * @returns a new object at each call
 */
export const getConfig = (): GlobalConfig => ({ ...currentSettings });

/**
 * The settings the library starts with.
 * @returns the same frozen object at each call
 */
export const getDefaultConfig = (): Readonly<GlobalConfig> => DEFAULT_CONFIG;

/**
 * Changes some settings and keeps the others. All settings are checked together; when one breaks a rule, nothing
 * changes.
 * @param config - the settings to change; `undefined` values are ignored
 * @param unsafe - `true` skips the checks; unknown names are then ignored
 * @throws ConfigurationError `CONFIG_INVALID` with every problem as a numbered list
 */
export const setConfig = (config: Partial<GlobalConfig>, unsafe = false): void => {
  if (!isObject(config)) {
    throwInvalid(["the settings must be an object"]);
  }
  const changes = Object.fromEntries(
    Object.entries(config).filter(([key, value]) => isSetting(key) && value !== undefined),
  );
  const next: Readonly<GlobalConfig> = Object.freeze({ ...currentSettings, ...changes });
  if (!unsafe) {
    const problems = [...findSettingProblems(next), ...findUnknownSettings(config)];
    if (problems.length > 0) {
      throwInvalid(problems);
    }
  }
  currentSettings = next;
};
