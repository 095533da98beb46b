import type { IHtmlYear, Wire } from "../html-model";
import { element, scroller } from "./dom";
import { formatNumber, MISSING, resultOf, type MaybeNumber } from "./format";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Strongest tint of a cell, percent of the colour; text on it stays readable. */
const STRONGEST_TINT = 34;

const SIGNS = { win: "up", loss: "down" } as const;

const tint = (cell: HTMLElement, value: MaybeNumber, largest: number): void => {
  const result = resultOf(value);
  if ((result === "win" || result === "loss") && typeof value === "number") {
    const share = Math.round(6 + (STRONGEST_TINT - 6) * (Math.abs(value) / largest));
    cell.style.background = `color-mix(in srgb, var(--${SIGNS[result]}) ${share}%, var(--surface))`;
  }
};

const textOf = (value: MaybeNumber): string =>
  typeof value === "number" ? formatNumber(value, "signedPercent").replace("\u00a0%", "") : "";

const createYear = ({ year, months, total }: Wire<IHtmlYear>, largest: number): HTMLTableRowElement => {
  const cells = MONTHS.map((_, index) => {
    const cell = element("td", { class: "number" }, textOf(months[index]));
    tint(cell, months[index], largest);
    return cell;
  });
  const sum = element("td", { class: "number total" }, textOf(total) || MISSING);
  return element("tr", {}, element("th", { scope: "row" }, String(year ?? MISSING)), ...cells, sum);
};

/** Results by month and year. */
export const createMonthlyTable = (years: readonly Wire<IHtmlYear>[]): HTMLElement => {
  if (years.length === 0) {
    return element("p", { class: "empty" }, "There is no month to show.");
  }
  const values = years.flatMap(({ months }) => months.filter((month) => month !== null));
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
  const caption = "Result by month, percent";
  const heads = ["Year", ...MONTHS, "Total"].map((label, index) =>
    element("th", { scope: "col", class: index === 0 ? "" : "number" }, label),
  );
  const table = element(
    "table",
    { id: "monthly-table" },
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...heads)),
    element("tbody", {}, ...years.map((year) => createYear(year, largest))),
  );
  return scroller(caption, table);
};
