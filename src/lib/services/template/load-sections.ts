import { loadLate } from "../../../utils/load-late";

/** The texts of generated programs: only optimizers need them, and they are large. */
export const loadSections = loadLate("the parts of generated programs", () => import("./sections"));
