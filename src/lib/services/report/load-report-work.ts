import { loadLate } from "../../../utils/load-late";

/** What reports make of what runs gave: figures, texts and files. Many processes ask for none. */
export const loadReportWork = loadLate("the work of reports", () => import("./report-work"));

/** The functions of that part. */
export type ReportWork = Awaited<ReturnType<typeof loadReportWork>>;
