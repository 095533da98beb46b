import {
  PersistPartialAdapter,
  PersistRiskAdapter,
  PersistScheduleAdapter,
  PersistSignalAdapter,
} from "../../src/index";
import { createMemoryPersist } from "../../src/testing/memory-persist";

/** Live strategies of a test keep what they store in memory, and find nothing of an earlier test. */
export const useMemoryStores = (): void => {
  PersistSignalAdapter.usePersistSignalAdapter(createMemoryPersist());
  PersistScheduleAdapter.usePersistScheduleAdapter(createMemoryPersist());
  PersistRiskAdapter.usePersistRiskAdapter(createMemoryPersist());
  PersistPartialAdapter.usePersistPartialAdapter(createMemoryPersist());
};
