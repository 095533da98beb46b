import type { ColumnConfig } from "../../../config/columns";
import type { IReportPair } from "../../../interfaces/Report.interface";
import type { ColumnModel } from "../../../model/Column.model";
import type { MetricStats, PerformanceStatisticsModel } from "../../../model/PerformanceStatistics.model";
import { BucketStore } from "./BucketStore";
import type { ReportWork } from "./load-report-work";
import { MarkdownReport } from "./MarkdownReport";
import type { ReportLayout } from "./report-layout";
import { Timings } from "./Timings";

/** Where the time of runs went. */
export class PerformanceMarkdownService extends MarkdownReport<
  Timings,
  PerformanceStatisticsModel,
  MetricStats
> {
  public readonly collected = new BucketStore(() => new Timings());

  protected readonly topic = "performanceMarkdownService";

  protected selectLayout(work: ReportWork): ReportLayout<PerformanceStatisticsModel, MetricStats> {
    return work.performanceLayout;
  }

  protected selectColumns(config: ColumnConfig): readonly ColumnModel<MetricStats>[] {
    return config.performance_columns;
  }

  protected summarize(timings: Timings, { strategyName }: IReportPair): PerformanceStatisticsModel {
    return timings.summarize(strategyName);
  }
}
