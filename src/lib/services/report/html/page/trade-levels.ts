import type { AutoscaleInfo, AutoscaleInfoProvider, ISeriesApi } from "lightweight-charts";
import { charts } from "./chart-frame";
import { readColour } from "./theme";
import type { WireTrade } from "./wire";

/** A price of a trade that has a line in the chart. */
interface ILevel {
  readonly title: string;
  readonly price: number;
  readonly colour: string;
}

const toLevels = (trade: WireTrade): ILevel[] =>
  [
    { title: "entry", price: trade.entryPrice, colour: "accent" },
    { title: "exit", price: trade.exitPrice, colour: "ink" },
    { title: "take profit", price: trade.takeProfit, colour: "up" },
    { title: "stop loss", price: trade.stopLoss, colour: "down" },
  ].flatMap(({ price, ...level }) => (price === null ? [] : [{ ...level, price }]));

const includeLevels = (info: AutoscaleInfo | null, levels: readonly ILevel[]): AutoscaleInfo | null => {
  const range = info?.priceRange;
  if (info === null || range === null || range === undefined) {
    return info;
  }
  const prices = levels.map(({ price }) => price);
  const minValue = Math.min(range.minValue, ...prices);
  const maxValue = Math.max(range.maxValue, ...prices);
  return { ...info, priceRange: { minValue, maxValue } };
};

/** Lines for the prices of one trade at a time. */
export interface ITradeLevels {
  readonly show: (trade: WireTrade | null) => void;
}

/** Lines in a chart of candles, which shows all of them whatever its candles reach. */
export const createTradeLevels = (series: ISeriesApi<"Candlestick">): ITradeLevels => {
  let levels: readonly ILevel[] = [];
  let remove: () => void = () => undefined;
  const autoscaleInfoProvider: AutoscaleInfoProvider = (original) => includeLevels(original(), levels);
  series.applyOptions({ autoscaleInfoProvider });
  return {
    show: (trade) => {
      remove();
      levels = trade === null ? [] : toLevels(trade);
      const lines = levels.map(({ title, price, colour }) =>
        series.createPriceLine({
          title,
          price,
          color: readColour(colour),
          lineWidth: 1,
          lineStyle: charts().LineStyle.Dashed,
          axisLabelVisible: true,
        }),
      );
      remove = () => lines.forEach((line) => series.removePriceLine(line));
    },
  };
};
