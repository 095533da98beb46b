import { element, labelled } from "./dom";
import { distinctValues, type ITradeFilter } from "./trade-selection";
import type { WireTrade } from "./wire";

type Choice = readonly [value: string, label: string];

const RESULTS: readonly Choice[] = [
  ["win", "Gains"],
  ["loss", "Losses"],
  ["flat", "Zero"],
];

const toChoices = (values: readonly string[]): Choice[] => values.map((value) => [value, value]);

const createSelect = (id: string, choices: readonly Choice[]): HTMLSelectElement =>
  element(
    "select",
    { id },
    ...[["", "All"] as const, ...choices].map(([value, label]) => element("option", { value }, label)),
  );

/** Fields that filter the trades, and what they say. */
export interface ITradeFilters {
  readonly form: HTMLElement;
  readonly read: () => ITradeFilter;
}

/**
 * Fields to filter the trades by.
 * @param change - called after every change
 */
export const createTradeFilters = (trades: readonly WireTrade[], change: () => void): ITradeFilters => {
  const text = element("input", { id: "filter-text", type: "search", autocomplete: "off" });
  const position = createSelect("filter-side", toChoices(distinctValues(trades, "position")));
  const result = createSelect("filter-result", RESULTS);
  const reason = createSelect("filter-reason", toChoices(distinctValues(trades, "closeReason")));
  const names = distinctValues(trades, "strategyName");
  const strategy = createSelect("filter-strategy", toChoices(names));
  const form = element(
    "div",
    { class: "filters", role: "search", "aria-label": "Filter the trades" },
    labelled("Search", text),
    labelled("Side", position),
    labelled("Result", result),
    labelled("Closed by", reason),
    ...(names.length > 1 ? [labelled("Strategy", strategy)] : []),
  );
  form.addEventListener("input", change);
  const read = (): ITradeFilter => ({
    text: text.value,
    position: position.value,
    closeReason: reason.value,
    result: result.value,
    strategyName: strategy.value,
  });
  return { form, read };
};
