import type { IChartApi, ISeriesApi } from "lightweight-charts";
import { addChartFrame, charts } from "./chart-frame";
import { element } from "./dom";
import { formatNumber, priceDigits } from "./format";
import { createMarkKey } from "./mark-key";
import { createPriceMarks } from "./price-marks";
import { findBar, type ChartBar } from "./series";
import { readColour } from "./theme";
import { toMarks } from "./trade-clusters";
import { createTradeLevels } from "./trade-levels";
import type { WireTrade } from "./wire";

/** The candles of a report and the trades on them. */
export interface IPriceChart {
  /** Marks these trades and no others. */
  readonly mark: (trades: readonly WireTrade[]) => void;
  /** Moves to a trade and draws its levels; false when the candles do not reach there. */
  readonly focus: (trade: WireTrade) => boolean;
  readonly repaint: () => void;
}

/** Stands in where there is no chart of the price. */
export const NO_CHART: IPriceChart = { mark: () => undefined, focus: () => false, repaint: () => undefined };

/** Bars shown on either side of a trade. */
const CONTEXT = 30;

const describeBars = (bars: readonly ChartBar[]): string => {
  const [since, until] = [bars[0], bars.at(-1)].map((bar) => formatNumber((bar?.time ?? 0) * 1000, "time"));
  const low = bars.reduce((lowest, bar) => Math.min(lowest, bar.low), Number.POSITIVE_INFINITY);
  const high = bars.reduce((highest, bar) => Math.max(highest, bar.high), Number.NEGATIVE_INFINITY);
  const range = `${formatNumber(low, "price")} to ${formatNumber(high, "price")}`;
  return `Price from ${since ?? ""} to ${until ?? ""}, between ${range}. Every entry and exit is in the table of trades.`;
};

const addCandles = (chart: IChartApi, bars: readonly ChartBar[]): ISeriesApi<"Candlestick"> => {
  const precision = priceDigits(bars.at(-1)?.close ?? 1);
  const series = chart.addSeries(charts().CandlestickSeries, {
    priceFormat: { type: "price", precision, minMove: 10 ** -precision },
    priceLineVisible: false,
  });
  series.setData([...bars]);
  return series;
};

/** Rising candles are hollow, so that they are told from falling ones without colour. */
const paintCandles = (series: ISeriesApi<"Candlestick">): void => {
  const [up, down] = [readColour("up"), readColour("down")];
  series.applyOptions({
    upColor: readColour("surface"),
    borderUpColor: up,
    wickUpColor: up,
    downColor: down,
    borderDownColor: down,
    wickDownColor: down,
  });
};

const focusOn = (chart: IChartApi, bars: readonly ChartBar[], trade: WireTrade): boolean => {
  const entry = findBar(bars, trade.entryTime);
  const exit = findBar(bars, trade.exitTime) ?? entry;
  if (entry === null || exit === null) {
    return false;
  }
  chart.timeScale().setVisibleLogicalRange({ from: entry - CONTEXT, to: exit + CONTEXT });
  return true;
};

/**
 * Adds the chart of the candles with the entries and exits of trades.
 * @param isOfSeveral - whether the trades are of several strategies
 */
export const addPriceChart = (
  parent: HTMLElement,
  bars: readonly ChartBar[],
  isOfSeveral: boolean,
): IPriceChart => {
  if (bars.length === 0) {
    parent.append(element("p", { class: "empty" }, "There are no candles to show."));
    return NO_CHART;
  }
  const frame = addChartFrame(
    parent,
    "Price, entries and exits",
    "price-chart",
    bars.length,
    createMarkKey(isOfSeveral),
    describeBars(bars),
  );
  const { chart } = frame;
  const series = addCandles(chart, bars);
  const marks = createPriceMarks(series, bars);
  const levels = createTradeLevels(series);
  let selected: WireTrade | null = null;
  const showMarks = (): void => {
    const { from, to } = chart.timeScale().getVisibleLogicalRange() ?? { from: 0, to: bars.length };
    marks.show(Math.floor(from), Math.ceil(to), chart.timeScale().width());
  };
  paintCandles(series);
  frame.showWhole();
  chart.timeScale().subscribeVisibleLogicalRangeChange(showMarks);
  return {
    mark: (trades) => {
      marks.replace(toMarks(trades, bars));
      showMarks();
    },
    focus: (trade) => {
      selected = trade;
      levels.show(trade);
      return focusOn(chart, bars, trade);
    },
    repaint: () => {
      frame.repaint();
      paintCandles(series);
      levels.show(selected);
      showMarks();
    },
  };
};
