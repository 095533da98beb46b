import { loadLate } from "../../../utils/load-late";

/** What a run goes through, from its first frame or tick on: loaded once it has taken its pair, before anything else of it begins. */
export const loadRunLoops = loadLate("the loops of runs", () => import("./run-loops"));
