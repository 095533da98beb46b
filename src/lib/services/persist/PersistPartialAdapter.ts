import type { PartialData, TPersistBaseCtor } from "../../../interfaces/Persist.interface";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import { loadStores } from "./load-stores";
import type { DocumentPlace } from "./PersistAdapter";
import { createPairPlace, PersistAdapter } from "./PersistAdapter";

/** The levels that live signals have reached. */
const partialStores = new PersistAdapter("partial", "./dump/data/partial/");

const locateLevels = (symbol: string, strategyName: StrategyName): DocumentPlace => ({
  ...createPairPlace(symbol, strategyName),
  entityId: "levels",
});

/** Keeps the milestones each live (symbol, strategy) has reached: `dump/data/partial/<symbol>_<strategy>/levels.json`. */
export const PersistPartialAdapter = {
  /**
   * Takes another class of stores, from the next call on.
   * @param storeClass - created with the name of the folder and the base directory; need not extend `PersistBase`
   * @throws PersistError `PERSIST_ADAPTER_INVALID` for what is no class
   */
  usePersistPartialAdapter(storeClass: TPersistBaseCtor): void {
    partialStores.useStoreClass(storeClass);
  },
  /**
   * The stored levels by signal id, frozen; none when there is no document.
   * @throws PersistError `PERSIST_DOCUMENT_BROKEN` for one that cannot be trusted; what the store throws
   */
  async readPartialData(symbol: string, strategyName: StrategyName): Promise<PartialData> {
    const { parseLevels } = await loadStores();
    return await partialStores.read(locateLevels(symbol, strategyName), {}, parseLevels);
  },
  /**
   * Replaces the stored levels.
   * @throws PersistError `PERSIST_VALUE_INVALID`; what the store throws
   */
  async writePartialData(data: PartialData, symbol: string, strategyName: StrategyName): Promise<void> {
    await partialStores.write(locateLevels(symbol, strategyName), data);
  },
};
