import type { ColumnConfig } from "../../../config/columns";
import type { ColumnModel } from "../../../model/Column.model";
import type { RiskEvent, RiskStatisticsModel } from "../../../model/RiskStatistics.model";
import { BucketStore } from "./BucketStore";
import type { ReportWork } from "./load-report-work";
import { MarkdownReport } from "./MarkdownReport";
import { Refusals } from "./Refusals";
import type { ReportLayout } from "./report-layout";

/** What risk profiles have refused. */
export class RiskMarkdownService extends MarkdownReport<Refusals, RiskStatisticsModel, RiskEvent> {
  public readonly collected = new BucketStore(() => new Refusals());

  protected readonly topic = "riskMarkdownService";

  protected selectLayout(work: ReportWork): ReportLayout<RiskStatisticsModel, RiskEvent> {
    return work.riskLayout;
  }

  protected selectColumns(config: ColumnConfig): readonly ColumnModel<RiskEvent>[] {
    return config.risk_columns;
  }

  protected summarize(refusals: Refusals): RiskStatisticsModel {
    return refusals.summarize();
  }
}
