import { lib } from "../lib/index";
import type { ScheduledEvent, ScheduleStatisticsModel } from "../model/ScheduleStatistics.model";
import { PairReport } from "./PairReport";

/** What became of limit orders. Use the {@link Schedule} singleton. */
export class ScheduleUtils extends PairReport<ScheduleStatisticsModel, ScheduledEvent> {
  public constructor() {
    super("ScheduleUtils", lib.scheduleMarkdownService);
  }
}

/** What became of limit orders. */
export const Schedule = new ScheduleUtils();
