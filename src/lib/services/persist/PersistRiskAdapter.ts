import type { RiskData, TPersistBaseCtor } from "../../../interfaces/Persist.interface";
import type { RiskName } from "../../../interfaces/Risk.interface";
import { loadStores } from "./load-stores";
import type { DocumentPlace } from "./PersistAdapter";
import { PersistAdapter } from "./PersistAdapter";
import { createPositionsDocument } from "./risk-document";

/** The positions of live risk profiles. */
export const riskStores = new PersistAdapter("risk", "./dump/data/risk/");

/** The one document of a profile. */
export const locatePositions = (riskName: RiskName): DocumentPlace => ({
  key: riskName,
  entityName: riskName,
  owner: `risk ${riskName}`,
  entityId: "positions",
});

/** Keeps the positions each live risk profile counts: `dump/data/risk/<risk>/positions.json`. */
export const PersistRiskAdapter = {
  /**
   * Takes another class of stores, from the next call on.
   * @param storeClass - created with the name of the profile and the base directory; need not extend `PersistBase`
   * @throws PersistError `PERSIST_ADAPTER_INVALID` for what is no class
   */
  usePersistRiskAdapter(storeClass: TPersistBaseCtor): void {
    riskStores.useStoreClass(storeClass);
  },
  /**
   * The stored pairs of key and position, frozen; none when there is no document. A document of an earlier release may lack
   * symbols.
   * @throws PersistError `PERSIST_DOCUMENT_BROKEN` for one that cannot be trusted; what the store throws
   */
  async readPositionData(riskName: RiskName): Promise<RiskData> {
    const { parseStoredPositions } = await loadStores();
    return await riskStores.read(locatePositions(riskName), [], parseStoredPositions);
  },
  /**
   * Replaces the stored pairs.
   * @throws PersistError `PERSIST_VALUE_INVALID`; what the store throws
   */
  async writePositionData(positions: RiskData, riskName: RiskName): Promise<void> {
    await riskStores.write(locatePositions(riskName), createPositionsDocument(positions));
  },
};
