import type { DiskState, LogEntry } from "./plan";
import type { CrashPoint } from "./points";
import type { ChildEnd } from "./run-child";

/** Everything that is known about one crash, or two, and the restart that came to the end. */
export interface CrashCase {
  readonly point: CrashPoint;
  /** How the processes ended that were killed, in order. */
  readonly killed: readonly ChildEnd[];
  /** What each of them left on disk. */
  readonly disks: readonly DiskState[];
  /** How the last process ended. */
  readonly last: ChildEnd;
  /** What an uninterrupted run logs. */
  readonly expected: readonly LogEntry[];
  /** Files of the case in the end, relative to its folder. */
  readonly files: readonly string[];
}

/** What each process logged, in order. */
export const listLives = ({ killed, last }: CrashCase): (readonly LogEntry[])[] =>
  [...killed, last].map(({ entries }) => entries);
