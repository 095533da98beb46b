import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  getColumns,
  getDefaultColumns,
  setColumns,
  validateColumns,
  type ColumnConfig,
} from "../../../src/config/columns";
import { ConfigurationError } from "../../../src/errors/ConfigurationError";

/** What untyped code hands in. */
const setUntyped = (columns: unknown, unsafe?: boolean): void => {
  Reflect.apply(setColumns, undefined, [columns, unsafe]);
};

const catchError = (action: () => void): unknown => {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
};

const catchMessage = (columns: unknown): string => {
  const error = catchError(() => setUntyped(columns));
  return error instanceof ConfigurationError && error.code === "COLUMNS_INVALID" ? error.message : "";
};

const column = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  key: "id",
  label: "ID",
  format: () => "x",
  isVisible: () => true,
  ...changes,
});

const without = (field: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(column()).filter(([name]) => name !== field));

const NAMES = [
  "backtest_columns",
  "heat_columns",
  "live_columns",
  "partial_columns",
  "performance_columns",
  "risk_columns",
  "schedule_columns",
  "walker_pnl_columns",
  "walker_strategy_columns",
];

describe("columns of reports", () => {
  let warn = vi.spyOn(console, "warn");

  beforeEach(() => {
    warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    setColumns(getDefaultColumns(), true);
  });

  afterEach(() => {
    setColumns(getDefaultColumns(), true);
  });

  it("exist for exactly nine tables", () => {
    expect(Object.keys(getColumns())).toEqual(NAMES);
    expect(Object.keys(getDefaultColumns())).toEqual(NAMES);
  });

  it("pass their own validation as they are delivered", () => {
    expect(() => validateColumns()).not.toThrow();
    expect(() => setColumns(getDefaultColumns())).not.toThrow();
  });

  it("are handed out in a new object at each call, with the same lists", () => {
    expect(getColumns()).not.toBe(getColumns());
    expect(getColumns().risk_columns).toBe(getColumns().risk_columns);
    expect(JSON.stringify(getColumns())).toBe(JSON.stringify(getColumns()));
  });

  it("are not changed by what is done to the object that was handed out", () => {
    getColumns().heat_columns = [];
    expect(getColumns()).toEqual(getDefaultColumns());
  });

  it("have one frozen object of defaults, whose lists are not frozen", () => {
    expect(getDefaultColumns()).toBe(getDefaultColumns());
    expect(Object.isFrozen(getDefaultColumns())).toBe(true);
    expect(Object.isFrozen(getDefaultColumns().backtest_columns)).toBe(false);
  });

  it("are replaced for the given tables only, without a word, and nothing is returned", () => {
    const columns = [column()];
    expect(Reflect.apply(setColumns, undefined, [{ backtest_columns: columns }])).toBeUndefined();
    expect(getColumns()).toEqual({ ...getDefaultColumns(), backtest_columns: columns });
    expect(warn).not.toHaveBeenCalled();
  });

  it("stay for tables that are undefined", () => {
    setUntyped({ backtest_columns: undefined });
    expect(getColumns()).toEqual(getDefaultColumns());
  });

  it("may use one key in two tables", () => {
    expect(() => setUntyped({ backtest_columns: [column()], live_columns: [column()] })).not.toThrow();
  });

  it("may be none", () => {
    setColumns({ risk_columns: [] });
    expect(getColumns().risk_columns).toEqual([]);
  });

  it("are reset by handing back the defaults", () => {
    setUntyped({ backtest_columns: [column()] });
    setColumns(getDefaultColumns(), true);
    expect(getColumns()).toEqual(getDefaultColumns());
  });

  it("take anything when unsafe, and are refused from then on until they are repaired", () => {
    setUntyped({ heat_columns: "none", risk_columns: [column({ key: 1 })] }, true);
    expect(() => validateColumns()).toThrow("heat_columns is not an array, got string");
    expect(() => setColumns({ live_columns: [] })).toThrow("risk_columns[0].key must be");
    expect(getColumns().live_columns).toBe(getDefaultColumns().live_columns);
    setColumns({ heat_columns: [], risk_columns: [] });
    expect(() => validateColumns()).not.toThrow();
  });

  it.each([["key"], ["label"], ["format"], ["isVisible"]])(
    "are refused without %s, with the line of its type as well",
    (field) => {
      const message = catchMessage({ backtest_columns: [column({ key: "other" }), without(field)] });
      expect(message).toContain(`  1. backtest_columns[1]: Missing required field "${field}"\n`);
      expect(message).toMatch(new RegExp(`  2\\. backtest_columns\\[1\\]\\.${field} must be a .*undefined`));
      expect(message).not.toContain("  3. ");
    },
  );

  it.each([
    ["key", "", 'key must be a non-empty string, got ""'],
    ["key", "  ", 'key must be a non-empty string, got "  "'],
    ["key", 5, "key must be a non-empty string, got number"],
    ["label", "", 'label must be a non-empty string, got ""'],
    ["label", null, "label must be a non-empty string, got object"],
    ["format", "x", 'format must be a function, got "string"'],
    ["isVisible", true, 'isVisible must be a function, got "boolean"'],
    ["isVisible", "yes", 'isVisible must be a function, got "string"'],
  ])("are refused when %s is %j", (field, value, line) => {
    expect(catchMessage({ risk_columns: [column({ [field]: value })] })).toBe(
      `Column configuration validation failed:\n  1. risk_columns[0].${line}`,
    );
  });

  it("are refused when one is no object, and the others are still looked at", () => {
    const holes = new Array<unknown>(1);
    expect(catchMessage({ heat_columns: [null, 5, ...holes, column({ key: "" })] })).toBe(
      [
        "Column configuration validation failed:",
        "  1. heat_columns[0]: Column must be an object, got object",
        "  2. heat_columns[1]: Column must be an object, got number",
        "  3. heat_columns[2]: Column must be an object, got undefined",
        '  4. heat_columns[3].key must be a non-empty string, got ""',
      ].join("\n"),
    );
    expect(catchMessage({ heat_columns: holes })).toContain("heat_columns[0]: Column must be an object");
  });

  it.each([
    ["x", "string"],
    [null, "object"],
    [{ length: 0 }, "object"],
  ])("are refused when a table is %j", (table, type) => {
    expect(catchMessage({ live_columns: table })).toBe(
      `Column configuration validation failed:\n  1. live_columns is not an array, got ${type}`,
    );
  });

  it("are refused with all places of a key that is there twice", () => {
    const columns = [column(), column({ key: "b" }), column(), column({ key: "b" }), column()];
    expect(catchMessage({ walker_pnl_columns: columns })).toBe(
      [
        "Column configuration validation failed:",
        '  1. walker_pnl_columns: Duplicate key "id" at indexes 0, 2, 4',
        '  2. walker_pnl_columns: Duplicate key "b" at indexes 1, 3',
      ].join("\n"),
    );
  });

  it("are refused with every problem of every table, numbered, in the order of the tables", () => {
    const bad = { key: "", label: 0, format: 1, isVisible: 2 };
    const message = catchMessage({ schedule_columns: [bad], backtest_columns: [bad] });
    expect(message.match(/\d+\./g)).toEqual(["1.", "2.", "3.", "4.", "5.", "6.", "7.", "8."]);
    expect(message.indexOf("backtest_columns[0].key")).toBeLessThan(
      message.indexOf("schedule_columns[0].key"),
    );
  });

  it("are refused for a table that does not exist, which a misspelt name is (pitfall 146)", () => {
    expect(catchMessage({ backtest_colums: [], heat_columns: 1 })).toBe(
      [
        "Column configuration validation failed:",
        "  1. heat_columns is not an array, got number",
        "  2. backtest_colums is not a table of a report; see getDefaultColumns for the names",
      ].join("\n"),
    );
  });

  it.each(["__proto__", "constructor", "toString", "other"])(
    "leave no trace of a table called %s, refused or unsafe",
    (name) => {
      const given: unknown = JSON.parse(`{ "${name}": [], "heat_columns": [] }`);
      expect(catchMessage(given)).toContain(`1. ${name} is not a table`);
      expect(getColumns()).toEqual(getDefaultColumns());
      setUntyped(given, true);
      expect(Object.keys(getColumns())).toEqual(NAMES);
      expect(Object.getPrototypeOf(getColumns())).toBe(Object.prototype);
      expect(getColumns().heat_columns).toEqual([]);
      expect({}).not.toHaveProperty("other");
    },
  );

  it("stay as they were when a change is refused, with one warning that shows it", () => {
    setUntyped({ live_columns: [column()] });
    const before = getColumns();
    const serialised = JSON.stringify(before);
    const given = { backtest_columns: [column()], heat_columns: [column({ label: "" })] };
    const error = catchError(() => setUntyped(given));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ code: "COLUMNS_INVALID" });
    expect(JSON.stringify(getColumns())).toBe(serialised);
    for (const [name, columns] of Object.entries(before)) {
      expect(getColumns()[name as keyof ColumnConfig]).toBe(columns);
    }
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.any(String), given);
  });

  it("stay as they were when a getter of the user throws", () => {
    const failure = new Error("getter");
    const broken = {
      ...without("label"),
      get label(): string {
        throw failure;
      },
    };
    expect(catchError(() => setUntyped({ heat_columns: [broken] }))).toBe(failure);
    expect(getColumns()).toEqual(getDefaultColumns());
  });

  it.each([[null], [undefined], [5], ["text"], [[1]]])(
    "are refused as %j instead of an object, also when unsafe",
    (given) => {
      expect(catchMessage(given)).toContain("1. the columns must be an object");
      expect(() => setUntyped(given, true)).toThrow(ConfigurationError);
      expect(getColumns()).toEqual(getDefaultColumns());
    },
  );
});
