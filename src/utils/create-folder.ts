import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { isMissing } from "./system-error";

/** Whether there is a folder, or a link to one. */
export const isFolder = async (path: string): Promise<boolean> => {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isDirectory() === true;
};

/** @returns whether it was not there; anything that is no folder rejects */
const createOne = async (path: string): Promise<boolean> => {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (await isFolder(path)) {
      return false;
    }
    throw error;
  }
};

/**
 * Creates a folder and those above it. Node's own recursive `mkdir` never answers where a file system takes no folder below
 * one that is there, such as `/proc`; this rejects.
 * @param path - absolute, or relative to the working directory
 * @returns the topmost folder that was created; `undefined` when all were there
 * @throws the error of `mkdir`
 */
export const createFolder = async (path: string): Promise<string | undefined> => {
  try {
    return (await createOne(path)) ? path : undefined;
  } catch (error) {
    const parent = dirname(path);
    if (!isMissing(error) || parent === path) {
      throw error;
    }
    const first = await createFolder(parent);
    return (await createOne(path)) ? (first ?? path) : first;
  }
};
