import { PersistError } from "../../../errors/PersistError";
import type { EntityId, IPersistBase, TPersistBaseCtor } from "../../../interfaces/Persist.interface";
import { runCall } from "../../../utils/call-chain";
import { describeValue } from "../../../utils/describe-value";
import { toErrorMessage } from "../../../utils/error-message";
import { copyDocument } from "../../../utils/json-document";
import { createPairKey } from "../../../utils/keys";
import { KeyedQueue } from "../../../utils/keyed-queue";
import type { DocumentParser, Parsed } from "./parsed-document";
import { broken } from "./parsed-document";
import type { TPersistBase } from "./PersistBase";
import { PersistBase } from "./PersistBase";

/** What a class of stores is called with and gives, whatever its documents are. */
type StoreClass = TPersistBaseCtor;

/** The methods of a store; no others are ever called on a store of the user's own. */
const STORE_METHODS = [
  "waitForInit",
  "hasValue",
  "readValue",
  "writeValue",
] as const satisfies readonly (keyof IPersistBase)[];

/** Which store: one for each. */
export interface StorePlace {
  /** Key of the store in this process. */
  readonly key: string;
  /** Name of its folder, first argument of its class. */
  readonly entityName: string;
  /** How messages name it. */
  readonly owner: string;
}

/** Which document. */
export interface DocumentPlace extends StorePlace {
  readonly entityId: EntityId;
}

/** The store of a pair. The joined name is ambiguous and stays for the sake of files that exist. */
export const createPairPlace = (symbol: string, strategyName: string): StorePlace => ({
  key: createPairKey(symbol, strategyName),
  entityName: `${symbol}_${strategyName}`,
  owner: `symbol ${symbol} and strategy ${strategyName}`,
});

const isFileStore = (store: IPersistBase): store is TPersistBase => store instanceof PersistBase;

const isClass = (value: unknown): value is StoreClass =>
  typeof value === "function" && typeof value.prototype === "object" && value.prototype !== null;

/** Checks a copy: a store of the user's own may hand out an object it goes on using, or dates and the like. */
const parseCopy = <T>(document: unknown, parse: DocumentParser<T>): Parsed<T> => {
  let copy: unknown;
  try {
    copy = JSON.parse(JSON.stringify(document ?? null));
  } catch (error) {
    return broken(toErrorMessage(error));
  }
  return parse(copy);
};

/**
 * One kind of documents: creates and keeps a store per place, and is the one way to its documents. Works with any class
 * that does what {@link IPersistBase} says.
 *
 * Changes of one document happen in the order they were asked for, and a read waits for those under way. Stores are called
 * in the async context of the caller, as user code: inside of a tick they may ask for a price. A document that cannot be
 * trusted is never handed out.
 */
export class PersistAdapter {
  private storeClass: StoreClass = PersistBase;
  private readonly stores = new Map<string, IPersistBase>();
  /** Whose store has which folder. */
  private readonly owners = new Map<string, StorePlace>();
  private readonly queue = new KeyedQueue();

  /**
   * @param kind - what the documents are, as messages name it
   * @param baseDir - second argument of the store class
   */
  public constructor(
    private readonly kind: string,
    private readonly baseDir: string,
  ) {}

  /**
   * Takes another class for the stores, from the next call on.
   * @throws PersistError `PERSIST_ADAPTER_INVALID` for what is no class; the class in force stays
   */
  public useStoreClass(storeClass: StoreClass): void {
    if (!isClass(storeClass)) {
      throw new PersistError(
        "PERSIST_ADAPTER_INVALID",
        `the ${this.kind} adapter must be a class with the methods ${STORE_METHODS.join(", ")}, got ${describeValue(storeClass)}`,
      );
    }
    this.storeClass = storeClass;
    this.stores.clear();
    this.owners.clear();
  }

  /**
   * The document, or `absent` when there is none.
   * @param parse - says whether the document can be trusted, and what it is
   * @throws PersistError `PERSIST_DOCUMENT_BROKEN` for one that cannot be trusted, and as long as one that was moved aside
   * lies beside its place; `PERSIST_NAME_COLLISION`, `PERSIST_ADAPTER_INVALID`; what the store throws
   */
  public async read<T>(place: DocumentPlace, absent: T, parse: DocumentParser<T>): Promise<T> {
    await this.queue.whenSettled(this.createQueueKey(place));
    const store = await this.open(place);
    const parsed = await this.readFrom(store, place, absent, parse);
    return parsed.isSound ? parsed.value : await this.setAside(store, place, absent, parse);
  }

  /**
   * Replaces the document.
   * @param document - what JSON can keep; the store gets a copy of its own
   * @throws PersistError `PERSIST_VALUE_INVALID`, `PERSIST_NAME_COLLISION`, `PERSIST_ADAPTER_INVALID`; what the store
   * throws
   */
  public async write(place: DocumentPlace, document: unknown): Promise<void> {
    await this.writeCopy(place, () => copyDocument(document));
  }

  /**
   * Replaces the document.
   * @param createCopy - makes the document the store gets, which shares nothing with anybody's
   * @throws PersistError as {@link PersistAdapter.write}; `PERSIST_VALUE_INVALID` for what `createCopy` throws
   */
  public async writeCopy(place: DocumentPlace, createCopy: () => unknown): Promise<void> {
    const copy = this.copy(place, createCopy);
    await this.queue.run(this.createQueueKey(place), async () => {
      const store = await this.open(place);
      await this.call(() => store.writeValue(place.entityId, copy));
    });
  }

  /**
   * Keeps other processes out of a store, as far as it can; to be called again and again.
   * @throws PersistError `PERSIST_LOCKED` while another process has it; as {@link PersistAdapter.write}
   */
  public async hold(place: StorePlace): Promise<void> {
    const store = this.stores.get(place.key) ?? (await this.open(place));
    if (isFileStore(store)) {
      await store.holdFolder();
    }
  }

  /**
   * Lets other processes in again.
   * @returns whether the store can keep them out at all
   */
  public async letGo(place: StorePlace): Promise<boolean> {
    const store = this.stores.get(place.key);
    if (store === undefined || !isFileStore(store)) {
      return false;
    }
    await store.releaseFolder();
    return true;
  }

  private createQueueKey({ key, entityId }: DocumentPlace): string {
    return createPairKey(key, String(entityId));
  }

  private copy(place: DocumentPlace, createCopy: () => unknown): unknown {
    try {
      return createCopy();
    } catch (error) {
      throw new PersistError(
        "PERSIST_VALUE_INVALID",
        `Failed to write entity ${place.entityName}:${place.entityId}: ${toErrorMessage(error)}`,
        { cause: error },
      );
    }
  }

  /** Runs a method of a store: code of the user, as far as anybody knows. */
  private async call<T>(method: () => Promise<T>): Promise<T> {
    return await runCall(this, "user", method);
  }

  /** The store of a place, ready for use. */
  private async open(place: StorePlace): Promise<IPersistBase> {
    const known = this.stores.get(place.key);
    const store = known ?? this.create(place);
    await this.call(() => store.waitForInit(known === undefined));
    return store;
  }

  private create(place: StorePlace): IPersistBase {
    const owner = this.owners.get(place.entityName);
    if (owner !== undefined && owner.key !== place.key) {
      throw new PersistError(
        "PERSIST_NAME_COLLISION",
        `${place.owner} would share the ${this.kind} store ${place.entityName} with ${owner.owner}; rename one of them`,
      );
    }
    const store = new this.storeClass(place.entityName, this.baseDir);
    const missing = STORE_METHODS.filter((name) => typeof store[name] !== "function");
    if (missing.length > 0) {
      throw new PersistError(
        "PERSIST_ADAPTER_INVALID",
        `a store of the ${this.kind} adapter has no method ${missing.join(", ")}`,
      );
    }
    this.stores.set(place.key, store);
    this.owners.set(place.entityName, place);
    return store;
  }

  private async readFrom<T>(
    store: IPersistBase,
    place: DocumentPlace,
    absent: T,
    parse: DocumentParser<T>,
  ): Promise<Parsed<T>> {
    if (isFileStore(store)) {
      await this.refuseMovedAside(store, place);
    }
    if (!(await this.call(() => store.hasValue(place.entityId)))) {
      return { isSound: true, value: absent };
    }
    let document: unknown;
    try {
      document = await this.call(() => store.readValue(place.entityId));
    } catch (error) {
      if (error instanceof PersistError && error.code === "PERSIST_DOCUMENT_BROKEN") {
        return broken(error.message);
      }
      throw error;
    }
    return parseCopy(document, parse);
  }

  private async refuseMovedAside(store: TPersistBase, place: DocumentPlace): Promise<void> {
    const path = await store.findBroken(place.entityId);
    if (path !== null) {
      throw new PersistError(
        "PERSIST_DOCUMENT_BROKEN",
        `the ${this.kind} document ${place.entityId} of ${place.owner} was moved to ${path}, for it cannot be trusted; restore that file to its place or remove it`,
      );
    }
  }

  /** Ends the use of a document that cannot be trusted. Gives the document only if another one has taken its place. */
  private async setAside<T>(
    store: IPersistBase,
    place: DocumentPlace,
    absent: T,
    parse: DocumentParser<T>,
  ): Promise<T> {
    return await this.queue.run(this.createQueueKey(place), async () => {
      const parsed = await this.readFrom(store, place, absent, parse);
      if (parsed.isSound) {
        return parsed.value;
      }
      const consequence = isFileStore(store)
        ? await this.moveAside(store, place)
        : `repair or remove document ${place.entityId} of ${place.entityName} in your own store`;
      throw new PersistError(
        "PERSIST_DOCUMENT_BROKEN",
        `the ${this.kind} document ${place.entityId} of ${place.owner} cannot be trusted (${parsed.problem}); ${consequence}`,
      );
    });
  }

  /** @returns what became of the document, and what to do */
  private async moveAside(store: TPersistBase, { entityId }: DocumentPlace): Promise<string> {
    try {
      const path = await store.moveAside(entityId);
      return `it was moved to ${path}: restore that file to its place or remove it`;
    } catch (error) {
      return `it is still at ${store._getFilePath(entityId)}, for it could not be moved aside: ${toErrorMessage(error)}`;
    }
  }
}
