import { loadLate } from "../../../../utils/load-late";

/** The pages of reports: most processes write none, and they are large. */
export const loadPages = loadLate("the pages of reports", () => import("./pages"));
