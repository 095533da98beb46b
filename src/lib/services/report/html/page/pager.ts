import { button, element } from "./dom";
import { formatNumber } from "./format";

/** Rows of a page. */
export const PAGE_SIZE = 25;

/** Buttons that turn pages, and a line that tells where the reader is. */
export interface IPager {
  readonly bar: HTMLElement;
  /** First row of the page that is open. */
  readonly first: () => number;
  /** Goes back to the first page of so many rows, out of so many in all. */
  readonly reset: (count: number, total: number) => void;
}

const describe = (first: number, count: number, total: number): string => {
  const [shown, all] = [formatNumber(count, "count"), formatNumber(total, "count")];
  const outOf = count === total ? `${all} trades` : `${shown} of ${all} trades match`;
  const last = Math.min(first + PAGE_SIZE, count);
  const rows = `rows ${formatNumber(first + 1, "count")}\u2013${formatNumber(last, "count")}`;
  return count === 0 ? outOf : `${outOf}, ${rows}`;
};

/**
 * Turns the pages of a long table.
 * @param turn - called when another page is to be shown
 */
export const createPager = (turn: () => void): IPager => {
  let [page, count, total] = [0, 0, 0];
  const status = element("p", { id: "trade-count", role: "status", "aria-live": "polite" });
  const lastPage = (): number => Math.max(0, Math.ceil(count / PAGE_SIZE) - 1);
  const refresh = (): void => {
    status.textContent = describe(page * PAGE_SIZE, count, total);
    backward.forEach((control) => control.setAttribute("aria-disabled", String(page === 0)));
    forward.forEach((control) => control.setAttribute("aria-disabled", String(page === lastPage())));
  };
  const go = (target: number): void => {
    const next = Math.min(Math.max(target, 0), lastPage());
    if (next !== page) {
      page = next;
      refresh();
      turn();
    }
  };
  const backward = [button("First", () => go(0)), button("Previous", () => go(page - 1))];
  const forward = [button("Next", () => go(page + 1)), button("Last", () => go(lastPage()))];
  const buttons = element("div", { class: "toolbar", role: "group", "aria-label": "Pages of trades" });
  buttons.append(...backward, ...forward);
  return {
    bar: element("div", { class: "pager" }, status, buttons),
    first: () => page * PAGE_SIZE,
    reset: (nextCount, nextTotal) => {
      [page, count, total] = [0, nextCount, nextTotal];
      refresh();
    },
  };
};
