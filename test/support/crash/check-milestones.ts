import { groupBy, isSameEntry } from "./check-transitions";
import { findStoredLevels } from "./disk";
import type { LogEntry, MilestoneEntry } from "./plan";
import type { CrashCase } from "./crash-case";
import { listLives } from "./crash-case";

type TimedMilestone = MilestoneEntry & { readonly time: number };

const groupMilestones = (entries: readonly LogEntry[]): Map<string, TimedMilestone[]> =>
  groupBy(
    entries.filter((entry): entry is TimedMilestone => entry.type === "milestone"),
    ({ id, side, level }) => `${side} ${level} of ${id}`,
  );

/** A milestone is written, then told: one that was written when the process died may never be told. */
const isWritten = ({ disks }: CrashCase, { id, side, level }: MilestoneEntry): boolean =>
  disks.some((disk) => findStoredLevels(disk, id, side).includes(level));

/** Each milestone at most once, at its own time and price; lost only if it was written and not told. */
export const checkMilestones = (crash: CrashCase): string[] => {
  const wanted = groupMilestones(crash.expected);
  const found = groupMilestones(listLives(crash).flat());
  const missing = [...wanted].flatMap(([key, [milestone]]) =>
    found.has(key) || (milestone !== undefined && isWritten(crash, milestone)) ? [] : [`lost: ${key}`],
  );
  const wrong = [...found].flatMap(([key, milestones]) => {
    const [expected] = wanted.get(key) ?? [];
    return [
      ...(milestones.length > 1 ? [`repeated: ${key}`] : []),
      ...(expected === undefined ? [`not expected: ${key}`] : []),
      ...(expected !== undefined && milestones.some((milestone) => !isSameEntry(milestone, expected))
        ? [`changed: ${JSON.stringify(milestones)} instead of ${JSON.stringify(expected)}`]
        : []),
    ];
  });
  return [...missing, ...wrong];
};
