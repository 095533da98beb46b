import { isDeepStrictEqual } from "node:util";
import type { ChildEnd } from "./run-child";
import { checkCallbacks } from "./check-callbacks";
import { checkFiles, checkPositions } from "./check-files";
import { checkMilestones } from "./check-milestones";
import { checkTransitions } from "./check-transitions";
import type { DiskState, LogEntry } from "./plan";
import type { CrashPoint } from "./points";

/** Everything that is known about one crash and the restart after it. */
export interface CrashCase {
  readonly point: CrashPoint;
  /** What the process logged that was killed. */
  readonly before: ChildEnd;
  /** What it left on disk. */
  readonly disk: DiskState;
  /** What the process logged that took over. */
  readonly after: ChildEnd;
  /** What an uninterrupted run logs. */
  readonly expected: readonly LogEntry[];
  /** Files of the case in the end, relative to its folder. */
  readonly files: readonly string[];
}

const checkEnds = ({ before, after }: CrashCase): string[] => [
  ...(before.signal === "SIGKILL"
    ? []
    : [`the point was not reached: exit code ${before.exitCode}, signal ${before.signal} ${before.stderr}`]),
  ...(after.exitCode === 0
    ? []
    : [`the restart ended with exit code ${after.exitCode}, signal ${after.signal}: ${after.stderr}`]),
];

const checkFaults = ({ before, after }: CrashCase): string[] =>
  [...before.entries, ...after.entries].flatMap((entry) =>
    "message" in entry ? [`${entry.type}: ${entry.message}`] : [],
  );

const findDisk = (entries: readonly LogEntry[], type: "start" | "end"): DiskState | undefined => {
  const entry = entries.find((candidate) => candidate.type === type);
  return entry !== undefined && "disk" in entry ? entry.disk : undefined;
};

const checkEndState = ({ after, expected }: CrashCase): string[] => {
  const [found, wanted] = [findDisk(after.entries, "end"), findDisk(expected, "end")];
  return isDeepStrictEqual(found, wanted)
    ? []
    : [`the files in the end are ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`];
};

/** What of the promises a crash has broken; nothing when they hold. */
export const judge = (crash: CrashCase): string[] => [
  ...checkEnds(crash),
  ...checkFaults(crash),
  ...checkTransitions(crash),
  ...checkCallbacks(crash),
  ...checkMilestones(crash),
  ...checkPositions(crash),
  ...checkFiles(crash),
  ...checkEndState(crash),
];
