import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRandom, MINUTE } from "../market";
import { bundleChild } from "./bundle";
import { listRelativeFiles, readDisk } from "./disk";
import { describeAbsence, Expectations } from "./expectation";
import type { ListedHit } from "./plan";
import type { CrashPoint, SessionListing } from "./points";
import { choosePoints, findScopes } from "./points";
import { runChild } from "./run-child";
import { getSession, SESSIONS, toTime } from "./session";
import { judge } from "./verdict";

/** How a crash at one point went. */
export interface CrashResult {
  readonly point: CrashPoint;
  /** Milliseconds between the crash and the restart. */
  readonly delay: number;
  /** What was broken; nothing when it passed. */
  readonly problems: readonly string[];
}

/** Share of the restarts that come later than the crash. */
const LATE_SHARE = 0.25;

/** A restart may also come in the middle of a minute. */
const LATE_DELAYS = [2 * MINUTE, 4 * MINUTE + 17_000];

/** Bundles the child, finds the points, and crashes it at them. Everything lies in one temporary folder. */
export class CrashLab {
  private readonly expectations: Expectations;

  private constructor(
    private readonly directory: string,
    private readonly bundle: string,
    private readonly seed: number,
  ) {
    this.expectations = new Expectations(bundle, directory);
  }

  /** @param seed - decides which restarts come late */
  public static async open(seed: number): Promise<CrashLab> {
    const directory = await mkdtemp(join(tmpdir(), "crash-"));
    return new CrashLab(directory, await bundleChild(directory), seed);
  }

  /** Removes the folder. */
  public async close(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Runs every session without a crash and lists where it could crash. */
  public async findPoints(): Promise<CrashPoint[]> {
    const listings: SessionListing[] = [];
    for (const session of Object.keys(SESSIONS)) {
      listings.push(await this.listSession(session));
    }
    return choosePoints(listings);
  }

  /** Kills the child at a point, starts another one on what it left, and judges both. */
  public async crashAt(point: CrashPoint): Promise<CrashResult> {
    const delay = this.chooseDelay(point);
    const root = join(this.directory, `point-${point.number}`);
    const folder = join(root, "state");
    await mkdir(folder, { recursive: true });
    const { session } = point;
    const log = join(root, "log");
    const start = toTime(getSession(session).startMinute);
    const before = await runChild(this.bundle, folder, { session, start, log, killAt: point });
    const disk = readDisk(folder);
    await rm(log, { force: true });
    const restart = point.time + delay;
    const after = await runChild(this.bundle, folder, { session, start: restart, log });
    const deviation = describeAbsence(session, point.time, restart, disk);
    const expected = await this.expectations.get(session, deviation);
    const problems = judge({ point, before, disk, after, expected, files: listRelativeFiles(root) });
    await rm(root, { recursive: true, force: true });
    return { point, delay, problems };
  }

  private chooseDelay({ number }: CrashPoint): number {
    const random = createRandom(this.seed * 100_003 + number);
    const isLate = random() < LATE_SHARE;
    return isLate ? (LATE_DELAYS[Math.floor(random() * LATE_DELAYS.length)] ?? 0) : 0;
  }

  private async listSession(session: string): Promise<SessionListing> {
    const entries = await this.expectations.get(session);
    const folder = join(this.directory, `listing-${session}`);
    await mkdir(folder);
    const path = `${folder}.hits`;
    const start = toTime(getSession(session).startMinute);
    const list = { path, scopes: findScopes(entries) };
    const { stderr, exitCode } = await runChild(this.bundle, folder, {
      session,
      start,
      log: `${folder}.log`,
      list,
    });
    if (exitCode !== 0) {
      throw new Error(`the listing of ${session} failed: ${stderr}`);
    }
    const hits = JSON.parse(await readFile(path, "utf8")) as ListedHit[];
    return { session, entries, hits };
  }
}
