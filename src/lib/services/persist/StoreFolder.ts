import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { EntityId } from "../../../interfaces/Persist.interface";
import { getClock } from "../../../utils/clock";
import { KeyedQueue } from "../../../utils/keyed-queue";
import { isMissing } from "../../../utils/system-error";
import { toDocumentFile } from "./document-file";
import { createDirectoryDurably, removeDurably, renameDurably, writeDurably } from "./durable-files";
import { findFreePlaceAside, findMovedAside, listDocumentIds, sweepTemporaryFiles } from "./store-files";

/** A document that could not be read when its store was made ready. */
export interface UnreadableDocument {
  readonly entityId: EntityId;
  /** Why. */
  readonly error: unknown;
  /** Where it lies now; `null` when it is still in its place. */
  readonly movedTo: string | null;
}

/**
 * Changes of documents, by path: those of one document happen one after the other, also when several stores of this
 * process work in one folder.
 */
const documentQueue = new KeyedQueue();

/**
 * The value in the bytes of a document.
 * @throws SyntaxError or TypeError for one that is empty, torn or no text in UTF-8
 */
export const parseDocument = (bytes: Uint8Array): unknown =>
  JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));

/** The folder of a store. Throws what the file system throws. */
export class StoreFolder {
  /** Whether the folder was there once. */
  private isPrepared = false;

  /** @param path - absolute */
  public constructor(private readonly path: string) {}

  /** Creates the folder, removes left-over temporary files and moves documents aside that are none. */
  public async prepare(onUnreadable: (document: UnreadableDocument) => void): Promise<void> {
    await createDirectoryDurably(this.path);
    this.isPrepared = true;
    await sweepTemporaryFiles(this.path, (documentPath) => documentQueue.isBusy(documentPath));
    for (const entityId of await this.list()) {
      const unreadable = await this.enqueue(entityId, () => this.judge(entityId));
      if (unreadable !== null) {
        onUnreadable(unreadable);
      }
    }
  }

  /** The ids of all documents, in order. */
  public async list(): Promise<string[]> {
    return await listDocumentIds(this.path);
  }

  public async has(entityId: EntityId): Promise<boolean> {
    try {
      await access(this.locate(entityId));
      return true;
    } catch (error) {
      if (isMissing(error)) {
        return false;
      }
      throw error;
    }
  }

  public async read(entityId: EntityId): Promise<Uint8Array> {
    return await readFile(this.locate(entityId));
  }

  public async write(entityId: EntityId, text: string): Promise<void> {
    await this.enqueue(entityId, () => this.writeNow(this.locate(entityId), text));
  }

  public async remove(entityId: EntityId): Promise<void> {
    await this.enqueue(entityId, () => removeDurably(this.locate(entityId)));
  }

  public async removeIfPresent(entityId: EntityId): Promise<void> {
    try {
      await this.remove(entityId);
    } catch (error) {
      if (!isMissing(error)) {
        throw error;
      }
    }
  }

  /** The oldest file that was moved aside from the document's place, or `null`. */
  public async findMovedAside(entityId: EntityId): Promise<string | null> {
    try {
      return await findMovedAside(this.path, toDocumentFile(entityId));
    } catch (error) {
      if (isMissing(error)) {
        return null;
      }
      throw error;
    }
  }

  /** @returns where the document lies now */
  public async moveAside(entityId: EntityId): Promise<string> {
    return await this.enqueue(entityId, () => this.moveAsideNow(entityId));
  }

  private locate(entityId: EntityId): string {
    return join(this.path, toDocumentFile(entityId));
  }

  private async enqueue<T>(entityId: EntityId, change: () => Promise<T>): Promise<T> {
    return await documentQueue.run(this.locate(entityId), change);
  }

  /** A folder that somebody has deleted meanwhile is made again: what a bot holds must be on disk. */
  private async writeNow(path: string, text: string): Promise<void> {
    try {
      await writeDurably(path, text);
    } catch (error) {
      if (!isMissing(error) || !this.isPrepared) {
        throw error;
      }
      await createDirectoryDurably(this.path);
      await writeDurably(path, text);
    }
  }

  /** Runs in the queue: what is moved is what was read. */
  private async judge(entityId: EntityId): Promise<UnreadableDocument | null> {
    let bytes: Uint8Array;
    try {
      bytes = await this.read(entityId);
    } catch (error) {
      // A disk that does not answer says nothing about the document: it stays.
      return isMissing(error) ? null : { entityId, error, movedTo: null };
    }
    try {
      parseDocument(bytes);
      return null;
    } catch (error) {
      return { entityId, error, movedTo: await this.moveAsideIfPossible(entityId) };
    }
  }

  private async moveAsideIfPossible(entityId: EntityId): Promise<string | null> {
    try {
      return await this.moveAsideNow(entityId);
    } catch {
      return null;
    }
  }

  private async moveAsideNow(entityId: EntityId): Promise<string> {
    const place = await findFreePlaceAside(this.path, toDocumentFile(entityId), getClock().now());
    await renameDurably(this.locate(entityId), place);
    return place;
  }
}
