import type { LogEntry } from "./plan";
import type { CrashCase } from "./verdict";

/** Positions in the risk files are those in the signal files whenever the work has come to rest. */
export const checkPositions = ({ before, after }: CrashCase): string[] =>
  [...before.entries, ...after.entries].flatMap((entry) => {
    if (entry.type !== "rest") {
      return [];
    }
    const { held, profiles } = entry.positions;
    return Object.entries(profiles)
      .filter(([, keys]) => keys.join() !== held.join())
      .map(([name, keys]) => `profile ${name} counts [${keys.join()}] while [${held.join()}] is open`);
  });

const findListed = (entries: readonly LogEntry[], type: "start" | "end"): readonly string[] =>
  entries.flatMap((entry) => (entry.type === type && "listed" in entry ? entry.listed : []));

/** Where files of a case may lie: its log, documents, and temporary files that a crash has left. */
const ALLOWED = [/^log$/, /^state\/dump\/data\/(signal|schedule|risk|partial)\/[^/]+\/[^/]+\.json(\.\d+)?$/];

/** Listings show documents and nothing that a crash has left; nothing lies anywhere else. */
export const checkFiles = ({ after, expected, files }: CrashCase): string[] => {
  const documents = findListed(expected, "end");
  const [atStart, atEnd] = [findListed(after.entries, "start"), findListed(after.entries, "end")];
  return [
    ...atStart.filter((name) => !documents.includes(name)).map((name) => `listed at the restart: ${name}`),
    ...(atEnd.join() === documents.join() ? [] : [`listed in the end: ${atEnd.join()}`]),
    ...files.filter((path) => !ALLOWED.some((form) => form.test(path))).map((path) => `a file at ${path}`),
  ];
};
