/** Where live strategies keep their state, and how to keep it elsewhere. */
export { PersistBase } from "../lib/services/persist/PersistBase";
export type { TPersistBase } from "../lib/services/persist/PersistBase";
export { PersistPartialAdapter } from "../lib/services/persist/PersistPartialAdapter";
export { PersistRiskAdapter } from "../lib/services/persist/PersistRiskAdapter";
export { PersistScheduleAdapter } from "../lib/services/persist/PersistScheduleAdapter";
export { PersistSignalAdapter } from "../lib/services/persist/PersistSignalAdapter";
