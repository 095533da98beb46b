import { lib } from "../lib/index";
import type { MetricStats, PerformanceStatisticsModel } from "../model/PerformanceStatistics.model";
import { PairReport } from "./PairReport";

const report = new PairReport<PerformanceStatisticsModel, MetricStats>(
  "Performance",
  lib.performanceMarkdownService,
);

/** Where the time of runs went. */
export class Performance {
  /** {@inheritDoc PairReport.getData} */
  public static getData = report.getData;
  /** {@inheritDoc PairReport.getReport} */
  public static getReport = report.getReport;
  /** {@inheritDoc PairReport.dump} */
  public static dump = report.dump;
}
