/** All that a report does once somebody asks for it: one part, since one call needs most of it. */
export { backtestLayout } from "./layouts/backtest-layout";
export { liveLayout } from "./layouts/live-layout";
export { partialLayout } from "./layouts/partial-layout";
export { performanceLayout } from "./layouts/performance-layout";
export { riskLayout } from "./layouts/risk-layout";
export { scheduleLayout } from "./layouts/schedule-layout";
export { renderHeat } from "./heat-text";
export { summarizeHeat } from "./heat-statistics";
export { defaultDirectory, prepareReport, writeReport } from "./report-file";
export { renderReport } from "./report-layout";
export { writeSignalDump } from "./signal-dump";
export { summarizeTrades } from "./trade-statistics";
export { judgeResults, rankResults } from "./walker-results";
export { renderWalker } from "./walker-text";
