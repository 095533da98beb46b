import type { IHtmlComparison, Wire } from "../html-model";
import { element, scroller } from "./dom";
import { createTable } from "./simple-table";
import { createSortHeads } from "./sort-heads";
import { compareCells } from "./trade-selection";

const MINUS = /\u2212/g;

/** The number a cell begins with; what is none is sorted as text. */
const readNumber = (text: string): number | null => {
  const value = Number.parseFloat(text.replace(MINUS, "-").replace(/[\s,]/g, ""));
  return Number.isFinite(value) ? value : null;
};

const isMissing = (text: string): boolean => text === "" || text === "N/A";

const isNumberColumn = (rows: readonly (readonly string[])[], index: number): boolean => {
  const cells = rows.map((row) => row[index] ?? "").filter((text) => !isMissing(text));
  return index > 0 && cells.length > 0 && cells.every((text) => readNumber(text) !== null);
};

const createRow = (cells: readonly string[], numeric: readonly boolean[]): HTMLTableRowElement =>
  element(
    "tr",
    {},
    ...cells.map((text, index) =>
      index === 0
        ? element("th", { scope: "row" }, text)
        : element("td", { class: numeric[index] === true ? "number" : "" }, text),
    ),
  );

const createSortableTable = ({ columns, rows }: Wire<IHtmlComparison>): HTMLElement => {
  const numeric = columns.map((_, index) => isNumberColumn(rows, index));
  const body = element("tbody", {}, ...rows.map((row) => createRow(row, numeric)));
  const valueOf = (row: readonly string[], index: number): number | string | null => {
    const text = row[index] ?? "";
    return numeric[index] === true ? readNumber(text) : text;
  };
  const heads = createSortHeads(
    columns.map((label, index) => ({ label, isNumber: numeric[index] === true })),
    (index, direction) => {
      const sorted = [...rows].sort((one, other) =>
        compareCells(valueOf(one, index), valueOf(other, index), direction),
      );
      body.replaceChildren(...sorted.map((row) => createRow(row, numeric)));
    },
  );
  const table = element("table", { id: "comparison-table" });
  table.append(
    element("caption", { class: "visually-hidden" }, "Comparison of the strategies, the best first"),
    element("thead", {}, element("tr", {}, ...heads)),
    body,
  );
  return scroller("Comparison of the strategies", table);
};

/** How the strategies of a walker compare, and which of them failed. */
export const createComparison = (comparison: Wire<IHtmlComparison>): HTMLElement[] => {
  const failures = comparison.failures.map(({ strategyName, error }) => [strategyName, error]);
  const columns = ["Strategy", "Error"].map((label) => ({ label, isNumber: false }));
  return [
    comparison.rows.length === 0
      ? element("p", { class: "empty" }, "No strategy has a result.")
      : createSortableTable(comparison),
    ...(failures.length === 0
      ? []
      : [element("h3", {}, "Failed strategies"), createTable("Failed strategies", columns, failures)]),
  ];
};
