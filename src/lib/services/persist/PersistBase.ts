import { join, resolve } from "node:path";
import { makeExtendable } from "functools-kit";
import type { EntityId, IPersistBase } from "../../../interfaces/Persist.interface";
import { encodeFileName } from "../../../utils/file-names";
import { stringifyDocument } from "../../../utils/json-document";
import { singleshotWithRetry } from "../../../utils/singleshot-retry";
import { toDocumentFile } from "./document-file";
import { loadStores } from "./load-stores";
import type { StoreFiles } from "./StoreFiles";
import { getWorkingRoot } from "./working-root";
import { wrapError } from "./wrap-error";

/** What {@link PersistBase} is a wrapper of. */
class FileStore<EntityName extends string = string> implements IPersistBase {
  public readonly entityName: EntityName;
  public readonly baseDir: string;
  public readonly _directory: string;

  readonly #getFiles: () => Promise<StoreFiles>;
  readonly #prepareOnce: () => Promise<void>;

  /**
   * Touches nothing on disk.
   * @param entityName - name of the folder; percent-encoded as far as it could leave `baseDir`
   * @param baseDir - relative to the working directory the process had when a store was first used; default `logs/data`
   * @throws PersistError `PERSIST_NAME_INVALID`
   */
  public constructor(entityName: EntityName, baseDir: string = join(getWorkingRoot(), "logs", "data")) {
    this.entityName = entityName;
    this.baseDir = baseDir;
    this._directory = join(baseDir, encodeFileName(entityName));
    const path = resolve(getWorkingRoot(), this._directory);
    // Made when it is first needed, like the part it comes from; a part that could not be loaded is tried again.
    this.#getFiles = singleshotWithRetry(async () => {
      const { StoreFiles } = await loadStores();
      return new StoreFiles(entityName, path);
    });
    this.#prepareOnce = singleshotWithRetry(async () => {
      await (await this.#getFiles()).prepare();
    });
  }

  /**
   * Creates the folder, moves documents aside that cannot be read, and removes what crashed writes have left behind. Works
   * once, and every caller shares the one promise; what failed is tried again at the next call.
   * @throws PersistError `PERSIST_INIT_FAILED`; never because of a broken document, which is told to `listenError`
   */
  public waitForInit(_initial: boolean): Promise<void> {
    return this.#prepareOnce();
  }

  /**
   * Number of documents.
   * @throws PersistError `PERSIST_LIST_FAILED` with the words of the file system
   */
  public async getCount(): Promise<number> {
    return await (await this.#getFiles()).count();
  }

  /**
   * The document.
   * @throws PersistError `PERSIST_NOT_FOUND`, `PERSIST_DOCUMENT_BROKEN` or `PERSIST_READ_FAILED`
   */
  public async readValue<T>(entityId: EntityId): Promise<T> {
    // What is in a store is what its user has put there: nobody else can know the type.
    return (await (await this.#getFiles()).read(entityId)) as T;
  }

  /**
   * Whether there is a document.
   * @throws PersistError `PERSIST_READ_FAILED`
   */
  public async hasValue(entityId: EntityId): Promise<boolean> {
    return await (await this.#getFiles()).has(entityId);
  }

  /**
   * Replaces the document. It is on disk when this resolves; when this rejects, it is the old one, or the new one if only
   * the last step failed, which writes the folder through to the disk. A folder that was deleted
   * since `waitForInit` is made again.
   * @param entity - what JSON can keep: neither `undefined` nor a number that is not finite, at any depth
   * @throws PersistError `PERSIST_VALUE_INVALID`, or `PERSIST_WRITE_FAILED`, also before `waitForInit`
   */
  public async writeValue(entityId: EntityId, entity: unknown): Promise<void> {
    let text: string;
    try {
      // At once: what the caller changes later belongs to a later write.
      text = stringifyDocument(entity);
    } catch (error) {
      const failure = `Failed to write entity ${this.entityName}:${entityId}`;
      throw wrapError("PERSIST_VALUE_INVALID", failure, error);
    }
    await (await this.#getFiles()).write(entityId, text);
  }

  /**
   * Removes the document.
   * @throws PersistError `PERSIST_NOT_FOUND` or `PERSIST_REMOVE_FAILED`
   */
  public async removeValue(entityId: EntityId): Promise<void> {
    await (await this.#getFiles()).remove(entityId);
  }

  /**
   * Removes every document, and nothing else that lies in the folder.
   * @throws PersistError `PERSIST_REMOVE_FAILED`
   */
  public async removeAll(): Promise<void> {
    await (await this.#getFiles()).removeAll();
  }

  /**
   * The ids in order: runs of digits count as numbers, case and accents do not count.
   * @throws PersistError `PERSIST_LIST_FAILED`, also before `waitForInit`
   */
  public async *keys(): AsyncGenerator<EntityId> {
    yield* await (await this.#getFiles()).list("keys");
  }

  /**
   * The documents in the order of their ids.
   * @throws PersistError `PERSIST_LIST_FAILED`, also for a document that cannot be read
   */
  public async *values<T>(): AsyncGenerator<T> {
    for (const entityId of await (await this.#getFiles()).list("values")) {
      yield await this.#readListed<T>(entityId);
    }
  }

  /** As `values`, so that `for await (const value of store)` works. */
  public [Symbol.asyncIterator](): AsyncGenerator {
    return this.values();
  }

  /** The documents for which the predicate holds. Throws as `values`. */
  public async *filter<T>(predicate: (value: T) => boolean): AsyncGenerator<T> {
    for await (const value of this.values<T>()) {
      if (predicate(value)) {
        yield value;
      }
    }
  }

  /**
   * The first documents for which the predicate holds; one, if there is any, also when none are asked for. Throws as
   * `values`.
   * @param total - how many at most
   */
  public async *take<T>(total: number, predicate: (value: T) => boolean = () => true): AsyncGenerator<T> {
    let count = 0;
    for await (const value of this.filter<T>(predicate)) {
      yield value;
      count += 1;
      if (count >= total) {
        return;
      }
    }
  }

  /**
   * The path of a document that was moved aside from this place and still lies beside it, the oldest of several; `null`
   * when there is none.
   * @throws PersistError `PERSIST_READ_FAILED`
   */
  public async findBroken(entityId: EntityId): Promise<string | null> {
    return await (await this.#getFiles()).findBroken(entityId);
  }

  /**
   * Moves a document that cannot be trusted out of its place, to `<id>.json.corrupt-<ms>` in the same folder.
   * @returns the path it has now
   * @throws PersistError `PERSIST_NOT_FOUND` or `PERSIST_WRITE_FAILED`, also before `waitForInit`
   */
  public async moveAside(entityId: EntityId): Promise<string> {
    return await (await this.#getFiles()).moveAside(entityId);
  }

  /**
   * Takes the folder for this process, or shows that it still has it. Call it again and again: the holder's silence is
   * taken for its death.
   * @throws PersistError `PERSIST_LOCKED` while another process has it
   */
  public async holdFolder(): Promise<void> {
    await (await this.#getFiles()).hold();
  }

  /** Gives the folder back. */
  public async releaseFolder(): Promise<void> {
    await (await this.#getFiles()).release();
  }

  /** The path of a document; relative when `baseDir` is. */
  public _getFilePath(entityId: EntityId): string {
    return join(this._directory, toDocumentFile(entityId));
  }

  async #readListed<T>(entityId: EntityId): Promise<T> {
    try {
      return await this.readValue<T>(entityId);
    } catch (error) {
      throw wrapError("PERSIST_LIST_FAILED", `Failed to read values for ${this.entityName}`, error);
    }
  }
}

/**
 * A store of JSON documents in files: one folder per store, one file `<id>.json` per document.
 *
 * A write is safe when it resolves: the file is replaced as a whole and written through to the disk, and a crash at any
 * moment leaves the old document or the new one. Writes and removals of one document happen in the order they were asked
 * for. Documents that cannot be read are moved aside by `waitForInit`, never deleted.
 *
 * Can be extended, also by classes of old style, which call it without `new`.
 */
export const PersistBase = makeExtendable(FileStore);

// A wrapper has a name of its own; what users see should be the one they wrote.
Object.defineProperty(PersistBase, "name", { value: "PersistBase" });

/** A store of files. */
export type TPersistBase = InstanceType<typeof PersistBase>;
