import type { ColumnConfig } from "../config/columns";
import * as columnSettings from "../config/columns";
import * as params from "../config/params";
import type { GlobalConfig } from "../interfaces/Config.interface";
import type { ILogger } from "../interfaces/Logger.interface";
import { lib } from "../lib/index";

/**
 * Installs the logger the library writes to; without one it is silent. Calls to it are not awaited, and what it throws
 * is ignored. Each call ends with the method context and the execution context (`{}` outside of a run).
 * @throws ConfigurationError `LOGGER_INVALID` when one of the four methods is missing
 * @example
 * setLogger({ log: () => {}, debug: () => {}, info: console.info, warn: console.warn });
 */
export const setLogger = (logger: ILogger): void => {
  lib.loggerService.setLogger(logger);
};

/**
 * Changes some settings and keeps the others. All settings are checked together; when one breaks a rule, nothing
 * changes. A back-test keeps the settings of its start; live reads them at each tick.
 * @param config - the settings to change; `undefined` values are ignored
 * @param _unsafe - `true` skips the checks; unknown names are then ignored
 * @throws ConfigurationError `CONFIG_INVALID` with every problem as a numbered list
 * @example
 * setConfig({ CC_PERCENT_FEE: 0.05, CC_FILL_POLICY: "path" });
 */
export const setConfig = (config: Partial<GlobalConfig>, _unsafe = false): void => {
  lib.loggerService.info("setConfig", { config, unsafe: _unsafe });
  params.setConfig(config, _unsafe);
};

/**
 * A copy of the settings in force.
 * @returns a new object at each call
 */
export const getConfig = (): GlobalConfig => {
  lib.loggerService.log("getConfig");
  return params.getConfig();
};

/**
 * The settings the library starts with; `setConfig` does not change them.
 * @returns the same frozen object at each call
 */
export const getDefaultConfig = (): Readonly<GlobalConfig> => {
  lib.loggerService.log("getDefaultConfig");
  return params.getDefaultConfig();
};

/**
 * Replaces the columns of some tables of the reports and keeps those of the others. All tables are checked together; when one
 * breaks a rule, nothing changes and a warning is printed. Takes effect with the next report.
 * @param columns - whole lists by the name of their table; `undefined` ones are ignored
 * @param _unsafe - `true` skips the checks; unknown tables are then ignored
 * @throws ConfigurationError `COLUMNS_INVALID` with every problem as a numbered list
 * @example
 * const { backtest_columns } = getDefaultColumns();
 * setColumns({ backtest_columns: backtest_columns.filter(({ key }) => key !== "signalId") });
 */
export const setColumns = (columns: Partial<ColumnConfig>, _unsafe = false): void => {
  lib.loggerService.info("setColumns", { columns, unsafe: _unsafe });
  columnSettings.setColumns(columns, _unsafe);
};

/**
 * The columns in force.
 * @returns a new object at each call, with the lists in force
 */
export const getColumns = (): ColumnConfig => {
  lib.loggerService.log("getColumns");
  return columnSettings.getColumns();
};

/**
 * The columns the library starts with; `setColumns` does not change them.
 * @returns the same frozen object at each call
 */
export const getDefaultColumns = (): Readonly<ColumnConfig> => {
  lib.loggerService.log("getDefaultColumns");
  return columnSettings.getDefaultColumns();
};
