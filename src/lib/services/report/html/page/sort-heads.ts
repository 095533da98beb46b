import { button, element } from "./dom";
import type { SortDirection } from "./trade-selection";

/** A column a table can be sorted by. */
export interface ISortableColumn {
  readonly label: string;
  readonly isNumber: boolean;
}

const ARROWS = { ascending: "\u2191", descending: "\u2193" } as const;

/** Numbers are mostly wanted largest first. */
const firstDirection = (column: ISortableColumn): SortDirection =>
  column.isNumber ? "descending" : "ascending";

const directionOf = (head: Element): SortDirection | null => {
  const value = head.getAttribute("aria-sort");
  return value === "ascending" || value === "descending" ? value : null;
};

const mark = (head: Element, direction: SortDirection | null): void => {
  if (direction === null) {
    head.removeAttribute("aria-sort");
  } else {
    head.setAttribute("aria-sort", direction);
  }
  const arrow = head.querySelector(".sort-arrow");
  if (arrow !== null) {
    arrow.textContent = direction === null ? "\u2195" : ARROWS[direction];
  }
};

/**
 * Headings that sort: the first press sorts by the column, the next one turns it round.
 * @param sort - index of the column, and which way
 */
export const createSortHeads = (
  columns: readonly ISortableColumn[],
  sort: (index: number, direction: SortDirection) => void,
): HTMLTableCellElement[] => {
  const heads = columns.map((column, index) => {
    const act = (): void => {
      const known = directionOf(head);
      const turned = known === "ascending" ? "descending" : "ascending";
      const direction = known === null ? firstDirection(column) : turned;
      heads.forEach((other) => mark(other, other === head ? direction : null));
      sort(index, direction);
    };
    const control = button(column.label, act, { class: "sort" });
    control.append(element("span", { class: "sort-arrow", "aria-hidden": "true" }, "\u2195"));
    const head = element("th", { scope: "col", class: column.isNumber ? "number" : "" }, control);
    return head;
  });
  return heads;
};

/** Shows by which column a table is sorted from the start. */
export const markSorted = (
  heads: readonly HTMLTableCellElement[],
  index: number,
  direction: SortDirection,
): void => heads.forEach((head, position) => mark(head, position === index ? direction : null));
