import { lib } from "../lib/index";
import type { RiskEvent, RiskStatisticsModel } from "../model/RiskStatistics.model";
import { PairReport } from "./PairReport";

/** What risk profiles have refused. Use the {@link Risk} singleton. */
export class RiskUtils extends PairReport<RiskStatisticsModel, RiskEvent> {
  public constructor() {
    super("RiskUtils", lib.riskMarkdownService);
  }
}

/** What risk profiles have refused. */
export const Risk = new RiskUtils();
