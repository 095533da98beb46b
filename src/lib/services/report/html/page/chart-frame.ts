import type * as Charts from "lightweight-charts";
import { button, element, type Content } from "./dom";
import { formatNumber } from "./format";
import { readColour } from "./theme";

/** The script of the charts stands before this one in the page. */
declare const LightweightCharts: typeof Charts;

/** Everything the script of the charts offers. */
export const charts = (): typeof Charts => LightweightCharts;

/** A chart, the figure it stands in, and what keeps it in the colours of the page. */
export interface IChartFrame {
  readonly figure: HTMLElement;
  readonly chart: Charts.IChartApi;
  readonly showWhole: () => void;
  readonly repaint: () => void;
}

const formatTime = (time: Charts.Time): string =>
  typeof time === "number" ? formatNumber(time * 1000, "time") : "";

const { format: formatMonth } = new Intl.DateTimeFormat("en", { month: "short", timeZone: "UTC" });

/** A day has its month with it: alone in a row of months it would be a riddle. */
const formatTick = (time: Charts.Time, type: Charts.TickMarkType): string | null => {
  if (typeof time !== "number") {
    return null;
  }
  const date = new Date(time * 1000);
  switch (type) {
    case LightweightCharts.TickMarkType.Year:
      return String(date.getUTCFullYear());
    case LightweightCharts.TickMarkType.Month:
      return formatMonth(date);
    case LightweightCharts.TickMarkType.DayOfMonth:
      return `${date.getUTCDate()} ${formatMonth(date)}`;
    default:
      return date.toISOString().slice(11, 16);
  }
};

const readOptions = (): Charts.DeepPartial<Charts.ChartOptions> => ({
  layout: {
    background: { type: LightweightCharts.ColorType.Solid, color: readColour("surface") },
    textColor: readColour("muted"),
    fontFamily: getComputedStyle(document.body).fontFamily,
    fontSize: 12,
    // The logo is set as markup, which the policy of the page refuses; its footer has the link to TradingView.
    attributionLogo: false,
    panes: { separatorColor: readColour("line"), enableResize: false },
  },
  grid: { vertLines: { visible: false }, horzLines: { color: readColour("grid") } },
  rightPriceScale: { borderColor: readColour("line") },
  timeScale: {
    borderColor: readColour("line"),
    timeVisible: true,
    tickMarkFormatter: formatTick,
    // The whole run fits in, also on a phone.
    minBarSpacing: 0.001,
  },
});

// The wheel and vertical drags belong to the page: it scrolls past its charts.
const BEHAVIOUR: Charts.DeepPartial<Charts.ChartOptions> = {
  autoSize: true,
  handleScroll: { mouseWheel: false, vertTouchDrag: false },
  handleScale: { mouseWheel: false },
  kineticScroll: { mouse: false, touch: false },
  localization: { locale: "en-US", timeFormatter: formatTime },
};

/** Half of a label on the axis of time, pixels. */
const LABEL_MARGIN = 18;

const moveView = (chart: Charts.IChartApi, shift: number, scale: number): void => {
  const range = chart.timeScale().getVisibleLogicalRange();
  if (range !== null) {
    const length = range.to - range.from;
    const middle = (range.from + range.to) / 2 + length * shift;
    const half = Math.max(2, (length * scale) / 2);
    chart.timeScale().setVisibleLogicalRange({ from: middle - half, to: middle + half });
  }
};

/** All of it, and room for the label of the first bar. */
const showWhole = (chart: Charts.IChartApi, barCount: number): void => {
  const width = chart.timeScale().width();
  const margin = width === 0 ? 0 : (barCount * LABEL_MARGIN) / width;
  chart.timeScale().setVisibleLogicalRange({ from: -margin, to: barCount - 1 + margin });
};

const createToolbar = (frame: IChartFrame, name: string): HTMLElement =>
  element(
    "div",
    { class: "toolbar", role: "group", "aria-label": `View of the chart: ${name}` },
    button("\u2190", () => moveView(frame.chart, -0.25, 1), { "aria-label": "Earlier", title: "Earlier" }),
    button("\u2192", () => moveView(frame.chart, 0.25, 1), { "aria-label": "Later", title: "Later" }),
    button("+", () => moveView(frame.chart, 0, 0.5), { "aria-label": "Zoom in", title: "Zoom in" }),
    button("\u2212", () => moveView(frame.chart, 0, 2), { "aria-label": "Zoom out", title: "Zoom out" }),
    button("Whole", frame.showWhole),
  );

/**
 * Adds an empty chart with buttons to move in it and a caption that says what it shows.
 * @param parent - stands in the page already: a chart takes its size from there
 * @param name - what the chart is called
 * @param id - of the drawing area
 * @param barCount - how many different times it will show
 * @param caption - what a reader who cannot see it should know, and more
 */
export const addChartFrame = (
  parent: HTMLElement,
  name: string,
  id: string,
  barCount: number,
  ...caption: readonly Content[]
): IChartFrame => {
  const area = element("div", { class: "chart", id, role: "img", "aria-label": name });
  const figure = element("figure", {}, area, element("figcaption", {}, ...caption));
  parent.append(figure);
  const chart = LightweightCharts.createChart(area, { ...BEHAVIOUR, ...readOptions() });
  const frame: IChartFrame = {
    figure,
    chart,
    showWhole: () => showWhole(chart, barCount),
    repaint: () => chart.applyOptions(readOptions()),
  };
  figure.prepend(createToolbar(frame, name));
  return frame;
};
