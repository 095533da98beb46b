import { inspect, isDeepStrictEqual } from "node:util";
import { PersistError } from "../errors/PersistError";
import type { EntityId, IPersistBase, TPersistBaseCtor } from "../interfaces/Persist.interface";

/** Enough of a value to see what is wrong with it. */
const show = (value: unknown): string => {
  const text = inspect(value, { depth: 6, breakLength: Infinity, compact: true, maxStringLength: 120 });
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
};

/** Opens stores of the class under check, and says what they did wrong. */
export class PersistChecker {
  /**
   * @param storeClass - the class under check
   * @param baseDir - where its stores are
   * @param createEntityName - gives a fresh name at each call
   */
  public constructor(
    private readonly storeClass: TPersistBaseCtor,
    public readonly baseDir: string,
    public readonly createEntityName: () => string,
  ) {}

  /** A store nobody has made ready. */
  public create(entityName: string = this.createEntityName(), baseDir: string = this.baseDir): IPersistBase {
    return new this.storeClass(entityName, baseDir);
  }

  /** A store that is ready. */
  public async open(entityName?: string, baseDir?: string): Promise<IPersistBase> {
    const store = this.create(entityName, baseDir);
    await store.waitForInit(true);
    return store;
  }

  /** @throws PersistError `PERSIST_ADAPTER_INVALID` */
  public fail(problem: string): never {
    throw new PersistError("PERSIST_ADAPTER_INVALID", problem);
  }

  /** The document must be there and be this one. */
  public async expectDocument(store: IPersistBase, entityId: EntityId, expected: unknown): Promise<void> {
    const answer: unknown = await store.hasValue(entityId);
    if (answer !== true) {
      this.fail(
        `hasValue(${show(entityId)}) should be true after the document was written, got ${show(answer)}`,
      );
    }
    const actual = await store.readValue(entityId);
    if (!isDeepStrictEqual(actual, expected)) {
      this.fail(`readValue(${show(entityId)}) should give ${show(expected)}, got ${show(actual)}`);
    }
  }

  /** Nothing may be there, or the empty document that clearing has written. */
  public async expectCleared(store: IPersistBase, entityId: EntityId, empty: unknown): Promise<void> {
    if (await store.hasValue(entityId)) {
      await this.expectDocument(store, entityId, empty);
    }
  }

  /** Nothing may be there. */
  public async expectAbsent(store: IPersistBase, entityId: EntityId): Promise<void> {
    const answer: unknown = await store.hasValue(entityId);
    if (answer !== false) {
      this.fail(
        `hasValue(${show(entityId)}) should be false, nothing was written there; got ${show(answer)}`,
      );
    }
  }
}
