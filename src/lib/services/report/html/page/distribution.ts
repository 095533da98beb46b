import type { IHtmlBin, Wire } from "../html-model";
import { element, svgElement } from "./dom";
import { formatNumber } from "./format";
import { createFoldedTable } from "./simple-table";

/** Trades in a range of results, in numbers that can be drawn. */
interface IBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

const HEIGHT = 220;
const TOP = 20;
const BOTTOM = 24;
const FIGURE_HEIGHT = HEIGHT - TOP - BOTTOM;

/** Width a label on the axis needs, pixels. */
const LABEL_WIDTH = 76;

/** Narrower bars bear no number. */
const NUMBERED_WIDTH = 22;

const toBins = (bins: readonly Wire<IHtmlBin>[]): IBin[] =>
  bins.flatMap(({ from, to, count }) =>
    from === null || to === null || count === null ? [] : [{ from, to, count: Math.max(0, count) }],
  );

const rangeOf = ({ from, to }: IBin): string =>
  `${formatNumber(from, "signedPercent")} to ${formatNumber(to, "signedPercent")}`;

const classOf = ({ from, to }: IBin): string => {
  if (from >= 0) {
    return "bar-win";
  }
  return to <= 0 ? "bar-loss" : "bar-both";
};

const drawBar = (bin: IBin, x: number, width: number, most: number): SVGElement[] => {
  const height = (bin.count / most) * FIGURE_HEIGHT;
  const y = TOP + FIGURE_HEIGHT - height;
  const bar = svgElement("rect", { x: x + 1, y, width: Math.max(1, width - 2), height, class: classOf(bin) });
  bar.append(svgElement("title", {}, `${rangeOf(bin)}: ${formatNumber(bin.count, "count")} trades`));
  const isNumbered = width >= NUMBERED_WIDTH && bin.count > 0;
  const place = { x: x + width / 2, y: y - 5, "text-anchor": "middle" };
  return [bar, ...(isNumbered ? [svgElement("text", place, formatNumber(bin.count, "count"))] : [])];
};

const drawAxis = (bins: readonly IBin[], width: number): SVGElement[] => {
  const step = width / bins.length;
  const every = Math.max(1, Math.ceil(LABEL_WIDTH / step));
  const edges = [...bins.map(({ from }) => from), bins.at(-1)?.to ?? 0];
  const line = { x1: 0, x2: width, y1: TOP + FIGURE_HEIGHT, y2: TOP + FIGURE_HEIGHT, class: "axis" };
  const labels = edges.flatMap((edge, index) => {
    const x = index * step;
    const isInside = x >= LABEL_WIDTH / 2 && x <= width - LABEL_WIDTH / 2;
    const place = { x, y: HEIGHT - 6, "text-anchor": "middle" };
    return index % every === 0 && isInside
      ? [svgElement("text", place, formatNumber(edge, "signedPercent"))]
      : [];
  });
  return [svgElement("line", line), ...labels];
};

const draw = (picture: SVGElement, bins: readonly IBin[], width: number): void => {
  const most = bins.reduce((largest, { count }) => Math.max(largest, count), 1);
  const step = width / bins.length;
  picture.setAttribute("width", String(width));
  picture.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  picture.replaceChildren(
    ...bins.flatMap((bin, index) => drawBar(bin, index * step, step, most)),
    ...drawAxis(bins, width),
  );
};

const describe = (bins: readonly IBin[]): string => {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const fullest = bins.reduce((one, other) => (other.count > one.count ? other : one));
  const [all, most] = [formatNumber(total, "count"), formatNumber(fullest.count, "count")];
  return `${all} trades by result; most of them, ${most}, at ${rangeOf(fullest)}.`;
};

/** Adds how many trades had which result. Drawn in the size it has, so that its text stays readable on a phone. */
export const addDistribution = (parent: HTMLElement, wireBins: readonly Wire<IHtmlBin>[]): void => {
  const bins = toBins(wireBins);
  if (bins.length === 0) {
    parent.append(element("p", { class: "empty" }, "There is no result to show."));
    return;
  }
  const summary = describe(bins);
  const picture = svgElement("svg", { id: "distribution-chart", role: "img", height: HEIGHT });
  picture.setAttribute("aria-label", summary);
  const area = element("div", { class: "distribution" }, picture);
  const rows = bins.map((bin) => [rangeOf(bin), formatNumber(bin.count, "count")]);
  const columns = [
    { label: "Result", isNumber: false },
    { label: "Trades", isNumber: true },
  ];
  const table = createFoldedTable("Distribution in numbers", columns, rows);
  parent.append(element("figure", {}, area, element("figcaption", {}, summary), table));
  draw(picture, bins, Math.max(1, area.clientWidth));
  new ResizeObserver(() => draw(picture, bins, Math.max(1, area.clientWidth))).observe(area);
};
