import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { isMissing } from "../../../src/utils/system-error";
import type { DiskState, OpenPositions } from "./plan";

const listFiles = (directory: string): string[] =>
  readdirSync(directory, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? listFiles(join(directory, entry.name)) : [join(directory, entry.name)],
  );

/** Paths of all files below a folder, relative to it, in order. */
export const listRelativeFiles = (directory: string): string[] =>
  listFiles(directory)
    .map((path) => relative(directory, path))
    .toSorted();

/** A temporary file may be gone by the time it is looked at. */
const readIfPresent = (path: string): string | null => {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isMissing(error)) {
      return null;
    }
    throw error;
  }
};

/** The text of every file below a folder. */
export const readTexts = (directory: string): Map<string, string> => {
  const texts = new Map<string, string>();
  for (const path of listRelativeFiles(directory)) {
    const text = readIfPresent(join(directory, path));
    if (text !== null) {
      texts.set(path, text);
    }
  }
  return texts;
};

/** The documents of the stores below a folder; files of another form are left out. */
export const readDisk = (directory: string): DiskState =>
  Object.fromEntries(
    [...readTexts(directory)]
      .filter(([path]) => path.endsWith(".json"))
      .map(([path, text]): [string, unknown] => [path, JSON.parse(text)]),
  );

const STORES = join("dump", "data");

const toName = (path: string): string => path.split("/").at(-2) ?? "";

interface StoredRow {
  readonly id: string;
  readonly symbol: string;
  readonly strategyName: string;
  readonly _transition?: { readonly action: string };
}

const isStoredRow = (document: unknown): document is StoredRow =>
  typeof document === "object" && document !== null && "id" in document && "strategyName" in document;

const isHeldRow = (document: unknown): document is StoredRow =>
  isStoredRow(document) &&
  (document._transition === undefined || document._transition.action === "scheduled");

const select = (disk: DiskState, store: string): [string, unknown][] =>
  Object.entries(disk).filter(([path]) => path.startsWith(join(STORES, store, "/")));

const toKey = ({ strategyName, symbol }: StoredRow): string => `${strategyName}:${symbol}`;

/** What the files say of open positions. */
export const findOpenPositions = (disk: DiskState): OpenPositions => ({
  held: select(disk, "signal")
    .map(([, document]) => document)
    .filter(isHeldRow)
    .map(toKey)
    .toSorted(),
  profiles: Object.fromEntries(
    select(disk, "risk").map(([path, document]) => [
      toName(path),
      Array.isArray(document) ? document.map(([key]: [string]) => key).toSorted() : [],
    ]),
  ),
});

const selectIds = (
  disk: DiskState,
  stores: readonly string[],
  isSelected: (document: unknown) => document is StoredRow,
): string[] =>
  stores
    .flatMap((store) => select(disk, store))
    .flatMap(([, document]) => (isSelected(document) ? [document.id] : []));

/** Ids of the signals in the stores of positions and orders, ended ones included. */
export const findWrittenIds = (disk: DiskState): string[] =>
  selectIds(disk, ["signal", "schedule"], isStoredRow);

/** Ids of the signals that are held according to the files. */
export const findHeldIds = (disk: DiskState): string[] => selectIds(disk, ["signal", "schedule"], isHeldRow);

/** Ids of the open positions according to the files. */
export const findOpenIds = (disk: DiskState): string[] => selectIds(disk, ["signal"], isHeldRow);

const readLevels = (document: unknown, id: string, field: string): unknown =>
  (document as Record<string, Record<string, unknown> | undefined>)[id]?.[field];

/** The milestones of a signal that are written. */
export const findStoredLevels = (disk: DiskState, id: string, side: "profit" | "loss"): number[] =>
  select(disk, "partial").flatMap(([, document]) => {
    const levels = readLevels(document, id, `${side}Levels`);
    return Array.isArray(levels) ? levels.map(Number) : [];
  });
