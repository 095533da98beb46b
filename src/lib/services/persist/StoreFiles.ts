import { PersistError } from "../../../errors/PersistError";
import type { EntityId } from "../../../interfaces/Persist.interface";
import { toErrorMessage } from "../../../utils/error-message";
import { isMissing } from "../../../utils/system-error";
import { reportPersistError } from "./persist-report";
import { ProcessLock } from "./ProcessLock";
import type { UnreadableDocument } from "./StoreFolder";
import { parseDocument, StoreFolder } from "./StoreFolder";
import { wrapError } from "./wrap-error";

/** What a store of files does with its folder; what fails is said in its words. See {@link PersistBase} for the methods. */
export class StoreFiles {
  private readonly folder: StoreFolder;
  private readonly lock: ProcessLock;

  /**
   * Touches nothing on disk.
   * @param entityName - how messages name the store
   * @param path - absolute
   */
  public constructor(
    private readonly entityName: string,
    path: string,
  ) {
    this.folder = new StoreFolder(path);
    this.lock = new ProcessLock(path);
  }

  public async prepare(): Promise<void> {
    try {
      await this.folder.prepare((document) => this.report(document));
    } catch (error) {
      throw wrapError("PERSIST_INIT_FAILED", `Failed to prepare the folder of ${this.entityName}`, error);
    }
  }

  public async count(): Promise<number> {
    try {
      return (await this.folder.list()).length;
    } catch (error) {
      throw new PersistError("PERSIST_LIST_FAILED", toErrorMessage(error), { cause: error });
    }
  }

  public async list(what: "keys" | "values"): Promise<string[]> {
    try {
      return await this.folder.list();
    } catch (error) {
      throw wrapError("PERSIST_LIST_FAILED", `Failed to read ${what} for ${this.entityName}`, error);
    }
  }

  public async read(entityId: EntityId): Promise<unknown> {
    const label = this.label(entityId);
    let bytes: Uint8Array;
    try {
      bytes = await this.folder.read(entityId);
    } catch (error) {
      throw isMissing(error)
        ? new PersistError("PERSIST_NOT_FOUND", `Entity ${label} not found`, { cause: error })
        : wrapError("PERSIST_READ_FAILED", `Failed to read entity ${label}`, error);
    }
    try {
      return parseDocument(bytes);
    } catch (error) {
      throw wrapError("PERSIST_DOCUMENT_BROKEN", `Failed to read entity ${label}`, error);
    }
  }

  public async has(entityId: EntityId): Promise<boolean> {
    try {
      return await this.folder.has(entityId);
    } catch (error) {
      throw this.wrapCheck(entityId, error);
    }
  }

  /** @param text - the document as JSON */
  public async write(entityId: EntityId, text: string): Promise<void> {
    try {
      await this.folder.write(entityId, text);
    } catch (error) {
      throw wrapError("PERSIST_WRITE_FAILED", `Failed to write entity ${this.label(entityId)}`, error);
    }
  }

  public async remove(entityId: EntityId): Promise<void> {
    const label = this.label(entityId);
    try {
      await this.folder.remove(entityId);
    } catch (error) {
      throw isMissing(error)
        ? new PersistError("PERSIST_NOT_FOUND", `Entity ${label} not found for deletion`, { cause: error })
        : wrapError("PERSIST_REMOVE_FAILED", `Failed to remove entity ${label}`, error);
    }
  }

  public async removeAll(): Promise<void> {
    try {
      for (const entityId of await this.folder.list()) {
        await this.folder.removeIfPresent(entityId);
      }
    } catch (error) {
      throw wrapError("PERSIST_REMOVE_FAILED", `Failed to remove values for ${this.entityName}`, error);
    }
  }

  public async findBroken(entityId: EntityId): Promise<string | null> {
    try {
      return await this.folder.findMovedAside(entityId);
    } catch (error) {
      throw this.wrapCheck(entityId, error);
    }
  }

  public async moveAside(entityId: EntityId): Promise<string> {
    const label = this.label(entityId);
    try {
      return await this.folder.moveAside(entityId);
    } catch (error) {
      throw isMissing(error)
        ? new PersistError("PERSIST_NOT_FOUND", `Entity ${label} not found`, { cause: error })
        : wrapError("PERSIST_WRITE_FAILED", `Failed to move entity ${label} aside`, error);
    }
  }

  public async hold(): Promise<void> {
    await this.lock.hold();
  }

  public async release(): Promise<void> {
    await this.lock.release();
  }

  private wrapCheck(entityId: EntityId, error: unknown): PersistError {
    const failure = `Failed to check existence of entity ${this.label(entityId)}`;
    return wrapError("PERSIST_READ_FAILED", failure, error);
  }

  private report({ entityId, error, movedTo }: UnreadableDocument): void {
    const failure = `Failed to read entity ${this.label(entityId)}`;
    reportPersistError(
      movedTo === null
        ? wrapError("PERSIST_READ_FAILED", `${failure}, which was left in its place`, error)
        : wrapError("PERSIST_DOCUMENT_BROKEN", `${failure}, which was moved to ${movedTo}`, error),
    );
  }

  private label(entityId: EntityId): string {
    return `${this.entityName}:${entityId}`;
  }
}
