import { afterEach, describe, expect, it } from "vitest";
import { getDefaultColumns, setColumns } from "../../../../../src/config/columns";
import { lib } from "../../../../../src/lib/index";

describe("columnValidationService", () => {
  afterEach(() => {
    setColumns(getDefaultColumns(), true);
  });

  it("has nothing to say about sound columns", () => {
    expect(lib.columnValidationService.validate()).toBeUndefined();
  });

  it("refuses the columns in force when an unsafe change has broken them", () => {
    const isVisible = (): boolean => true;
    setColumns({ heat_columns: [{ key: "", label: "L", format: () => "", isVisible }] }, true);
    expect(() => lib.columnValidationService.validate()).toThrow(
      expect.objectContaining({
        code: "COLUMNS_INVALID",
        message:
          'Column configuration validation failed:\n  1. heat_columns[0].key must be a non-empty string, got ""',
      }),
    );
  });
});
