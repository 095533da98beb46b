import { loadLate } from "../../../utils/load-late";

/** What live runs and walkers go through: loaded once they have taken their pair, before anything else of them begins. */
export const loadRunLoops = loadLate("the loops of live runs and walkers", () => import("./run-loops"));
