import { groupBy, isToldActive } from "./check-transitions";
import { findHeldIds, findOpenIds } from "./disk";
import type { CallbackEntry, TickAction, LogEntry } from "./plan";
import type { CrashCase } from "./verdict";

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
const countAllowed = ({ point, disk }: CrashCase, callback: CallbackEntry): number => {
  const isOwn = callback.id === null || callback.id === point.signalId;
  const isUnderWay = point.action === toAction(callback) && isOwn;
  const isRestored =
    callback.name === "onSchedule" && callback.id !== null && findHeldIds(disk).includes(callback.id);
  return isUnderWay || isRestored ? 1 : 0;
};

const checkCount = (crash: CrashCase, key: string, wanted: readonly CallbackEntry[]): string[] => {
  const combined = [...crash.before.entries, ...crash.after.entries];
  const found = groupCallbacks(combined).get(key) ?? [];
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

/** A restart tells of the position it finds open, once, and of nothing else. */
const checkActive = ({ before, disk, after }: CrashCase): string[] => {
  const find = (entries: readonly LogEntry[]): string[] =>
    entries.flatMap((entry) =>
      entry.type === "callback" && entry.name === "onActive" ? [String(entry.id)] : [],
    );
  const found = [...find(before.entries), ...find(after.entries)].toSorted();
  const wanted = findOpenIds(disk).toSorted();
  return found.join() === wanted.join()
    ? []
    : [`onActive was called for ${found.join() || "nothing"} instead of ${wanted.join() || "nothing"}`];
};

/** Callbacks are called at least once, and repeat only with the transition under way. */
export const checkCallbacks = (crash: CrashCase): string[] => {
  const wanted = groupCallbacks(crash.expected);
  const found = groupCallbacks([...crash.before.entries, ...crash.after.entries]);
  return [
    ...[...wanted].flatMap(([key, entries]) => checkCount(crash, key, entries)),
    ...[...found.keys()].filter((key) => !wanted.has(key)).map((key) => `not expected: ${key}`),
    ...checkActive(crash),
  ];
};
