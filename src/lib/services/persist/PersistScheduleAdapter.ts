import type { ScheduleData, TPersistBaseCtor } from "../../../interfaces/Persist.interface";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import { RowStores } from "./RowStores";

/** The waiting orders of live strategies. */
export const scheduleStores = new RowStores("schedule", "./dump/data/schedule/");

/** Keeps the waiting order of each live (symbol, strategy): `dump/data/schedule/<symbol>_<strategy>/<symbol>.json`. */
export const PersistScheduleAdapter = {
  /**
   * Takes another class of stores, from the next call on.
   * @param storeClass - created with the name of the folder and the base directory; need not extend `PersistBase`
   * @throws PersistError `PERSIST_ADAPTER_INVALID` for what is no class
   */
  usePersistScheduleAdapter(storeClass: TPersistBaseCtor): void {
    scheduleStores.adapter.useStoreClass(storeClass);
  },
  /**
   * The stored row, frozen; `null` when there is none. Times that are not known are `NaN`.
   * @throws PersistError `PERSIST_DOCUMENT_BROKEN` for one that cannot be trusted; what the store throws
   */
  async readScheduleData(symbol: string, strategyName: StrategyName): Promise<ScheduleData> {
    return await scheduleStores.readData(symbol, strategyName);
  },
  /**
   * Replaces the stored row.
   * @throws PersistError `PERSIST_VALUE_INVALID`; what the store throws
   */
  async writeScheduleData(row: ScheduleData, symbol: string, strategyName: StrategyName): Promise<void> {
    await scheduleStores.writeData(row, symbol, strategyName);
  },
};
