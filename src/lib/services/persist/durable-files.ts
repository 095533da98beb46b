import { open, rename, unlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { createFolder } from "../../../utils/create-folder";
import { readErrorCode } from "../../../utils/system-error";

/**
 * Changes of files that are still there after a power cut. Who awaits one of these may rely on it: the file and the
 * folder that lists it have been written through to the disk.
 */

/** State says what somebody trades; it is nobody else's business. */
const OWNER_ONLY = 0o600;

/** What platforms and file systems answer that cannot sync a folder, or need not. */
const UNSUPPORTED_SYNC = new Set(["EISDIR", "EPERM", "EINVAL", "ENOTSUP", "ENOSYS"]);

/** The library awaits the hook; its published types do not say so. */
const replaceFile: (
  path: string,
  text: string,
  options: { mode: number; tmpfileCreated: (temporaryPath: string) => Promise<void> },
) => Promise<void> = writeFileAtomic;

/** Writes the list of a folder through to the disk, where the platform can. */
const syncDirectory = async (path: string): Promise<void> => {
  try {
    const directory = await open(path, "r");
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  } catch (error) {
    if (!UNSUPPORTED_SYNC.has(String(readErrorCode(error)))) {
      throw error;
    }
  }
};

/**
 * Replaces a file as a whole: whoever reads it, also after a crash, finds the old text or the new one.
 * @param path - absolute
 */
export const writeDurably = async (path: string, text: string): Promise<void> => {
  await replaceFile(path, "", {
    mode: OWNER_ONLY,
    // The library writes with a single call and does not look how much of it the disk took: on a full disk it would put
    // half a document in place and report success. This call writes everything or fails, before anything is replaced.
    tmpfileCreated: (temporaryPath) => writeFile(temporaryPath, text, { flag: "r+" }),
  });
  await syncDirectory(dirname(path));
};

/** Removes a file. */
export const removeDurably = async (path: string): Promise<void> => {
  await unlink(path);
  await syncDirectory(dirname(path));
};

/** Renames a file within its folder. */
export const renameDurably = async (path: string, target: string): Promise<void> => {
  await rename(path, target);
  await syncDirectory(dirname(path));
};

/** Creates a folder and those above it. */
export const createDirectoryDurably = async (path: string): Promise<void> => {
  const first = await createFolder(path);
  // A folder is listed in the one above it. Its own is synced in any case: a crash may have come between the two.
  let parent = dirname(path);
  await syncDirectory(parent);
  while (first !== undefined && parent.length >= first.length && parent !== dirname(parent)) {
    parent = dirname(parent);
    await syncDirectory(parent);
  }
};
