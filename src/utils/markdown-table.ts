import { EventLoopPacer } from "./clock";
import { escapeCell } from "./escape-markdown";

export { escapeCell, escapeText } from "./escape-markdown";

/** What a table asks of a column. */
export interface TableColumn<T> {
  readonly label: string;
  readonly format: (data: T, index: number) => string | Promise<string>;
  readonly isVisible: () => boolean | Promise<boolean>;
}

const SEPARATOR = "---";

const joinCells = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const selectVisible = async <T>(columns: readonly TableColumn<T>[]): Promise<TableColumn<T>[]> => {
  const visible: TableColumn<T>[] = [];
  for (const column of columns) {
    if (await column.isVisible()) {
      visible.push(column);
    }
  }
  return visible;
};

const renderRow = async <T>(columns: readonly TableColumn<T>[], row: T, index: number): Promise<string> => {
  const cells: string[] = [];
  for (const column of columns) {
    const cell = column.format(row, index);
    // Long tables are mostly text that is there at once; to await each piece of it would take most of the time.
    cells.push(escapeCell(typeof cell === "string" ? cell : await cell));
  }
  return joinCells(cells);
};

/**
 * A table in Markdown: a row of labels, a row of `---`, and one row for each record. Labels and cells are escaped, so no
 * value can break it. The lists are copied before the first column is asked.
 * @param columns - in the order of the table; each is asked once whether it is visible
 * @param rows - in the order of the table
 * @returns lines joined by `\n`, without one at the end
 * @throws whatever a column throws
 */
export const renderTable = async <T>(
  columns: readonly TableColumn<T>[],
  rows: readonly T[],
): Promise<string> => {
  const records = [...rows];
  const visible = await selectVisible([...columns]);
  const lines = [
    joinCells(visible.map(({ label }) => escapeCell(label))),
    joinCells(visible.map(() => SEPARATOR)),
  ];
  const pacer = new EventLoopPacer();
  for (const [index, record] of records.entries()) {
    lines.push(await renderRow(visible, record, index));
    if (pacer.isDue()) {
      await pacer.yield();
    }
  }
  return lines.join("\n");
};
