import { element, scroller } from "./dom";
import { createPager, PAGE_SIZE } from "./pager";
import type { IPriceChart } from "./price-chart";
import { createSortHeads, markSorted } from "./sort-heads";
import { TRADE_COLUMNS } from "./trade-columns";
import { createTradeFilters } from "./trade-filters";
import { createTradeRow } from "./trade-rows";
import { filterTrades, sortTrades, type SortDirection } from "./trade-selection";
import type { WireTrade } from "./wire";

const isCalm = (): boolean => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

const revealChart = (): void =>
  document
    .getElementById("price-chart")
    ?.scrollIntoView({ block: "center", behavior: isCalm() ? "auto" : "smooth" });

const describeSelection = (trade: WireTrade, isInChart: boolean): string =>
  isInChart
    ? `The chart of the price shows the trade of ${TRADE_COLUMNS[0]?.text(trade) ?? ""}.`
    : "The candles of this report do not reach that trade.";

const createSelect = (
  chart: IPriceChart,
  status: HTMLElement,
): ((trade: WireTrade, row: HTMLTableRowElement) => void) => {
  let marked: HTMLTableRowElement | null = null;
  return (trade, row) => {
    marked?.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    marked = row;
    const isInChart = chart.focus(trade);
    status.textContent = describeSelection(trade, isInChart);
    if (isInChart) {
      revealChart();
    }
  };
};

/** Adds the table of the trades: sorted, filtered, turned page by page, and tied to the chart of the price. */
export const addTradeTable = (
  parent: HTMLElement,
  trades: readonly WireTrade[],
  chart: IPriceChart,
): void => {
  let [column, direction]: [number, SortDirection] = [0, "descending"];
  let [matching, ordered]: [readonly WireTrade[], readonly WireTrade[]] = [[], []];
  const body = element("tbody", {});
  const status = element("p", { class: "visually-hidden", role: "status" });
  const select = createSelect(chart, status);
  const showPage = (): void => {
    const page = ordered.slice(pager.first(), pager.first() + PAGE_SIZE);
    body.replaceChildren(...page.map((trade) => createTradeRow(trade, select)));
  };
  const sort = (): void => {
    const by = TRADE_COLUMNS[column];
    ordered = by === undefined ? matching : sortTrades(matching, by, direction);
    pager.reset(ordered.length, trades.length);
    showPage();
  };
  const filter = (): void => {
    matching = filterTrades(trades, filters.read());
    chart.mark(matching);
    sort();
  };
  const pager = createPager(showPage);
  const filters = createTradeFilters(trades, filter);
  const heads = createSortHeads(TRADE_COLUMNS, (index, way) => {
    [column, direction] = [index, way];
    sort();
  });
  markSorted(heads, column, direction);
  const caption = element("caption", { class: "visually-hidden" }, "Trades");
  const table = element("table", { id: "trade-table" }, caption);
  table.append(element("thead", {}, element("tr", {}, ...heads)), body);
  parent.append(filters.form, pager.bar, scroller("Trades", table), status);
  filter();
};
