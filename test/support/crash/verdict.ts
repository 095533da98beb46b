import { isDeepStrictEqual } from "node:util";
import { checkCallbacks } from "./check-callbacks";
import { checkFiles, checkPositions } from "./check-files";
import { checkMilestones } from "./check-milestones";
import { checkTransitions } from "./check-transitions";
import type { CrashCase } from "./crash-case";
import { listLives } from "./crash-case";
import type { DiskState, LogEntry } from "./plan";

const checkEnds = ({ killed, last }: CrashCase): string[] => [
  ...killed
    .filter(({ signal }) => signal !== "SIGKILL")
    .map(({ exitCode, stderr }) => `the point was not reached: exit code ${exitCode} ${stderr}`),
  ...(last.exitCode === 0
    ? []
    : [`the restart ended with exit code ${last.exitCode}, signal ${last.signal}: ${last.stderr}`]),
];

const checkFaults = (crash: CrashCase): string[] =>
  listLives(crash)
    .flat()
    .flatMap((entry) => ("message" in entry ? [`${entry.type}: ${entry.message}`] : []));

const findDisk = (entries: readonly LogEntry[], type: "start" | "end"): DiskState | undefined => {
  const entry = entries.find((candidate) => candidate.type === type);
  return entry !== undefined && "disk" in entry ? entry.disk : undefined;
};

const checkEndState = ({ last, expected }: CrashCase): string[] => {
  const [found, wanted] = [findDisk(last.entries, "end"), findDisk(expected, "end")];
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
