import { element, scroller } from "./dom";

/** A column of a table that stands as it is. */
export interface IColumnHead {
  readonly label: string;
  readonly isNumber: boolean;
}

/** A row: the first cell is its heading. */
export type Cells = readonly string[];

const createRow = (columns: readonly IColumnHead[], cells: Cells): HTMLTableRowElement =>
  element(
    "tr",
    {},
    ...cells.map((text, index) =>
      index === 0
        ? element("th", { scope: "row" }, text)
        : element("td", { class: columns[index]?.isNumber === true ? "number" : "" }, text),
    ),
  );

/** A table with a caption that a reader who cannot see the page hears first. */
export const createTable = (
  caption: string,
  columns: readonly IColumnHead[],
  rows: readonly Cells[],
): HTMLElement => {
  const head = columns.map(({ label, isNumber }) =>
    element("th", { scope: "col", class: isNumber ? "number" : "" }, label),
  );
  const table = element(
    "table",
    {},
    element("caption", { class: "visually-hidden" }, caption),
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...rows.map((cells) => createRow(columns, cells))),
  );
  return scroller(caption, table);
};

/** A table that is there for those who want it. */
export const createFoldedTable = (
  caption: string,
  columns: readonly IColumnHead[],
  rows: readonly Cells[],
): HTMLElement =>
  element("details", {}, element("summary", {}, caption), createTable(caption, columns, rows));
