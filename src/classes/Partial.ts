import { lib } from "../lib/index";
import type { PartialEvent, PartialStatisticsModel } from "../model/PartialStatistics.model";
import { PairReport } from "./PairReport";

/** Which milestones positions have reached. Use the {@link Partial} singleton. */
export class PartialUtils extends PairReport<PartialStatisticsModel, PartialEvent> {
  public constructor() {
    super("PartialUtils", lib.partialMarkdownService);
  }
}

/** Which milestones positions have reached. */
export const Partial = new PartialUtils();
