import { rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { ISignalDto } from "../../../interfaces/Signal.interface";
import type { MessageModel } from "../../../model/Message.model";
import { createMachineId } from "../../../utils/clock";
import { printWarning } from "../../../utils/console-line";
import { createFolder, isFolder } from "../../../utils/create-folder";
import { encodePathPart } from "../../../utils/path-part";
import { loadStores } from "../persist/load-stores";
import { createDumpFiles, findLargeMessages, type IDumpFile } from "./signal-dump-files";
import { createWriteError } from "./write-error";

const KIND = "Conversation";

/** Not a name that {@link encodePathPart} makes, so no id has this folder. */
const createTemporaryPath = (folder: string): string => join(dirname(folder), `%tmp-${createMachineId()}`);

/** The folder is there as a whole or not at all. */
const writeFolder = async (folder: string, files: readonly IDumpFile[]): Promise<void> => {
  const { renameDurably } = await loadStores();
  const temporary = createTemporaryPath(folder);
  try {
    await createFolder(temporary);
    for (const { name, text } of files) {
      await writeFile(join(temporary, name), text, { flush: true });
    }
    await renameDurably(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    // Somebody else may have written it in the meantime.
    if (!(await isFolder(folder))) {
      throw error;
    }
  }
};

/**
 * Keeps a conversation with a language model as files in `<outputDir>/<signalId>`. Nothing happens when that folder exists.
 * @param signalId - encoded, so that the folder lies in `outputDir` whatever is in it
 * @param history - what was said
 * @param signal - what came of it
 * @param outputDir - absolute, or relative to the working directory
 * @throws ReportError `REPORT_WRITE_FAILED`; there is no folder then
 */
export const writeSignalDump = async (
  signalId: string | number,
  history: readonly MessageModel[],
  signal: ISignalDto,
  outputDir: string,
): Promise<void> => {
  let folder = join(outputDir, encodePathPart(String(signalId)));
  try {
    folder = resolve(process.cwd(), folder);
    if (await isFolder(folder)) {
      return;
    }
    await writeFolder(folder, createDumpFiles(String(signalId), history, signal));
  } catch (error) {
    throw createWriteError(KIND, folder, error);
  }
  for (const { number, kibibytes } of findLargeMessages(history)) {
    printWarning(`user message ${number} in ${folder} has ${kibibytes} KiB`);
  }
};
