import { loadLate } from "../utils/load-late";

/** What makes a size of a request: begins to load when a sizing is registered, so that a strategy that asks finds it there. */
export const loadSizingWork = loadLate("the work of sizings", () => import("./sizing-work"));
