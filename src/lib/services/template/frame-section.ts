import type { FrameInterval } from "../../../interfaces/Frame.interface";
import { writeDate, writeText } from "./template-values";

/**
 * The part of the program that registers a period.
 * @param frameName - its name
 * @param interval - distance of its ticks
 * @param startDate - its first instant
 * @param endDate - its last instant
 * @throws TemplateError `TEMPLATE_INVALID` naming what is no text or no date
 */
export const writeFrameSection = (
  frameName: string,
  interval: FrameInterval,
  startDate: Date,
  endDate: Date,
): string => `// A period of history.
kit.addFrame({
  frameName: ${writeText("frameName", frameName)},
  interval: ${writeText("interval", interval)},
  startDate: ${writeDate("startDate", startDate)},
  endDate: ${writeDate("endDate", endDate)},
});`;
