import { loadLate } from "../../../utils/load-late";

/** Who runs back-tests alone keeps no state. A live run loads this before its first tick, and then never waits for it again. */
export const loadStores = loadLate("the stores of live runs", () => import("./stores"));
