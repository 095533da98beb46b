import { ConfigurationError } from "../errors/ConfigurationError";
import type { IStrategyTickResultClosed } from "../interfaces/Strategy.interface";
import type { ColumnModel } from "../model/Column.model";
import type { IHeatmapRow } from "../model/HeatmapStatistics.model";
import type { TickEvent } from "../model/LiveStatistics.model";
import type { PartialEvent } from "../model/PartialStatistics.model";
import type { MetricStats } from "../model/PerformanceStatistics.model";
import type { RiskEvent } from "../model/RiskStatistics.model";
import type { ScheduledEvent } from "../model/ScheduleStatistics.model";
import type { IStrategyResult, WalkerSignalRow } from "../model/WalkerStatistics.model";
import { printWarning } from "../utils/console-line";
import { createBacktestColumns } from "./columns/backtest-columns";
import { findColumnsProblems } from "./columns/columns-validation";
import { createHeatColumns } from "./columns/heat-columns";
import { createLiveColumns } from "./columns/live-columns";
import { createPartialColumns } from "./columns/partial-columns";
import { createPerformanceColumns } from "./columns/performance-columns";
import { createRiskColumns } from "./columns/risk-columns";
import { createScheduleColumns } from "./columns/schedule-columns";
import { createWalkerPnlColumns, createWalkerStrategyColumns } from "./columns/walker-columns";

/** The columns of each table of the reports, in the order they are shown. */
export interface ColumnConfig {
  /** Closed trades of a back-test. */
  backtest_columns: ColumnModel<IStrategyTickResultClosed>[];
  /** Symbols of one strategy. */
  heat_columns: ColumnModel<IHeatmapRow>[];
  /** What a live run has seen. */
  live_columns: ColumnModel<TickEvent>[];
  /** Milestones of positions. */
  partial_columns: ColumnModel<PartialEvent>[];
  /** Kinds of timings. */
  performance_columns: ColumnModel<MetricStats>[];
  /** Refused signals. */
  risk_columns: ColumnModel<RiskEvent>[];
  /** What became of limit orders. */
  schedule_columns: ColumnModel<ScheduledEvent>[];
  /** Trades of all strategies of a walker. */
  walker_pnl_columns: ColumnModel<WalkerSignalRow>[];
  /** Strategies of a walker, best first. */
  walker_strategy_columns: ColumnModel<IStrategyResult>[];
}

const DEFAULT_COLUMNS: Readonly<ColumnConfig> = Object.freeze<ColumnConfig>({
  backtest_columns: createBacktestColumns(),
  heat_columns: createHeatColumns(),
  live_columns: createLiveColumns(),
  partial_columns: createPartialColumns(),
  performance_columns: createPerformanceColumns(),
  risk_columns: createRiskColumns(),
  schedule_columns: createScheduleColumns(),
  walker_pnl_columns: createWalkerPnlColumns(),
  walker_strategy_columns: createWalkerStrategyColumns(),
});

/** Replaced as a whole on each change: a change that is refused has left no trace. */
let currentColumns: Readonly<ColumnConfig> = DEFAULT_COLUMNS;

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isTable = (name: string): boolean => Object.hasOwn(DEFAULT_COLUMNS, name);

const throwInvalid = (problems: readonly string[]): never => {
  const list = problems.map((problem, index) => `  ${index + 1}. ${problem}`).join("\n");
  throw new ConfigurationError("COLUMNS_INVALID", `Column configuration validation failed:\n${list}`);
};

const throwProblems = (problems: readonly string[]): void => {
  if (problems.length > 0) {
    throwInvalid(problems);
  }
};

const findUnknownTables = (names: readonly string[]): string[] =>
  names
    .filter((name) => !isTable(name))
    .map((name) => `${name} is not a table of a report; see getDefaultColumns for the names`);

const changeColumns = (columns: Partial<ColumnConfig>, unsafe: boolean): void => {
  if (!isObject(columns)) {
    throwInvalid(["the columns must be an object"]);
  }
  // Entries are own fields only, and fromEntries calls no setter: `__proto__` is a name like any other.
  const given = Object.entries(columns).filter(([, collection]) => collection !== undefined);
  const changes = Object.fromEntries(given.filter(([name]) => isTable(name)));
  const next: Readonly<ColumnConfig> = Object.freeze({ ...currentColumns, ...changes });
  if (!unsafe) {
    throwProblems([...findColumnsProblems(next), ...findUnknownTables(given.map(([name]) => name))]);
  }
  currentColumns = next;
};

/**
 * The columns in force.
 * @returns a new object at each call, with the lists in force
 */
export const getColumns = (): ColumnConfig => ({ ...currentColumns });

/**
 * The columns the library starts with.
 * @returns the same frozen object at each call
 */
export const getDefaultColumns = (): Readonly<ColumnConfig> => DEFAULT_COLUMNS;

/**
 * Checks the columns in force, which an unsafe change or an edited list may have broken.
 * @throws ConfigurationError `COLUMNS_INVALID` with every problem as a numbered list
 */
export const validateColumns = (): void => throwProblems(findColumnsProblems(currentColumns));

/**
 * The columns of one report.
 * @param given - those of the call; may come from untyped code
 * @param inForce - the ones to use without
 * @throws ConfigurationError `COLUMNS_INVALID` when those of the call break a rule
 */
export const chooseColumns = <Row>(
  given: readonly ColumnModel<Row>[] | undefined,
  inForce: readonly ColumnModel<Row>[],
): readonly ColumnModel<Row>[] => {
  if (given === undefined) {
    return inForce;
  }
  throwProblems(findColumnsProblems({ columns: given }));
  return given;
};

/**
 * Replaces the columns of some tables and keeps those of the others. All tables are checked together; when one breaks a
 * rule, nothing changes and a warning is printed.
 * @param columns - the tables to change; `undefined` ones are ignored
 * @param unsafe - `true` skips the checks; unknown tables are then ignored
 * @throws ConfigurationError `COLUMNS_INVALID` with every problem as a numbered list
 */
export const setColumns = (columns: Partial<ColumnConfig>, unsafe = false): void => {
  try {
    changeColumns(columns, unsafe);
  } catch (error) {
    printWarning("setColumns was refused; the previous columns are still in force", columns);
    throw error;
  }
};
