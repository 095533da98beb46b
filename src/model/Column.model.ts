/** One column of a table. */
export interface ColumnModel<T> {
  /** Unique in its table. */
  key: string;
  /** Head of the column. */
  label: string;
  /**
   * Text of a cell.
   * @param data - the row
   * @param index - its place in the table, from 0
   */
  format: (data: T, index: number) => string | Promise<string>;
  /** Whether the column is shown; asked once per report. */
  isVisible: () => boolean | Promise<boolean>;
}
