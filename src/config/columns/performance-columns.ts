import type { ColumnModel } from "../../model/Column.model";
import type { MetricStats } from "../../model/PerformanceStatistics.model";
import { formatInteger, formatNumber, formatText } from "../../utils/format-report";
import { createColumn } from "./create-column";

type DurationKey = Exclude<keyof MetricStats, "metricType" | "count">;

/** A column of milliseconds. */
const createDurationColumn = (key: DurationKey, label: string): ColumnModel<MetricStats> =>
  createColumn(key, label, (data) => formatNumber(data[key], 2));

/** Kinds of timings. */
export const createPerformanceColumns = (): ColumnModel<MetricStats>[] => [
  createColumn("metricType", "Metric Type", ({ metricType }) => formatText(metricType)),
  createColumn("count", "Count", ({ count }) => formatInteger(count)),
  createDurationColumn("totalDuration", "Total (ms)"),
  createDurationColumn("avgDuration", "Avg (ms)"),
  createDurationColumn("minDuration", "Min (ms)"),
  createDurationColumn("maxDuration", "Max (ms)"),
  createDurationColumn("stdDev", "Std Dev (ms)"),
  createDurationColumn("median", "Median (ms)"),
  createDurationColumn("p95", "P95 (ms)"),
  createDurationColumn("p99", "P99 (ms)"),
  createDurationColumn("avgWaitTime", "Avg Wait (ms)"),
  createDurationColumn("minWaitTime", "Min Wait (ms)"),
  createDurationColumn("maxWaitTime", "Max Wait (ms)"),
];
