import { access, constants, lstat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { printLine } from "../../../utils/console-line";
import { createFolder, isFolder } from "../../../utils/create-folder";
import { KeyedQueue } from "../../../utils/keyed-queue";
import { encodePathPart } from "../../../utils/path-part";
import { createWriteError } from "./write-error";

/** The library awaits the hook; its published types do not say so. */
const replaceFile: (
  path: string,
  text: string,
  options: { tmpfileCreated: (temporaryPath: string) => Promise<void> },
) => Promise<void> = writeFileAtomic;

/** One write of a file after the other, in the order of the calls. */
const writeQueue = new KeyedQueue();

const EXTENSIONS = [".md", ".html", ".mjs"];

/** The file system part of a file name that users see; the extension survives when the name is shortened. */
const encodeReportName = (fileName: string): string => {
  const extension = EXTENSIONS.find((each) => fileName.endsWith(each)) ?? "";
  return encodePathPart(fileName.slice(0, fileName.length - extension.length), extension);
};

/** A link would be followed out of the directory. */
const refuseLink = async (path: string): Promise<void> => {
  const stats = await lstat(path).catch(() => undefined);
  if (stats?.isSymbolicLink() === true) {
    throw new Error(`${path} is a symbolic link; remove it`);
  }
};

const replaceReport = async (directory: string, path: string, text: string): Promise<void> => {
  await createFolder(directory);
  await refuseLink(path);
  await replaceFile(path, "", {
    // The library's own write does not look how much of the text the disk took; this one writes everything or fails.
    tmpfileCreated: (temporaryPath) => writeFile(temporaryPath, text, { flag: "r+" }),
  });
};

/**
 * Creates the folder of a report and looks whether the file could be written there, for a text that costs something to make.
 * @param kind - what the error calls it, as for {@link writeReport}
 * @param directory - absolute
 * @param fileName - as for {@link writeReport}
 * @throws ReportError `REPORT_WRITE_FAILED` with the path and the cause
 */
export const prepareReport = async (kind: string, directory: string, fileName: string): Promise<void> => {
  const path = join(directory, encodeReportName(fileName));
  try {
    await createFolder(directory);
    await access(directory, constants.W_OK);
    await refuseLink(path);
    if (await isFolder(path)) {
      throw new Error(`${path} is a folder; remove it`);
    }
  } catch (error) {
    throw createWriteError(kind, path, error);
  }
};

/**
 * Writes a report, as a whole: whoever reads the file, also after a crash, finds the old text or the new one. Of two writes
 * of one file at once the later one stays. Prints one line, `<kind> saved: <path>`.
 * @param kind - what the line calls it, such as `"Backtest report"`
 * @param directory - absolute, or relative to the working directory; created when missing
 * @param fileName - with its extension, such as `"trend.md"`; encoded, so that it names a file in the directory whatever
 * is in it
 * @param text - UTF-8
 * @returns absolute path of the file
 * @throws ReportError `REPORT_WRITE_FAILED` with the path and the cause
 */
export const writeReport = async (
  kind: string,
  directory: string,
  fileName: string,
  text: string,
): Promise<string> => {
  // Names the file also when the directory is no text or the working directory is gone.
  let path = encodeReportName(fileName);
  try {
    path = join(directory, path);
    path = resolve(process.cwd(), path);
    await writeQueue.run(path, async () => await replaceReport(dirname(path), path, text));
  } catch (error) {
    throw createWriteError(kind, path, error);
  }
  printLine(`${kind} saved: ${path}`);
  return path;
};

/**
 * Where a report goes when the user names no directory: two symbols or modes never share a file.
 * @param base - such as `"./dump/schedule"`
 * @param mode - left out when the last part of `base` is it already; `undefined` when the report knows none
 * @param symbol - any text; `undefined` when the report covers several
 * @returns `<base>/<mode>/<symbol>`, such as `"./dump/backtest/BTCUSDT"`
 */
export const defaultDirectory = (
  base: string,
  mode: "backtest" | "live" | undefined,
  symbol: string | undefined,
): string => {
  const parts = [base];
  if (mode !== undefined && basename(base) !== mode) {
    parts.push(mode);
  }
  if (symbol !== undefined) {
    parts.push(encodePathPart(symbol));
  }
  return parts.join("/");
};
