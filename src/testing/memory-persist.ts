import { PersistError } from "../errors/PersistError";
import type { EntityId, IPersistBase } from "../interfaces/Persist.interface";
import { stringifyDocument } from "../utils/json-document";

/** A store in memory. */
export interface MemoryStore extends IPersistBase {
  readValue<T>(entityId: EntityId): Promise<T>;
}

/** A class of stores that keep their documents in memory, as text. */
export interface MemoryStoreClass {
  new (entityName: string, baseDir: string): MemoryStore;
  /** Forgets every document of every store of this class. */
  clear(): void;
}

/**
 * Makes a class of stores that keep their documents in memory, for tests. All stores of one class share them, as stores of
 * files share a disk: one with the same names finds what another one has written. Each call makes a class of its own.
 * @example
 * PersistSignalAdapter.usePersistSignalAdapter(createMemoryPersist());
 */
export const createMemoryPersist = (): MemoryStoreClass => {
  const texts = new Map<string, string>();

  return class implements MemoryStore {
    private readonly place: readonly [string, string];

    public constructor(entityName: string, baseDir: string) {
      this.place = [baseDir, entityName];
    }

    public static clear(): void {
      texts.clear();
    }

    public async waitForInit(_initial: boolean): Promise<void> {
      // Memory is always ready.
    }

    public async hasValue(entityId: EntityId): Promise<boolean> {
      return texts.has(this.createKey(entityId));
    }

    public async readValue<T>(entityId: EntityId): Promise<T> {
      const text = texts.get(this.createKey(entityId));
      if (text === undefined) {
        throw new PersistError("PERSIST_NOT_FOUND", `Entity ${this.place[1]}:${entityId} not found`);
      }
      // What is in a store is what its user has put there: nobody else can know the type.
      return JSON.parse(text) as T;
    }

    public async writeValue(entityId: EntityId, entity: unknown): Promise<void> {
      texts.set(this.createKey(entityId), stringifyDocument(entity));
    }

    private createKey(entityId: EntityId): string {
      return JSON.stringify([...this.place, String(entityId)]);
    }
  };
};
