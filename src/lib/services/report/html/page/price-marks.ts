import type { ISeriesApi, SeriesMarker, Time } from "lightweight-charts";
import { charts } from "./chart-frame";
import { LOOKS } from "./mark-looks";
import type { ChartBar } from "./series";
import { readColour } from "./theme";
import { clusterMarks, type ICluster, type IMark } from "./trade-clusters";

/** Room the signs of neighbouring bars need, lest they hide the candles. */
const PIXELS_PER_GROUP = 44;

const toMarker = (bars: readonly ChartBar[], cluster: ICluster): SeriesMarker<Time>[] => {
  const bar = bars[cluster.bar];
  const { position, shape, colour } = LOOKS[cluster.kind];
  const text = cluster.count > 1 ? String(cluster.count) : "";
  return bar === undefined
    ? []
    : [{ time: bar.time, position, shape, color: readColour(colour), text, size: 1 }];
};

/** Marks of entries and exits on candles. */
export interface IPriceMarks {
  /** Shows these marks from now on; by bar, ascending. */
  readonly replace: (marks: readonly IMark[]) => void;
  /** Shows those of the bars in view, which is so many pixels wide. */
  readonly show: (from: number, to: number, width: number) => void;
}

/** Marks on a series of candles, as many as the view can bear. */
export const createPriceMarks = (
  series: ISeriesApi<"Candlestick">,
  bars: readonly ChartBar[],
): IPriceMarks => {
  const plugin = charts().createSeriesMarkers(series, [], { autoScale: true });
  let marks: readonly IMark[] = [];
  return {
    replace: (next) => {
      marks = next;
    },
    show: (from, to, width) => {
      const last = Math.min(to, bars.length - 1);
      const clusters = clusterMarks(marks, Math.max(from, 0), last, Math.floor(width / PIXELS_PER_GROUP));
      plugin.setMarkers(clusters.flatMap((cluster) => toMarker(bars, cluster)));
    },
  };
};
