import { isDeepStrictEqual } from "node:util";
import type { LogEntry, SignalEntry } from "./plan";
import type { CrashCase } from "./crash-case";
import { listLives } from "./crash-case";

/** Entries by a key, in the order of the keys' first entries. */
export const groupBy = <T>(entries: readonly T[], toKey: (entry: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    const key = toKey(entry);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return groups;
};

/** What differs between repeats is the time of the log only. */
const withoutTime = <T extends { readonly time: number }>({ time: _, ...fields }: T): Omit<T, "time"> =>
  fields;

export const isSameEntry = <T extends { readonly time: number }>(one: T, other: T): boolean =>
  isDeepStrictEqual(withoutTime(one), withoutTime(other));

type TimedSignal = SignalEntry & { readonly time: number };

const groupSignals = (entries: readonly LogEntry[]): Map<string, TimedSignal[]> =>
  groupBy(
    entries.filter((entry): entry is TimedSignal => entry.type === "signal"),
    ({ source, action, id }) => `${action} of ${id} (${source})`,
  );

/** Whether a restart told of a position that it found open. */
export const isToldActive = (crash: CrashCase, id: string): boolean =>
  listLives(crash)
    .flat()
    .some((entry) => entry.type === "callback" && entry.name === "onActive" && entry.id === id);

const checkExpected = (crash: CrashCase, key: string, [wanted]: readonly TimedSignal[]): string[] => {
  const lives = listLives(crash).map((entries) => groupSignals(entries).get(key) ?? []);
  const found = lives.flat();
  if (wanted === undefined || found.length === 0) {
    const isExcused = wanted?.action === "opened" && isToldActive(crash, wanted.id);
    return isExcused ? [] : [`lost: ${key}`];
  }
  const { point } = crash;
  const isUnderWay = point.action === wanted.action && point.signalId === wanted.id;
  return [
    ...(lives.some(({ length }) => length > 1) ? [`one process repeats: ${key}`] : []),
    ...(found.length > 1 && !isUnderWay ? [`repeated, but not under way: ${key}`] : []),
    ...found
      .filter((entry) => !isSameEntry(entry, wanted))
      .map((entry) => `changed: ${JSON.stringify(entry)} instead of ${JSON.stringify(wanted)}`),
  ];
};

/** Each transition of the uninterrupted run, with the same prices, times and result, and no other. */
export const checkTransitions = (crash: CrashCase): string[] => {
  const wanted = groupSignals(crash.expected);
  const found = groupSignals(listLives(crash).flat());
  return [
    ...[...wanted].flatMap(([key, entries]) => checkExpected(crash, key, entries)),
    ...[...found.keys()].filter((key) => !wanted.has(key)).map((key) => `not expected: ${key}`),
  ];
};
