import { afterEach, describe, expect, it, vi } from "vitest";
import type { ColumnConfig } from "../../../src/config/columns";
import { getSettings, type GlobalConfig } from "../../../src/config/params";
import { ConfigurationError } from "../../../src/errors/ConfigurationError";
import { addFrame } from "../../../src/function/add";
import {
  getColumns,
  getConfig,
  getDefaultColumns,
  getDefaultConfig,
  setColumns,
  setConfig,
  setLogger,
} from "../../../src/function/setup";
import { createFrameSchema } from "../lib/services/schema-samples";

const createLogger = () => ({ log: vi.fn(), debug: vi.fn(), info: vi.fn(), warn: vi.fn() });

describe("set-up functions", () => {
  afterEach(() => {
    setLogger(createLogger());
    setConfig(getDefaultConfig(), true);
    setColumns(getDefaultColumns(), true);
  });

  it("the logger given to setLogger hears what the library does", () => {
    const logger = createLogger();
    const schema = createFrameSchema({ frameName: "heard" });
    setLogger(logger);
    addFrame(schema);
    expect(logger.info).toHaveBeenCalledExactlyOnceWith("addFrame", { schema }, {}, {});
  });

  it("setConfig changes the settings in force and returns nothing", () => {
    const change: (config: Partial<GlobalConfig>) => unknown = setConfig;
    expect(change({ CC_PERCENT_FEE: 0.01 })).toBeUndefined();
    expect(getSettings().CC_PERCENT_FEE).toBe(0.01);
    expect(getConfig()).toEqual({ ...getDefaultConfig(), CC_PERCENT_FEE: 0.01 });
  });

  it("setConfig refuses a broken rule and keeps the settings, without a word on the console (pitfall 170)", () => {
    const warn = vi.spyOn(console, "warn");
    expect(() => setConfig({ CC_PERCENT_FEE: -1 })).toThrow(ConfigurationError);
    expect(getConfig()).toEqual(getDefaultConfig());
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it("setConfig skips the rules when unsafe", () => {
    setConfig({ CC_PERCENT_FEE: -1 }, true);
    expect(getConfig().CC_PERCENT_FEE).toBe(-1);
  });

  it("getConfig gives a new copy and getDefaultConfig the same frozen object", () => {
    expect(getConfig()).not.toBe(getConfig());
    expect(getDefaultConfig()).toBe(getDefaultConfig());
    expect(Object.isFrozen(getDefaultConfig())).toBe(true);
  });

  it("setColumns replaces the columns of the given tables, tells the logger and returns nothing", () => {
    const logger = createLogger();
    setLogger(logger);
    const columns = { risk_columns: getDefaultColumns().risk_columns.slice(0, 2) };
    const change: (columns: Partial<ColumnConfig>) => unknown = setColumns;
    expect(change(columns)).toBeUndefined();
    expect(getColumns()).toEqual({ ...getDefaultColumns(), ...columns });
    expect(logger.info).toHaveBeenCalledExactlyOnceWith("setColumns", { columns, unsafe: false }, {}, {});
  });

  it("setColumns refuses a broken rule with a warning and keeps the columns; unsafe it takes them", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const [column] = getDefaultColumns().risk_columns;
    const columns = column === undefined ? {} : { risk_columns: [column, column] };
    expect(() => setColumns(columns)).toThrow('risk_columns: Duplicate key "symbol" at indexes 0, 1');
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.any(String), columns);
    expect(getColumns()).toEqual(getDefaultColumns());
    setColumns(columns, true);
    expect(getColumns().risk_columns).toHaveLength(2);
  });

  it("getColumns gives a new copy and getDefaultColumns the same frozen object", () => {
    expect(getColumns()).not.toBe(getColumns());
    expect(getDefaultColumns()).toBe(getDefaultColumns());
    expect(Object.isFrozen(getDefaultColumns())).toBe(true);
  });
});
