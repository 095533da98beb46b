import { createComparison } from "./comparison";
import { addDistribution } from "./distribution";
import { element, section } from "./dom";
import { addEquityChart } from "./equity-chart";
import { createFacts, createGaps, createWarnings } from "./facts";
import { createMonthlyTable } from "./monthly";
import { addPriceChart, NO_CHART } from "./price-chart";
import { readReport } from "./read-report";
import { toAccounts, toBars } from "./series";
import { createHeadline, createStatistics } from "./statistics";
import { createThemeButton } from "./theme";
import { addTradeTable } from "./trade-table";
import type { WireReport } from "./wire";

/** A part of the page that is not there yet: where it stands, and what fills it. */
interface IPart {
  readonly place: HTMLElement;
  readonly fill: (place: HTMLElement) => void;
}

const part = (id: string, title: string, fill: (place: HTMLElement) => void): IPart => ({
  place: section(id, title),
  fill,
});

const createParts = (report: WireReport, repaints: (() => void)[]): IPart[] => {
  const { comparison, statistics } = report;
  let chart = NO_CHART;
  const compare = comparison === undefined ? [] : createComparison(comparison);
  return [
    ...(compare.length === 0 ? [] : [part("comparison", "Comparison", (place) => place.append(...compare))]),
    part("equity", "Equity", (place) => {
      repaints.push(addEquityChart(place, toAccounts(report.curves)));
    }),
    part("price", "Price", (place) => {
      chart = addPriceChart(place, toBars(report.priceOutline), comparison !== undefined);
      repaints.push(chart.repaint);
    }),
    part("trades", "Trades", (place) => addTradeTable(place, report.trades, chart)),
    part("distribution", "Distribution", (place) => addDistribution(place, report.distribution)),
    part("monthly", "Months", (place) => place.append(createMonthlyTable(report.monthly))),
    part("statistics", "Statistics", (place) => place.append(createStatistics(statistics))),
    part("run", "Run", (place) => place.append(createFacts(report.facts))),
    part("gaps", "Data gaps", (place) => place.append(createGaps(report.gaps))),
  ];
};

const createNavigation = (parts: readonly IPart[]): HTMLElement => {
  const links = parts.map(({ place }) =>
    element("li", {}, element("a", { href: `#${place.id}` }, place.querySelector("h2")?.textContent ?? "")),
  );
  return element("nav", { "aria-label": "Parts of the report" }, element("ul", {}, ...links));
};

/** One part that cannot be drawn takes none of the others with it. */
const fillPart = ({ place, fill }: IPart): void => {
  try {
    fill(place);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    place.append(element("p", { class: "notice", role: "alert" }, `This part cannot be shown: ${reason}`));
  }
};

const build = (report: WireReport): void => {
  const repaints: (() => void)[] = [];
  const parts = createParts(report, repaints);
  const toggle = createThemeButton(() => repaints.forEach((repaint) => repaint()));
  const header = document.querySelector(".page-header");
  header?.append(element("h1", {}, report.title), toggle);
  header?.after(createNavigation(parts));
  const [headline] = report.statistics;
  document
    .getElementById("report")
    ?.append(
      ...createWarnings(report.warnings),
      ...(headline === undefined ? [] : [createHeadline(headline)]),
      ...parts.map(({ place }) => place),
    );
  parts.forEach(fillPart);
};

/** The charts draw themselves in the next frame; what comes after it finds them drawn. */
const announce = (): void => {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      performance.mark("report-ready");
      document.documentElement.dataset["ready"] = "true";
    }),
  );
};

build(readReport());
announce();
