import type { SignalData, TPersistBaseCtor } from "../../../interfaces/Persist.interface";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import { RowStores } from "./RowStores";

/** The open positions of live strategies. */
export const signalStores = new RowStores("signal", "./dump/data/signal/");

/** Keeps the open position of each live (symbol, strategy): `dump/data/signal/<symbol>_<strategy>/<symbol>.json`. */
export const PersistSignalAdapter = {
  /**
   * Takes another class of stores, from the next call on.
   * @param storeClass - created with the name of the folder and the base directory; need not extend `PersistBase`
   * @throws PersistError `PERSIST_ADAPTER_INVALID` for what is no class
   */
  usePersistSignalAdapter(storeClass: TPersistBaseCtor): void {
    signalStores.adapter.useStoreClass(storeClass);
  },
  /**
   * The stored row, frozen; `null` when there is none. Times that are not known are `NaN`.
   * @throws PersistError `PERSIST_DOCUMENT_BROKEN` for one that cannot be trusted; what the store throws
   */
  async readSignalData(symbol: string, strategyName: StrategyName): Promise<SignalData> {
    return await signalStores.readData(symbol, strategyName);
  },
  /**
   * Replaces the stored row.
   * @throws PersistError `PERSIST_VALUE_INVALID`; what the store throws
   */
  async writeSignalData(row: SignalData, symbol: string, strategyName: StrategyName): Promise<void> {
    await signalStores.writeData(row, symbol, strategyName);
  },
};
