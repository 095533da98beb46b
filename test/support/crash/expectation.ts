import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { MINUTE, START } from "../market";
import { findHeldIds, findWrittenIds } from "./disk";
import type { ChildPlan, DiskState, LogEntry } from "./plan";
import { runChild } from "./run-child";
import { getSession, toTime } from "./session";

/** What differs from the plan when somebody was away for some minutes. */
export type Deviation = Pick<ChildPlan, "absent" | "stopAt">;

const toMinute = (time: number): number => Math.floor((time - START) / MINUTE);

/** When a session is told to stop, ms. */
export const getStopTime = (session: string): number => toTime(getSession(session).stopMinute);

/**
 * What an uninterrupted run has to do like one that was away between two instants: nobody answers for the strategy in those
 * minutes, except with what was written before; and an order that was still waiting is stopped when the run is told again.
 */
export const describeAbsence = (
  session: string,
  crashedAt: number,
  restartedAt: number,
  disk: DiskState,
): Deviation => {
  if (restartedAt === crashedAt) {
    return {};
  }
  const absent = { from: toMinute(crashedAt), until: toMinute(restartedAt), except: findWrittenIds(disk) };
  const isStopLate = restartedAt > getStopTime(session) && findHeldIds(disk).length > 0;
  return { absent, ...(isStopLate ? { stopAt: restartedAt } : {}) };
};

/** Runs sessions from beginning to end, each variant once. */
export class Expectations {
  private readonly runs = new Map<string, Promise<readonly LogEntry[]>>();

  public constructor(
    private readonly bundle: string,
    private readonly directory: string,
  ) {}

  /**
   * What an uninterrupted run logs.
   * @throws Error when it does not come to its end
   */
  public get(session: string, deviation: Deviation = {}): Promise<readonly LogEntry[]> {
    const key = JSON.stringify([session, deviation]);
    const known = this.runs.get(key);
    if (known !== undefined) {
      return known;
    }
    const run = this.run(session, deviation, `expected-${this.runs.size}`);
    this.runs.set(key, run);
    return run;
  }

  private async run(session: string, deviation: Deviation, name: string): Promise<readonly LogEntry[]> {
    const folder = join(this.directory, name);
    await mkdir(folder);
    const start = toTime(getSession(session).startMinute);
    const log = join(this.directory, `${name}.log`);
    const { exitCode, stderr, entries } = await runChild(this.bundle, folder, {
      session,
      start,
      log,
      ...deviation,
    });
    const faults = entries.flatMap((entry) => ("message" in entry ? [entry.message] : []));
    if (exitCode !== 0 || faults.length > 0) {
      throw new Error(`an uninterrupted run of ${session} failed: ${[stderr, ...faults].join("\n")}`);
    }
    return entries;
  }
}
