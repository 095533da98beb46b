import type { ICandleGapSpan } from "../../../../../model/RunFacts.model";
import type { IHtmlFact, Wire } from "../html-model";
import { element } from "./dom";
import { formatNumber, minutesBetween } from "./format";
import { createTable } from "./simple-table";

/** What was run, with what costs, fills and versions. */
export const createFacts = (facts: readonly Wire<IHtmlFact>[]): HTMLElement =>
  facts.length === 0
    ? element("p", { class: "empty" }, "Nothing is known about the run.")
    : element(
        "dl",
        { class: "facts" },
        ...facts.map(({ label, value }) =>
          element("div", {}, element("dt", {}, label), element("dd", {}, value)),
        ),
      );

/** More than this nobody reads. */
const MOST_GAPS = 500;

const toRow = ({ since, until }: Wire<ICandleGapSpan>): string[] => {
  const minutes = since === null || until === null ? null : minutesBetween(since, until);
  return [formatNumber(since, "time"), formatNumber(until, "time"), formatNumber(minutes, "duration")];
};

/** The minutes there was no candle for. */
export const createGaps = (gaps: readonly Wire<ICandleGapSpan>[]): HTMLElement =>
  gaps.length === 0
    ? element("p", { class: "empty" }, "No candle was missing.")
    : createTable(
        gaps.length > MOST_GAPS
          ? `The first ${MOST_GAPS} of ${gaps.length} gaps`
          : "Minutes without a candle",
        [
          { label: "From (UTC)", isNumber: false },
          { label: "Until (UTC)", isNumber: false },
          { label: "Missing", isNumber: true },
        ],
        gaps.slice(0, MOST_GAPS).map(toRow),
      );

/** What a reader should know before believing the figures. */
export const createWarnings = (warnings: readonly string[]): HTMLElement[] =>
  warnings.length === 0
    ? []
    : [
        element(
          "aside",
          { class: "notice", "aria-label": "Warnings" },
          element("strong", {}, warnings.length === 1 ? "Warning" : "Warnings"),
          element("ul", {}, ...warnings.map((warning) => element("li", {}, warning))),
        ),
      ];
