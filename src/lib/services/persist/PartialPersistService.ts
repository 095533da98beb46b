import type { IPartialData, IPartialPersistence } from "../../../interfaces/Partial.interface";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import { PersistPartialAdapter } from "./PersistPartialAdapter";

/** Keeps the milestones of live signals where `PersistPartialAdapter` says. */
export class PartialPersistService implements IPartialPersistence {
  /** @throws PersistError `PERSIST_DOCUMENT_BROKEN`; what the store throws */
  public async read(
    symbol: string,
    strategyName: StrategyName,
  ): Promise<Readonly<Record<string, IPartialData>>> {
    return await PersistPartialAdapter.readPartialData(symbol, strategyName);
  }

  /** @throws PersistError `PERSIST_VALUE_INVALID`; what the store throws */
  public async write(
    data: Readonly<Record<string, IPartialData>>,
    symbol: string,
    strategyName: StrategyName,
  ): Promise<void> {
    await PersistPartialAdapter.writePartialData(data, symbol, strategyName);
  }
}
