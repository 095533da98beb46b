import { groupBy, isToldActive } from "./check-transitions";
import { findHeldIds, findOpenIds } from "./disk";
import type { CallbackEntry, TickAction, LogEntry } from "./plan";
import type { CrashCase } from "./crash-case";
import { listLives } from "./crash-case";

/** Which transition each callback belongs to. */
const ACTIONS: Readonly<Record<string, TickAction>> = {
  onOpen: "opened",
  onSchedule: "scheduled",
  onClose: "closed",
  onCancel: "cancelled",
};

const toAction = ({ name, id }: CallbackEntry): TickAction | undefined =>
  name === "onWrite" ? (id === null ? "closed" : "opened") : ACTIONS[name];

const groupCallbacks = (entries: readonly LogEntry[]): Map<string, CallbackEntry[]> =>
  groupBy(
    entries.filter((entry) => entry.type === "callback").filter(({ name }) => name !== "onActive"),
    ({ name, id }) => `${name} of ${id}`,
  );

/** How often a callback may be called beyond the uninterrupted run. */
const countAllowed = ({ point, disks }: CrashCase, callback: CallbackEntry): number => {
  const isOwn = callback.id === null || callback.id === point.signalId;
  const isUnderWay = point.action === toAction(callback) && isOwn;
  const { name, id } = callback;
  const isRestored = name === "onSchedule" && id !== null && disks.flatMap(findHeldIds).includes(id);
  return isUnderWay || isRestored ? disks.length : 0;
};

const checkCount = (crash: CrashCase, key: string, wanted: readonly CallbackEntry[]): string[] => {
  const found = groupCallbacks(listLives(crash).flat()).get(key) ?? [];
  const [callback] = wanted;
  if (callback === undefined) {
    return [];
  }
  const { name, id } = callback;
  const isExcused = toAction(callback) === "opened" && id !== null && isToldActive(crash, id);
  return [
    ...(found.length < wanted.length && !isExcused ? [`never called: ${key}`] : []),
    ...(found.length > wanted.length + countAllowed(crash, callback) ? [`called too often: ${key}`] : []),
    // An order that was found waiting is told with the price of the restart.
    ...(name !== "onSchedule" && found.some(({ price }) => price !== callback.price)
      ? [`another price: ${key}`]
      : []),
  ];
};

const findActive = (entries: readonly LogEntry[]): string[] =>
  entries
    .flatMap((entry) => (entry.type === "callback" && entry.name === "onActive" ? [String(entry.id)] : []))
    .toSorted();

/** A restart tells of the position it finds open, once, and of nothing else; one that is killed may not get so far. */
const checkActive = (crash: CrashCase): string[] =>
  listLives(crash).flatMap((entries, life) => {
    const found = findActive(entries).join();
    const wanted = findOpenIds(crash.disks[life - 1] ?? {})
      .toSorted()
      .join();
    const isKilled = life < crash.disks.length;
    return found === wanted || (isKilled && found === "")
      ? []
      : [`onActive was called for ${found || "nothing"} instead of ${wanted || "nothing"}`];
  });

/** Callbacks are called at least once, and repeat only with the transition under way. */
export const checkCallbacks = (crash: CrashCase): string[] => {
  const wanted = groupCallbacks(crash.expected);
  const found = groupCallbacks(listLives(crash).flat());
  return [
    ...[...wanted].flatMap(([key, entries]) => checkCount(crash, key, entries)),
    ...[...found.keys()].filter((key) => !wanted.has(key)).map((key) => `not expected: ${key}`),
    ...checkActive(crash),
  ];
};
