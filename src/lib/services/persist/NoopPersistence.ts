import type { IPartialPersistence } from "../../../interfaces/Partial.interface";
import type { IRiskPersistence } from "../../../interfaces/Risk.interface";
import type { IStrategyPersistence } from "../../../interfaces/Persist.interface";

/** Keeps no positions: a risk profile starts empty in every process. */
export class NoopRiskPersistence implements IRiskPersistence {
  public read(): ReturnType<IRiskPersistence["read"]> {
    return Promise.resolve([]);
  }

  public write(): Promise<void> {
    return Promise.resolve();
  }
}

/** Keeps no milestones: every signal starts with none. */
export class NoopPartialPersistence implements IPartialPersistence {
  public read(): ReturnType<IPartialPersistence["read"]> {
    return Promise.resolve({});
  }

  public write(): Promise<void> {
    return Promise.resolve();
  }
}

/** Keeps no signals: a strategy holds nothing when a process starts. */
export class NoopStrategyPersistence implements IStrategyPersistence {
  public readPending(): ReturnType<IStrategyPersistence["readPending"]> {
    return Promise.resolve(null);
  }

  public writePending(): Promise<void> {
    return Promise.resolve();
  }

  public readScheduled(): ReturnType<IStrategyPersistence["readScheduled"]> {
    return Promise.resolve(null);
  }

  public writeScheduled(): Promise<void> {
    return Promise.resolve();
  }
}
