import type { LogEntry } from "./plan";
import type { CrashCase } from "./crash-case";
import { listLives } from "./crash-case";

/** Positions in the risk files are those in the signal files whenever the work has come to rest. */
export const checkPositions = (crash: CrashCase): string[] =>
  listLives(crash)
    .flat()
    .flatMap((entry) => {
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

/**
 * Where files of a case may lie: its logs, documents, temporary files that a crash has left, and the locks of profiles, which a
 * process keeps to its end.
 */
const ALLOWED = [
  /^log-\d+$/,
  /^state\/dump\/data\/(signal|schedule|risk|partial)\/[^/]+\/[^/]+\.json(\.\d+)?$/,
  /^state\/dump\/data\/risk\/[^/]+\/\.lock$/,
];

/** Listings show documents and nothing that a crash has left; nothing lies anywhere else. */
export const checkFiles = (crash: CrashCase): string[] => {
  const documents = findListed(crash.expected, "end");
  const atStart = listLives(crash).flatMap((entries) => findListed(entries, "start"));
  const atEnd = findListed(crash.last.entries, "end").join();
  return [
    ...atStart.filter((name) => !documents.includes(name)).map((name) => `listed at a restart: ${name}`),
    ...(atEnd === documents.join() ? [] : [`listed in the end: ${atEnd}`]),
    ...crash.files
      .filter((path) => !ALLOWED.some((form) => form.test(path)))
      .map((path) => `a file at ${path}`),
  ];
};
