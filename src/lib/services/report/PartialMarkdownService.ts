import type { ColumnConfig } from "../../../config/columns";
import type { ColumnModel } from "../../../model/Column.model";
import type { PartialEvent, PartialStatisticsModel } from "../../../model/PartialStatistics.model";
import { Milestones } from "./Milestones";
import { BucketStore } from "./BucketStore";
import type { ReportWork } from "./load-report-work";
import { MarkdownReport } from "./MarkdownReport";
import type { ReportLayout } from "./report-layout";

/** Which milestones positions have reached. */
export class PartialMarkdownService extends MarkdownReport<Milestones, PartialStatisticsModel, PartialEvent> {
  public readonly collected = new BucketStore(() => new Milestones());

  protected readonly topic = "partialMarkdownService";

  protected selectLayout(work: ReportWork): ReportLayout<PartialStatisticsModel, PartialEvent> {
    return work.partialLayout;
  }

  protected selectColumns(config: ColumnConfig): readonly ColumnModel<PartialEvent>[] {
    return config.partial_columns;
  }

  protected summarize(milestones: Milestones): PartialStatisticsModel {
    return milestones.summarize();
  }
}
