import { lib } from "../lib/index";
import type { MetricStats, PerformanceStatisticsModel } from "../model/PerformanceStatistics.model";
import { PairReport } from "./PairReport";

const report = new PairReport<PerformanceStatisticsModel, MetricStats>(
  "Performance",
  lib.performanceMarkdownService,
);

/** Where the time of runs went. Parameters are those of `Schedule`'s methods of the same names. */
export class Performance {
  /**
   * The timings of the newest run of a pair.
   * @throws NotFoundError for an unknown strategy
   */
  public static getData = report.getData;

  /**
   * The timings as Markdown, the kinds that took most of the time first.
   * @throws NotFoundError for an unknown strategy; what a column throws
   */
  public static getReport = report.getReport;

  /**
   * Writes the Markdown to a file and prints where it is.
   * @throws NotFoundError for an unknown strategy; ReportError `REPORT_WRITE_FAILED`; what a column throws
   */
  public static dump = report.dump;
}
