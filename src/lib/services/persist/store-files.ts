import { readdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { readMachineTime } from "../../../utils/clock";
import { decodeFileName } from "../../../utils/file-names";
import { onFirstUse } from "../../../utils/on-first-use";
import { DOCUMENT_END, FORMER_TEMPORARY_FILE, toDocumentFile } from "./document-file";

/**
 * Names of the files in the folder of a store. A document is `<id>.json`; while it is written there is a temporary file
 * `<id>.json.<digits>`; a document that could not be trusted is kept as `<id>.json.corrupt-<ms>`.
 */

const TEMPORARY_FILE = /^(.+\.json)\.\d+$/;

/** Age from which a temporary file was left by a crash: no write takes that long, in this process or in another. */
const STALE_AFTER_MS = 10_000;

/** Takes longer to make than anything else of the library. */
const getCollator = onFirstUse(() => new Intl.Collator("en", { numeric: true, sensitivity: "base" }));

const toEntityId = (file: string): string => decodeFileName(file.slice(0, -DOCUMENT_END.length));

/** A file of another spelling than the store would choose could be listed, but never be read under its id. */
const isDocumentFile = (file: string): boolean =>
  file.length > DOCUMENT_END.length &&
  file.endsWith(DOCUMENT_END) &&
  !FORMER_TEMPORARY_FILE.test(file) &&
  toDocumentFile(toEntityId(file)) === file;

/** Ids as people sort them; ids that only differ in case or accents still have one order. */
const compareIds = (one: string, other: string): number =>
  getCollator().compare(one, other) || (one < other ? -1 : Number(one > other));

/** The ids of the documents in a folder, in order; what the file system throws. */
export const listDocumentIds = async (directory: string): Promise<string[]> =>
  (await readdir(directory)).filter(isDocumentFile).map(toEntityId).sort(compareIds);

/** The place a document is moved to that cannot be trusted; one that is not taken. */
export const findFreePlaceAside = async (
  directory: string,
  documentFile: string,
  now: number,
): Promise<string> => {
  const taken = new Set(await readdir(directory));
  let time = Math.max(0, Math.trunc(now));
  while (taken.has(`${documentFile}.corrupt-${time}`)) {
    time += 1;
  }
  return join(directory, `${documentFile}.corrupt-${time}`);
};

/** The oldest file that was moved aside from a document's place, or `null`. */
export const findMovedAside = async (directory: string, documentFile: string): Promise<string | null> => {
  const [oldest] = (await readdir(directory))
    .filter((file) => file.startsWith(`${documentFile}.corrupt-`) && !file.endsWith(DOCUMENT_END))
    .sort(compareIds);
  return oldest === undefined ? null : join(directory, oldest);
};

const isStale = async (path: string): Promise<boolean> => {
  const { mtimeMs } = await stat(path);
  return readMachineTime() - mtimeMs >= STALE_AFTER_MS;
};

/**
 * Removes what crashes have left behind in a folder. A file that cannot be removed is harmless, since no listing shows it.
 * @param isBeingWritten - whether this process writes the document at that path now
 */
export const sweepTemporaryFiles = async (
  directory: string,
  isBeingWritten: (documentPath: string) => boolean,
): Promise<void> => {
  for (const file of await readdir(directory)) {
    const path = join(directory, file);
    const [, documentFile] = TEMPORARY_FILE.exec(file) ?? [];
    const isTemporary = documentFile !== undefined || FORMER_TEMPORARY_FILE.test(file);
    const isInUse = documentFile !== undefined && isBeingWritten(join(directory, documentFile));
    if (isTemporary && !isInUse) {
      try {
        if (await isStale(path)) {
          await unlink(path);
        }
      } catch {
        // Gone already, or not ours to remove.
      }
    }
  }
};
