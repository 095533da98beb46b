import type { IHtmlStatistic, IHtmlStatisticGroup, Wire } from "../html-model";
import { button, element } from "./dom";
import { formatNumber, resultOf } from "./format";

type Statistic = Wire<IHtmlStatistic>;

const valueOf = ({ value, format }: Statistic): string =>
  typeof value === "string" ? value : formatNumber(value, format ?? "ratio");

/** Gains and losses are told by their sign; the colour only helps. */
const classOf = ({ value, format }: Statistic): string => {
  if (value === null) {
    return "muted";
  }
  return format === "signedPercent" && typeof value === "number" ? `result-${resultOf(value)}` : "";
};

const createItem = (item: Statistic): HTMLElement => {
  const entry = element("div", { class: "statistic", title: item.hint || undefined });
  entry.append(
    element("dt", {}, item.label),
    element("dd", { class: `value ${classOf(item)}` }, valueOf(item)),
  );
  if (item.detail !== undefined) {
    entry.append(element("dd", { class: "detail" }, item.detail));
  }
  if (item.hint !== "") {
    entry.append(element("dd", { class: "hint" }, item.hint));
  }
  return entry;
};

/** The figures at the top of the page. */
export const createHeadline = (group: Wire<IHtmlStatisticGroup>): HTMLElement =>
  element("dl", { class: "headline", "aria-label": group.title }, ...group.items.map(createItem));

const createGroup = ({ title, items }: Wire<IHtmlStatisticGroup>): HTMLElement =>
  element(
    "div",
    { class: "statistic-group" },
    element("h3", {}, title),
    element("dl", {}, ...items.map(createItem)),
  );

/** Every figure, with a button that shows what each means. */
export const createStatistics = (groups: readonly Wire<IHtmlStatisticGroup>[]): HTMLElement => {
  const grid = element("div", { class: "statistics", id: "statistic-groups" }, ...groups.map(createGroup));
  const toggle = button(
    "Explain the figures",
    () => {
      const isExplained = grid.classList.toggle("explained");
      toggle.setAttribute("aria-pressed", String(isExplained));
    },
    { "aria-pressed": "false", "aria-controls": grid.id },
  );
  return element("div", {}, element("div", { class: "toolbar" }, toggle), grid);
};
