import type { IRiskActivePosition, IRiskPersistence, RiskName } from "../../../interfaces/Risk.interface";
import { loadStores } from "./load-stores";
import { locatePositions, riskStores } from "./PersistRiskAdapter";
import { copyPositionsDocument } from "./risk-document";

/**
 * Keeps the positions of live risk profiles where `PersistRiskAdapter` says. A profile counts in one process: two would each
 * see only their own positions, and write over those of the other.
 */
export class RiskPersistService implements IRiskPersistence {
  /**
   * The positions by key, frozen, each with its symbol and its row as the library uses them.
   * @throws PersistError `PERSIST_LOCKED`, `PERSIST_DOCUMENT_BROKEN`; what the store throws
   */
  public async read(riskName: RiskName): Promise<readonly [string, IRiskActivePosition][]> {
    await riskStores.hold(locatePositions(riskName));
    const { parsePositions } = await loadStores();
    return await riskStores.read(locatePositions(riskName), [], parsePositions);
  }

  /** @throws PersistError `PERSIST_LOCKED`, `PERSIST_VALUE_INVALID`; what the store throws */
  public async write(positions: readonly [string, IRiskActivePosition][], riskName: RiskName): Promise<void> {
    await riskStores.hold(locatePositions(riskName));
    await riskStores.writeCopy(locatePositions(riskName), () => copyPositionsDocument(positions));
  }

  /** {@inheritDoc IRiskPersistence.hold} */
  public async hold(riskName: RiskName): Promise<void> {
    await riskStores.hold(locatePositions(riskName));
  }

  /** {@inheritDoc IRiskPersistence.letGo} */
  public async letGo(riskName: RiskName): Promise<boolean> {
    return await riskStores.letGo(locatePositions(riskName));
  }
}
