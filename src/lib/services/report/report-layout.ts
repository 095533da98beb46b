import type { IReportPair } from "../../../interfaces/Report.interface";
import type { ColumnModel } from "../../../model/Column.model";
import { renderTable } from "../../../utils/markdown-table";

/** Rows of a table in a report. */
const ROW_LIMIT = 250;

/** How the statistics of a report become a text. */
export interface ReportLayout<Statistics, Row> {
  /** What messages call it, such as `Backtest report`. */
  readonly title: string;
  /** Where its files go by default. */
  readonly directory: string;
  /** Name of its file, unsafe characters included. */
  nameFile(pair: IReportPair): string;
  /** The first line. */
  head(pair: IReportPair): string;
  /** What it says when there is nothing to say. */
  readonly emptyText: string;
  /** The rows of its table, in order; none means that there is nothing to say. */
  listRows(statistics: Statistics): readonly Row[];
  /** How many rows there were, when the list keeps the newest only. */
  countRows?(statistics: Statistics): number;
  /** Lines between head and table. */
  before?(statistics: Statistics): readonly string[];
  /** Lines behind the table. */
  after(statistics: Statistics): readonly string[];
}

/** What a table left out. */
const describeLimit = (count: number, first: string): string[] =>
  count > ROW_LIMIT ? [`The ${first} ${ROW_LIMIT} of ${count} rows.`, ""] : [];

/**
 * A table, and below it what was left out of it.
 * @param count - how many rows there were, when the list keeps some only
 * @param first - what the rows at the top are
 */
export const renderRows = async <Row>(
  columns: readonly ColumnModel<Row>[],
  rows: readonly Row[],
  count = rows.length,
  first: "newest" | "best" = "newest",
): Promise<string[]> => [
  await renderTable(columns, rows.slice(0, ROW_LIMIT)),
  "",
  ...describeLimit(count, first),
];

/** The text of a report. @throws what a column throws */
export const renderReport = async <Statistics, Row>(
  layout: ReportLayout<Statistics, Row>,
  statistics: Statistics,
  pair: IReportPair,
  columns: readonly ColumnModel<Row>[],
): Promise<string> => {
  const rows = layout.listRows(statistics);
  if (rows.length === 0) {
    return [layout.head(pair), "", layout.emptyText].join("\n");
  }
  return [
    layout.head(pair),
    "",
    ...(layout.before?.(statistics) ?? []),
    ...(await renderRows(columns, rows, layout.countRows?.(statistics))),
    ...layout.after(statistics),
  ].join("\n");
};
