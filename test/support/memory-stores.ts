import {
  PersistBase,
  PersistPartialAdapter,
  PersistRiskAdapter,
  PersistScheduleAdapter,
  PersistSignalAdapter,
} from "../../src/index";
import { createMemoryPersist } from "../../src/testing/memory-persist";

/**
 * Keeps the state of live runs in memory, so that a test leaves no files behind.
 * @returns puts the file stores back
 */
export const installMemoryStores = (): (() => void) => {
  const Store = createMemoryPersist();
  const install = (storeClass: typeof Store | typeof PersistBase): void => {
    PersistSignalAdapter.usePersistSignalAdapter(storeClass);
    PersistScheduleAdapter.usePersistScheduleAdapter(storeClass);
    PersistRiskAdapter.usePersistRiskAdapter(storeClass);
    PersistPartialAdapter.usePersistPartialAdapter(storeClass);
  };
  install(Store);
  return () => install(PersistBase);
};
