import type { IChartApi, ISeriesApi } from "lightweight-charts";
import { addChartFrame, charts } from "./chart-frame";
import { element } from "./dom";
import { createLegend, paletteName, type ILegendEntry } from "./legend";
import { createEquityTable } from "./equity-table";
import { formatNumber } from "./format";
import { deepest, type IAccount } from "./series";
import { readColour, readShade } from "./theme";

/** A pair of lines that can be painted anew and hidden. */
interface IDrawnAccount extends ILegendEntry {
  readonly repaint: () => void;
}

const PERCENT = {
  priceFormat: {
    type: "custom",
    minMove: 0.01,
    formatter: (value: number) => formatNumber(value, "signedPercent"),
  },
  priceLineVisible: false,
} as const;

const DRAWDOWN_PANE = 1;

/** How much of a colour a filled area has, in hexadecimal. */
const FILL = "26";

const CLEAR = "#00000000";

const describeAccount = ({ label, returns, drawdowns }: IAccount): string => {
  const [first, last, low] = [returns[0], returns.at(-1), deepest(drawdowns)];
  if (first === undefined || last === undefined || low === undefined) {
    return `${label}: no equity to show.`;
  }
  const [since, until, bottom] = [first, last, low].map(({ time }) => formatNumber(time * 1000, "time"));
  const end = formatNumber(last.value, "signedPercent");
  const depth = formatNumber(low.value, "signedPercent");
  return `${label}: ${end} from ${since ?? ""} to ${until ?? ""}; deepest drawdown ${depth}, on ${bottom ?? ""}.`;
};

const countTimes = (accounts: readonly IAccount[]): number =>
  new Set(accounts.flatMap(({ returns }) => returns.map(({ time }) => time))).size;

const addSeries = (chart: IChartApi, pane: number): ISeriesApi<"Area"> =>
  chart.addSeries(charts().AreaSeries, { ...PERCENT, invertFilledArea: pane === DRAWDOWN_PANE }, pane);

/** Several accounts would hide each other if they were filled. */
const paint = (series: ISeriesApi<"Area">, colour: string, isFilled: boolean): void =>
  series.applyOptions({
    lineColor: readColour(colour),
    topColor: isFilled ? readShade(colour, FILL) : CLEAR,
    bottomColor: isFilled ? readShade(colour, FILL) : CLEAR,
    lineWidth: 2,
    lastValueVisible: isFilled,
  });

const drawAccount = (chart: IChartApi, account: IAccount, index: number, isAlone: boolean): IDrawnAccount => {
  const [line, below] = [addSeries(chart, 0), addSeries(chart, DRAWDOWN_PANE)];
  line.setData([...account.returns]);
  below.setData([...account.drawdowns]);
  const repaint = (): void => {
    paint(line, isAlone ? "accent" : paletteName(index), isAlone);
    paint(below, isAlone ? "down" : paletteName(index), isAlone);
  };
  repaint();
  return {
    repaint,
    label: account.label,
    end: account.returns.at(-1)?.value,
    depth: deepest(account.drawdowns)?.value,
    setVisible: (visible) => [line, below].forEach((series) => series.applyOptions({ visible })),
  };
};

/**
 * Adds the chart of the accounts, their drawdowns in a pane below.
 * @returns what paints it in the colours of the page
 */
export const addEquityChart = (parent: HTMLElement, accounts: readonly IAccount[]): (() => void) => {
  const drawable = accounts.filter(({ returns }) => returns.length > 0);
  const [first] = drawable;
  if (first === undefined) {
    parent.append(element("p", { class: "empty" }, "There is no equity to show."));
    return () => undefined;
  }
  const isAlone = drawable.length === 1;
  const caption = isAlone ? describeAccount(first) : drawable.map(describeAccount).join(" ");
  const captionClass = isAlone ? "" : "visually-hidden";
  const frame = addChartFrame(
    parent,
    "Equity and drawdown",
    "equity-chart",
    countTimes(drawable),
    element("span", { class: captionClass }, caption),
  );
  const drawn = drawable.map((account, index) => drawAccount(frame.chart, account, index, isAlone));
  frame.chart.panes()[0]?.setStretchFactor(5);
  frame.chart.panes()[DRAWDOWN_PANE]?.setStretchFactor(2);
  frame.showWhole();
  frame.figure.append(isAlone ? createEquityTable(first) : createLegend(drawn));
  return () => [frame, ...drawn].forEach(({ repaint }) => repaint());
};
