import type {
  IStoredSignal,
  IStoredSignalOwner,
  IStrategyPersistence,
} from "../../../interfaces/Persist.interface";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import { loadStores } from "./load-stores";
import { OwnedRows } from "./OwnedRows";
import type { DocumentPlace } from "./PersistAdapter";
import { createPairPlace } from "./PersistAdapter";
import { PersistPartialAdapter } from "./PersistPartialAdapter";
import { scheduleStores } from "./PersistScheduleAdapter";
import { signalStores } from "./PersistSignalAdapter";

/** It lies in the schedule store: users count on it that the signal store is touched for positions only. */
const locateLastId = ({ symbol, strategyName }: IStoredSignalOwner): DocumentPlace => ({
  ...createPairPlace(symbol, strategyName),
  entityId: "last-signal-id",
});

/**
 * Keeps the signals of live strategies where `PersistSignalAdapter` and `PersistScheduleAdapter` say. A row of another
 * exchange, strategy or symbol in the place of a pair is told to the logger once, is not used and not overwritten.
 */
export class StrategyPersistService implements IStrategyPersistence {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);

  private readonly pending = new OwnedRows(signalStores, this.loggerService);
  private readonly scheduled = new OwnedRows(scheduleStores, this.loggerService);

  /** {@inheritDoc IStrategyPersistence.hold} */
  public async hold({ symbol, strategyName }: IStoredSignalOwner): Promise<void> {
    await signalStores.adapter.hold(createPairPlace(symbol, strategyName));
  }

  /** {@inheritDoc IStrategyPersistence.letGo} */
  public async letGo({ symbol, strategyName }: IStoredSignalOwner): Promise<void> {
    await signalStores.adapter.letGo(createPairPlace(symbol, strategyName));
  }

  /** {@inheritDoc IStrategyPersistence.readPending} */
  public async readPending(owner: IStoredSignalOwner): Promise<IStoredSignal | null> {
    return await this.pending.read(owner);
  }

  /** {@inheritDoc IStrategyPersistence.writePending} */
  public async writePending(stored: IStoredSignal | null, owner: IStoredSignalOwner): Promise<void> {
    await this.pending.write(stored, owner);
  }

  /** {@inheritDoc IStrategyPersistence.readScheduled} */
  public async readScheduled(owner: IStoredSignalOwner): Promise<IStoredSignal | null> {
    return await this.scheduled.read(owner);
  }

  /** {@inheritDoc IStrategyPersistence.writeScheduled} */
  public async writeScheduled(stored: IStoredSignal | null, owner: IStoredSignalOwner): Promise<void> {
    await this.scheduled.write(stored, owner);
  }

  /** {@inheritDoc IStrategyPersistence.readLastId} */
  public async readLastId(owner: IStoredSignalOwner): Promise<string | null> {
    const { parseLastId } = await loadStores();
    return await scheduleStores.adapter.read(locateLastId(owner), null, (document) =>
      parseLastId(document, owner),
    );
  }

  /** {@inheritDoc IStrategyPersistence.writeLastId} */
  public async writeLastId(signalId: string, owner: IStoredSignalOwner): Promise<void> {
    await scheduleStores.adapter.write(locateLastId(owner), { signalId });
  }

  /** {@inheritDoc IStrategyPersistence.requireSound} */
  public async requireSound(owner: IStoredSignalOwner): Promise<void> {
    await this.readPending(owner);
    await this.readScheduled(owner);
    await this.readLastId(owner);
    await PersistPartialAdapter.readPartialData(owner.symbol, owner.strategyName);
  }
}
